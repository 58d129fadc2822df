import type { RecordedEvent } from '../../events/recorded-event';
import {
  ConsentChanged,
  EmailBounced,
  EmailCancelled,
  EmailComplained,
  EmailDelivered,
  EmailFailed,
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
  LeadRegistered,
  LeadSampleDelivered,
  LeadStatusChanged,
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
    EmailComplained,
    EmailReceived,
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
    ConsentChanged,
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

/** The mail that a fact is about; a decision names the one that it queued. */
export function messageIdOf({ data }: RecordedEvent): string | null {
  const { messageId } = data as { messageId?: string | null };
  return messageId ?? null;
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
