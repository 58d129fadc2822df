import { provesNoSuchAddress } from '../providers/smtp-outcome.rules';
import type { DeliveryReport } from './report.rules';

export type BounceClass = 'hard' | 'soft' | 'delayed';
/** Providers also say that the way was barred: by policy, reputation or content, which is no fault of the address. */
export type ReturnClass = BounceClass | 'blocked';

/**
 * Hard is only what proves that the address takes no mail; policy and reputation are our fault, a full mailbox is
 * nobody's. A delay is still under way.
 */
export function bounceClassOf({ action, status }: DeliveryReport): BounceClass | null {
  if (action === 'delayed') return 'delayed';
  if (action !== 'failed') return null;
  return provesNoSuchAddress(status) ? 'hard' : 'soft';
}

/** An address that returned mail on so many days in so long, and took none, gets none for a while. */
export const SOFT_BOUNCES = { days: 3, withinDays: 14, pauseDays: 30 } as const;
