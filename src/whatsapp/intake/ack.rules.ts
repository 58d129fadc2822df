/** Upper limits of the buckets of acknowledge times, in milliseconds; the last bucket has none. */
export const ACK_LIMITS_MS = [1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 2500] as const;

export function bucketOf(milliseconds: number): number {
  const at = ACK_LIMITS_MS.findIndex((limit) => milliseconds <= limit);
  return at < 0 ? ACK_LIMITS_MS.length : at;
}

/**
 * A quantile out of buckets: the upper limit of the bucket that it lies in, so never better than it was.
 * @returns null without a measurement, or for one beyond the last limit
 */
export function quantileOf(buckets: readonly number[], share: number): number | null {
  const count = buckets.reduce((sum, n) => sum + n, 0);
  if (count === 0) return null;
  let seen = 0;
  for (const [at, n] of buckets.entries()) {
    seen += n;
    if (seen >= count * share) return ACK_LIMITS_MS[at] ?? null;
  }
  return null;
}
