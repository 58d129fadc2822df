/** Leads whose first follow-up is at least the attribution window ago, and how many of them became customers within it. */
export interface Cohort {
  readonly followedUp: number;
  readonly converted: number;
}

/** A part of one; null, and never 0, for a part of nothing. */
export function conversionRate({ followedUp, converted }: Cohort): number | null {
  return followedUp === 0 ? null : converted / followedUp;
}

export interface Trend {
  readonly current: number;
  readonly previous: number;
  /** Null when there is nothing to compare with. */
  readonly changePct: number | null;
}

/** In per cent, to one decimal place. */
export function trendOf(current: number, previous: number): Trend {
  const changePct = previous === 0 ? null : Math.round((current / previous - 1) * 1000) / 10;
  return { current, previous, changePct };
}
