import {
  ConversionReviewed,
  ConversionUndone,
  CustomerActivated,
  CustomerOrderRecorded,
  EmailBounced,
  EmailClicked,
  EmailComplained,
  EmailFailed,
  EmailOpened,
  EmailSent,
  EmailSuppressed,
  EmailUnknown,
  EmailUnsubscribed,
  FollowUpCancelled,
  FollowUpProcessed,
  FollowUpsPaused,
  FollowUpsResumed,
  LeadActivityLogged,
  LeadAssigned,
  LeadClockRestarted,
  LeadClockStopped,
  LeadConverted,
  LeadProtectionExtended,
  LeadProtectionLapsed,
  LeadProtectionReminded,
  LeadRegistered,
  LeadSampleDelivered,
  LeadStatusChanged,
  OpportunityChanged,
  OpportunityOpened,
  ResponseClassified,
  TaskCompleted,
  TaskOpened,
} from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';

export const FEED_GROUPS = ['followUps', 'answers', 'customers', 'work', 'leads'] as const;
export type FeedGroup = (typeof FEED_GROUPS)[number];

export const FEED_KINDS = [
  ...(['sent', 'skipped', 'deferred', 'cancelled', 'failed', 'paused', 'resumed'] as const),
  ...([
    'answer',
    'opened',
    'clicked',
    'farewell',
    'customer',
    'refused',
    'undone',
    'order',
    'opportunity',
    'activity',
  ] as const),
  ...(['task', 'done', 'sample', 'registered', 'assigned', 'status', 'protection'] as const),
] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

/** What a feed tells: under what a reader looks for it, and how it looks. A new kind of fact is one line here. */
const TOLD: readonly (readonly [{ readonly type: string }, FeedGroup, FeedKind])[] = [
  [EmailSent, 'followUps', 'sent'],
  [EmailFailed, 'followUps', 'failed'],
  [EmailUnknown, 'followUps', 'failed'],
  [EmailSuppressed, 'followUps', 'skipped'],
  [EmailBounced, 'followUps', 'failed'],
  [EmailOpened, 'answers', 'opened'],
  [EmailClicked, 'answers', 'clicked'],
  [FollowUpProcessed, 'followUps', 'skipped'],
  [FollowUpCancelled, 'followUps', 'cancelled'],
  [FollowUpsPaused, 'followUps', 'paused'],
  [FollowUpsResumed, 'followUps', 'resumed'],
  [ResponseClassified, 'answers', 'answer'],
  [EmailComplained, 'answers', 'farewell'],
  [EmailUnsubscribed, 'answers', 'farewell'],
  [LeadConverted, 'customers', 'customer'],
  [ConversionReviewed, 'customers', 'refused'],
  [ConversionUndone, 'customers', 'undone'],
  [CustomerOrderRecorded, 'customers', 'order'],
  [CustomerActivated, 'customers', 'customer'],
  [OpportunityOpened, 'customers', 'opportunity'],
  [OpportunityChanged, 'customers', 'opportunity'],
  [LeadActivityLogged, 'work', 'activity'],
  [TaskOpened, 'work', 'task'],
  [TaskCompleted, 'work', 'done'],
  [LeadSampleDelivered, 'work', 'sample'],
  [LeadRegistered, 'leads', 'registered'],
  [LeadAssigned, 'leads', 'assigned'],
  [LeadStatusChanged, 'leads', 'status'],
  [LeadProtectionReminded, 'leads', 'protection'],
  [LeadProtectionLapsed, 'leads', 'protection'],
  [LeadProtectionExtended, 'leads', 'protection'],
  [LeadClockStopped, 'leads', 'paused'],
  [LeadClockRestarted, 'leads', 'resumed'],
];
const LOOKS = new Map(TOLD.map(([{ type }, group, kind]) => [type, { group, kind }]));

export function feedTypes(group?: FeedGroup): string[] {
  return TOLD.filter((told) => group === undefined || told[1] === group).map(([{ type }]) => type);
}

/** Activities that another fact of the feed tells. */
const TOLD_ELSEWHERE = ['ANSWER', 'CONVERTED', 'SYSTEM', 'ORDER'];

function isLetter(about: unknown): boolean {
  return (about as { kind?: unknown } | undefined)?.kind === 'conversation';
}

/** @returns null for a fact that says what another one of the feed says, or that is about nobody outside */
export function lookOf({ type, data }: RecordedEvent): { group: FeedGroup; kind: FeedKind } | null {
  const look = LOOKS.get(type);
  const { outcome, kind, from, to, stream, about, machine } = data as Readonly<
    Record<string, unknown>
  >;
  if (!look) return null;
  switch (type) {
    case FollowUpProcessed.type:
      // Queued is no news: the mail that follows is.
      if (outcome === 'queued') return null;
      return { ...look, kind: outcome === 'deferred' ? 'deferred' : 'skipped' };
    case EmailOpened.type:
    case EmailClicked.type:
      // What a scanner fetched is nobody's interest.
      return machine === null ? look : null;
    case ConversionReviewed.type:
      return outcome === 'refused' ? look : null;
    case OpportunityChanged.type:
      return from === to ? null : look;
    case EmailSent.type:
      // What a colleague wrote is told as what they did.
      return isLetter(about) || stream === 'notification' ? null : look;
    case LeadActivityLogged.type:
      return TOLD_ELSEWHERE.includes(String(kind)) ? null : look;
    case LeadStatusChanged.type:
      return to === 'CONVERTED' ? null : look;
    default:
      return stream === 'notification' ? null : look;
  }
}
