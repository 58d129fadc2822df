import { nextAllowed } from '../../core/calendar/working-hours.rules';
import { type Facts, GUARD_FUNCTIONS } from './guards.rules';
import type { GuardKey, ReasonCode } from './reasons.rules';

export type GateVerdict =
  | { readonly kind: 'send' }
  | { readonly kind: 'cancel'; readonly reason: ReasonCode }
  | { readonly kind: 'later'; readonly notBefore: Date };

/** What may have changed between the decision and the hand-over. The order is that of the decision. */
const ASKED_AGAIN: readonly GuardKey[] = [
  'automation',
  'lead',
  'owner',
  'clock',
  'channel',
  'consent',
  'suppression',
  'answer',
  'activity',
  'window',
];
const SOON_MS = 60_000;

/**
 * Asks once more before the mail leaves. What a decision would put off waits here too; what it would skip or
 * cancel is withdrawn.
 * @param state of the follow-up: anything but `queued` means that it was called off meanwhile
 */
export function gateVerdict(state: string, facts: Facts): GateVerdict {
  if (state !== 'queued') return { kind: 'cancel', reason: 'WITHDRAWN' };
  for (const key of ASKED_AGAIN) {
    const { against, until } = GUARD_FUNCTIONS[key](facts);
    if (against === null) continue;
    if (until === undefined) return { kind: 'cancel', reason: against };
    // The mail keeps its own time limit, so what is off now is asked for again soon, not in a day.
    if (key !== 'window')
      return {
        kind: 'later',
        notBefore: nextAllowed(new Date(facts.now.getTime() + SOON_MS), facts.place),
      };
    return { kind: 'later', notBefore: until };
  }
  return { kind: 'send' };
}
