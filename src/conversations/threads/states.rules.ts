import type { Conversation, ConversationState } from './conversation.entity';

const HOUR_MS = 3_600_000;
/** A message within so many hours opens a closed conversation again; later ones begin another. */
export const REOPENS_WITHIN_HOURS = 24;
/** The customer service window counts from what the contact wrote last. */
const WINDOW_HOURS = 24;

/** What stands in the row of a conversation for each state; what belongs to another state is empty. Sleep answers nobody. */
export function stateColumns(
  to: 'open' | { readonly snoozedUntil: Date },
): Pick<Conversation, 'state' | 'snoozedUntil' | 'closedAt' | 'closeReason' | 'waitingReason'> {
  return {
    state: to === 'open' ? 'open' : 'snoozed',
    snoozedUntil: to === 'open' ? null : to.snoozedUntil,
    closedAt: null,
    closeReason: null,
    waitingReason: null,
  };
}

/** Nothing waits for an answer of ours any more. */
export const ANSWERED = { waitingSince: null, answerDueAt: null } as const;

/** What waits for an answer of ours, by channel, state and reason alike; who sleeps waits again when woken. */
export const WAITS = `state IN ('open', 'pending_agent') AND waiting_since IS NOT NULL`;

/** Whether a message belongs to a conversation that was closed before. */
export function reopens(closedAt: Date | null, at: Date): boolean {
  return closedAt === null || at.getTime() - closedAt.getTime() < REOPENS_WITHIN_HOURS * HOUR_MS;
}

/** What a message of the contact makes of a state: who sleeps or is closed wakes up, who waits goes on waiting. */
export function stateHearing(state: ConversationState): ConversationState {
  return state === 'pending_agent' ? state : 'open';
}

export function windowAfter(inbound: Date): Date {
  return new Date(inbound.getTime() + WINDOW_HOURS * HOUR_MS);
}

export function isWindowOpen(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && expiresAt.getTime() > now.getTime();
}
