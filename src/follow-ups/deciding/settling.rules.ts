import type { ReasonCode } from './reasons.rules';

/** After these the lead walks no further. */
export const ENDS: readonly (ReasonCode | null)[] = [
  'LEAD_CONVERTED',
  'LEAD_LOST',
  'LEAD_ERASED',
  'ANSWERED',
  'ACTIVE_CONVERSATION',
];
