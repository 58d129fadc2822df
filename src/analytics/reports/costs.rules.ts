import type { CostPeriod } from '../settings.rules';

/** Something that costs by the piece, on one day in one market. */
export interface Spending {
  readonly territory: string | null;
  readonly day: string;
  readonly kind: 'send' | 'sample' | 'answer';
  /** Of a send. */
  readonly channel: string | null;
  readonly provider: string | null;
  readonly pieces: number;
}

export interface Cost {
  sends: number;
  samples: number;
  handling: number;
  fixed: number;
}

const DAYS_A_MONTH = 365.25 / 12;
const MINUTES_AN_HOUR = 60;

/** The period that counts on a day; null before the first one. */
export function periodOn(periods: readonly CostPeriod[], day: string): CostPeriod | null {
  return periods.reduce<CostPeriod | null>(
    (best, p) => (p.validFrom <= day && (!best || p.validFrom > best.validFrom) ? p : best),
    null,
  );
}

/** Cents a send; null when nobody has said what it costs. */
export function sendCents(
  { sends }: CostPeriod,
  channel: string | null,
  provider: string | null,
): number | null {
  if (channel === null) return null;
  return sends[`${channel}:${provider ?? ''}`] ?? sends[channel] ?? null;
}

/** Costs by currency, in fractions of cents; null for a part with a piece whose price nobody has said. */
export function costsOf(
  spendings: readonly Spending[],
  periodsIn: (territory: string | null) => readonly CostPeriod[],
): { byCurrency: Map<string, Cost>; unpriced: Set<Spending['kind']> } {
  const byCurrency = new Map<string, Cost>();
  const unpriced = new Set<Spending['kind']>();
  for (const spending of spendings) {
    const { kind, pieces, day, channel, provider } = spending;
    if (pieces === 0) continue;
    const period = periodOn(periodsIn(spending.territory), day);
    const price = period && priceOf(period, kind, channel, provider);
    if (!period || price === null) {
      unpriced.add(kind);
      continue;
    }
    const cost = byCurrency.get(period.currency) ?? { sends: 0, samples: 0, handling: 0, fixed: 0 };
    if (kind === 'send') cost.sends += pieces * price;
    if (kind === 'sample') cost.samples += pieces * price;
    if (kind === 'answer') cost.handling += pieces * price;
    byCurrency.set(period.currency, cost);
  }
  return { byCurrency, unpriced };
}

function priceOf(
  period: CostPeriod,
  kind: Spending['kind'],
  channel: string | null,
  provider: string | null,
): number | null {
  if (kind === 'send') return sendCents(period, channel, provider);
  if (kind === 'sample') return period.sampleBoxCents;
  return (period.minutesPerAnswer / MINUTES_AN_HOUR) * period.centsPerHour;
}

/** The fixed costs of the days of a span in one market, by currency. */
export function fixedCosts(
  periods: readonly CostPeriod[],
  days: readonly string[],
): Map<string, number> {
  const byCurrency = new Map<string, number>();
  for (const day of days) {
    const period = periodOn(periods, day);
    if (!period) continue;
    const cents = period.fixedCentsPerMonth / DAYS_A_MONTH;
    byCurrency.set(period.currency, (byCurrency.get(period.currency) ?? 0) + cents);
  }
  return byCurrency;
}
