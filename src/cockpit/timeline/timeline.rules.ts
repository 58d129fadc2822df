import type { RecordedEvent } from '../../events/recorded-event';
import {
  ButtonClicked,
  ConsentChanged,
  ContentDelivered,
  ContentUnlocked,
  ConversationClosed,
  ConversationEscalated,
  ConversionReviewed,
  ConversionUndone,
  EmailBounced,
  EmailCancelled,
  EmailClicked,
  EmailComplained,
  EmailDelivered,
  EmailFailed,
  EmailOpened,
  EmailQueued,
  EmailReceived,
  EmailSent,
  EmailSuppressed,
  EmailUnknown,
  EmailUnsubscribed,
  type EventData,
  FollowUpCancelled,
  FollowUpProcessed,
  LeadActivityLogged,
  LeadAssigned,
  LeadChanged,
  LeadClockRestarted,
  LeadClockStopped,
  LeadProtectionBackdated,
  LeadProtectionExtended,
  LeadProtectionLapsed,
  LeadProtectionReminded,
  LeadPseudonymised,
  LeadConverted,
  LeadMerged,
  LeadRegistered,
  LeadSampleDelivered,
  LeadStatusChanged,
  LeadUnmerged,
  MessageReceived,
  MessageSent,
  OpportunityChanged,
  OpportunityOpened,
  ResponseClassified,
  TaskCompleted,
  TaskOpened,
} from '../../events/catalogue';
import type { DecisionFact } from '../../follow-ups';

export const TIMELINE_GROUPS = ['messages', 'activities', 'automation', 'changes'] as const;
export type TimelineGroup = (typeof TIMELINE_GROUPS)[number];

const typesOf = (...definitions: readonly { readonly type: string }[]) =>
  definitions.map(({ type }) => type);

/** Which facts a timeline tells, and under what a reader looks for them. */
const TYPES: Readonly<Record<TimelineGroup, readonly string[]>> = {
  messages: typesOf(
    EmailQueued,
    EmailSent,
    EmailFailed,
    EmailUnknown,
    EmailCancelled,
    EmailSuppressed,
    EmailUnsubscribed,
    EmailBounced,
    EmailDelivered,
    EmailOpened,
    EmailClicked,
    EmailComplained,
    EmailReceived,
    ResponseClassified,
    MessageReceived,
    MessageSent,
    ButtonClicked,
    ContentUnlocked,
    ContentDelivered,
    ConversationEscalated,
    ConversationClosed,
  ),
  activities: typesOf(LeadActivityLogged, LeadSampleDelivered, TaskOpened, TaskCompleted),
  automation: typesOf(FollowUpProcessed, FollowUpCancelled),
  changes: typesOf(
    LeadRegistered,
    LeadAssigned,
    LeadStatusChanged,
    LeadChanged,
    LeadClockStopped,
    LeadClockRestarted,
    LeadProtectionReminded,
    LeadProtectionLapsed,
    LeadProtectionExtended,
    LeadProtectionBackdated,
    LeadPseudonymised,
    LeadMerged,
    LeadUnmerged,
    ConsentChanged,
    LeadConverted,
    ConversionReviewed,
    ConversionUndone,
    OpportunityOpened,
    OpportunityChanged,
  ),
};

const GROUP_OF = new Map(
  TIMELINE_GROUPS.flatMap((group) => TYPES[group].map((type) => [type, group] as const)),
);

export function timelineTypes(groups: readonly TimelineGroup[] = TIMELINE_GROUPS): string[] {
  return groups.flatMap((group) => TYPES[group]);
}

export function groupOf(type: string): TimelineGroup {
  const group = GROUP_OF.get(type);
  if (!group) throw new Error(`A timeline does not tell ${type}.`);
  return group;
}

/** A tap comes as a message too; its own fact says more. */
export function isTold({ type, data }: RecordedEvent): boolean {
  return type !== MessageReceived.type || (data as { kind?: unknown }).kind !== 'click';
}

/** One act of somebody, of which several facts tell; one of them leads. */
export interface Act {
  readonly key: string;
  readonly leads: boolean;
}

/** What is known of a fact beside its event. */
interface Known {
  /** Of an activity: what it was made of. */
  readonly origin: string | null;
  /** Of a reading by the rules: what it read. */
  readonly source: string | null;
}

const OF_MESSAGE = /^(mail|message):/;

/** A reading and an activity belong to what came in or left; whatever a conversion writes belongs to it. */
export function actOf({ type, data, sequence }: RecordedEvent, { origin, source }: Known): Act {
  const { inboundId, messageId } = data as { inboundId?: string; messageId?: string };
  if (type === EmailReceived.type) return { key: `mail:${inboundId ?? ''}`, leads: true };
  if (type === EmailSent.type) return { key: `mail:${messageId ?? ''}`, leads: true };
  if (type === MessageReceived.type || type === ButtonClicked.type)
    return { key: `message:${messageId ?? ''}`, leads: true };
  const transaction = sequence.slice(0, sequence.lastIndexOf('-'));
  const message = origin !== null && OF_MESSAGE.test(origin) ? origin : null;
  return { key: source ?? message ?? transaction, leads: type === LeadConverted.type };
}

/** The message of the channel that a fact is about. */
export function chatMessageOf(event: RecordedEvent): { id: string; isOurs: boolean } | null {
  const id = messageIdOf(event);
  if (id === null) return null;
  if (event.type === MessageSent.type) return { id, isOurs: true };
  const isTheirs = event.type === MessageReceived.type || event.type === ButtonClicked.type;
  return isTheirs ? { id, isOurs: false } : null;
}

/** The mail that a fact is about; a decision names the one that it queued. */
export function messageIdOf({ data }: RecordedEvent): string | null {
  const { messageId } = data as { messageId?: string | null };
  return messageId ?? null;
}

/** The answer that an event reads as the rules did; nothing for a person's word, which is an act of its own. */
export function readIn({ type, data }: RecordedEvent): string[] {
  if (type !== ResponseClassified.type) return [];
  const { responseId, decidedBy } = data as EventData<typeof ResponseClassified>;
  return decidedBy === null ? [responseId] : [];
}

/** The decision that an event tells, or null for any other fact. */
export function decisionIn({ type, data }: RecordedEvent): DecisionFact | null {
  if (type === FollowUpProcessed.type) {
    const { followUpId, step, decision, outcome, reason, nextAt } = data as EventData<
      typeof FollowUpProcessed
    >;
    const again = nextAt === null ? null : new Date(nextAt);
    return { followUpId, step, number: decision, outcome, reason, nextAt: again };
  }
  if (type === FollowUpCancelled.type) {
    const { followUpId, step, decision, reason } = data as EventData<typeof FollowUpCancelled>;
    return { followUpId, step, number: decision, outcome: 'cancelled', reason, nextAt: null };
  }
  return null;
}
