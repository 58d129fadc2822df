import type { ReasonCode } from './reasons.rules';

/** After these the lead walks no further. */
export const ENDS: readonly (ReasonCode | null)[] = [
  'LEAD_CONVERTED',
  'LEAD_LOST',
  'MERGED',
  'LEAD_LAPSED',
  'LEAD_ERASED',
  'ANSWERED',
  'ACTIVE_CONVERSATION',
];

/** Kinds of tasks that a decision opens and what it lacked closes. */
export const CONSENT_MISSING = 'CONSENT_MISSING';
export const OWNER_MISSING = 'OWNER_MISSING';
