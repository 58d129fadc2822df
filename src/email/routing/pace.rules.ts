/** The generic cell rate algorithm over many calls at once; all times are seconds from now. */
export interface Pace {
  /** From one call to the next. */
  readonly emissionSeconds: number;
  /** How far the calls that were taken reach into the future; negative when the last is past. */
  readonly aheadSeconds: number;
}

/** A fifth of a second's calls may go at once: more than rate and burst never go in any second. */
const BURSTS_A_SECOND = 5;
const SLOWEST = 8;
const EASES_BY = 0.9;

export function burstOf({ emissionSeconds }: Pick<Pace, 'emissionSeconds'>): number {
  return Math.max(1, Math.ceil(1 / emissionSeconds / BURSTS_A_SECOND));
}

/** How many calls may be made now. */
export function available(pace: Pace): number {
  const ahead = Math.max(0, pace.aheadSeconds);
  // What is a call but for the last digit of a fraction is one.
  return Math.max(0, Math.floor(burstOf(pace) - ahead / pace.emissionSeconds + 1e-6));
}

/** When the calls of the first half of a burst are free again. */
export function secondsToWait(pace: Pace): number {
  const burst = burstOf(pace);
  const calls = Math.ceil(burst / 2);
  const ahead = Math.max(0, pace.aheadSeconds);
  return Math.max(pace.emissionSeconds, ahead - (burst - calls) * pace.emissionSeconds);
}

/** @returns how many of the wanted calls may be made now, and how far they reach then */
export function take(
  pace: Pace,
  wanted: number,
): { readonly granted: number; readonly aheadSeconds: number } {
  const granted = Math.min(wanted, available(pace));
  const ahead = Math.max(0, pace.aheadSeconds);
  return { granted, aheadSeconds: ahead + granted * pace.emissionSeconds };
}

/** When the turn of those who got none comes, if nobody else comes before; the first of them is 0. */
export function slotSeconds(pace: Pace, place: number): number {
  const first = Math.max(0, pace.aheadSeconds) - (burstOf(pace) - 1) * pace.emissionSeconds;
  return Math.max(0, first) + place * pace.emissionSeconds;
}

/** Twice as slow after a provider said that we are too fast, at most eight times. */
export function slowed(emissionSeconds: number, leastSeconds: number): number {
  return Math.min(emissionSeconds * 2, leastSeconds * SLOWEST);
}

/** A tenth faster for each minute that nobody complained in. */
export function eased(emissionSeconds: number, leastSeconds: number): number {
  return Math.max(leastSeconds, emissionSeconds * EASES_BY);
}
