import type { Roi } from '../analytics.dto';
import type { Revenue } from '../reading/money.queries';
import type { CostPeriod } from '../settings.rules';
import { type Cost, periodOn, type Spending } from './costs.rules';

type Return = Roi['currencies'][number];

interface Known {
  /** Kinds with a piece whose price nobody has said. */
  readonly unpriced: ReadonlySet<Spending['kind']>;
  /** Boxes and fixed costs cannot be ascribed to a part of the follow-ups. */
  readonly isOfParts: boolean;
  readonly hasFixed: boolean;
}

/** The return in each currency that something was spent or earned in; they are never added. */
export function returnsOf(
  costs: ReadonlyMap<string, Cost>,
  revenues: readonly Revenue[],
  periodsIn: (territory: string | null) => readonly CostPeriod[],
  known: Known,
): Return[] {
  const currencies = new Set([...costs.keys(), ...revenues.map(({ currency }) => currency)]);
  return [...currencies].sort().map((currency) => {
    const earned = revenues.filter((r) => r.currency === currency);
    return returnOf(currency, costs.get(currency), earned, periodsIn, known);
  });
}

function returnOf(
  currency: string,
  spent: Cost | undefined,
  earned: readonly Revenue[],
  periodsIn: (territory: string | null) => readonly CostPeriod[],
  known: Known,
): Return {
  const margins = earned.map(({ territory, day, cents }) => {
    const percent = periodOn(periodsIn(territory), day)?.marginPercent ?? null;
    return { day, cents: percent === null ? null : (cents * percent) / 100 };
  });
  const revenueCents = earned.length === 0 ? null : total(earned.map(({ cents }) => cents));
  const hasMargin = earned.length > 0 && margins.every(({ cents }) => cents !== null);
  const margin = hasMargin ? total(margins.map(({ cents }) => cents ?? 0)) : null;
  const cost = costOf(spent, known);
  const whole = cost.totalCents;
  const missing: Return['missing'] = [
    ...(revenueCents === null ? (['NO_REVENUE_RECORDED'] as const) : []),
    ...(whole === null ? (['NO_COSTS_SET'] as const) : []),
    ...(earned.length > 0 && margin === null ? (['NO_MARGIN_SET'] as const) : []),
    ...(whole === 0 ? (['NO_COST'] as const) : []),
  ];
  return {
    currency,
    orders: total(earned.map(({ orders }) => orders)),
    revenueCents,
    marginCents: margin === null ? null : Math.round(margin),
    cost,
    roi: margin === null || !whole ? null : (margin - whole) / whole,
    paidBackOn: whole === null || margin === null ? null : paidBackOn(margins, whole),
    missing,
  };
}

function costOf(spent: Cost | undefined, { unpriced, isOfParts, hasFixed }: Known): Return['cost'] {
  const part = (kind: Spending['kind'], cents: number | undefined) =>
    unpriced.has(kind) || cents === undefined ? null : cents;
  const sends = part('send', spent?.sends);
  const handling = part('answer', spent?.handling);
  const samples = isOfParts ? null : part('sample', spent?.samples);
  const fixed = isOfParts || !hasFixed || !spent ? null : spent.fixed;
  // What cannot be ascribed is left out; what nobody has priced leaves no total.
  const isWhole = sends !== null && handling !== null && (isOfParts || samples !== null);
  const whole = isWhole ? sends + handling + (samples ?? 0) + (fixed ?? 0) : null;
  const rounded = (cents: number | null) => (cents === null ? null : Math.round(cents));
  return {
    sendsCents: rounded(sends),
    samplesCents: rounded(samples),
    handlingCents: rounded(handling),
    fixedCents: rounded(fixed),
    totalCents: rounded(whole),
  };
}

/** @param margins the earliest day first */
function paidBackOn(
  margins: readonly { day: string; cents: number | null }[],
  cost: number,
): string | null {
  let earned = 0;
  for (const { day, cents } of margins) {
    earned += cents ?? 0;
    if (earned >= cost) return day;
  }
  return null;
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
