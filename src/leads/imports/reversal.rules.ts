/** Why a lead stays when its import is reverted, the first that applies. */
export const KEPT_REASONS = [
  'lead_changed',
  'activity_logged',
  'message_sent',
  'work_begun',
] as const;
export type KeptReason = (typeof KEPT_REASONS)[number];

export const ROWS_AT_ONCE = 200;
const HOLD_MS = 10_000;

/** Until then a requested reversal can be called off without having done anything. */
export function holdEnd(requestedAt: Date): Date {
  return new Date(requestedAt.getTime() + HOLD_MS);
}

/** What was requested at this instant or before may begin now. */
export function beforeHold(now: Date): Date {
  return new Date(now.getTime() - HOLD_MS);
}
