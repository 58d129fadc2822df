import type { ProtectionView } from './protection.dto';
import type { Protection } from './protection.rules';

/** As the API shows it. */
export function protectionView(protection: Protection | null): ProtectionView | null {
  if (!protection) return null;
  const { state, preClaim, endsAt, progressDueAt, lapsesAt } = protection;
  return {
    state,
    preClaim,
    endsAt: endsAt?.toISOString() ?? null,
    progressDueAt: progressDueAt?.toISOString() ?? null,
    lapsesAt: lapsesAt?.toISOString() ?? null,
  };
}
