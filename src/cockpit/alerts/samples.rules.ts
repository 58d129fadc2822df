/** Counters of this process at one instant of a clock that nobody turns. */
export interface Sample {
  readonly atSeconds: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Longest window that anybody asks about. */
const KEPT_SECONDS = 3600;

/** With one sample more, and without those that no window reaches; the one before the window stays as its foot. */
export function remembered(samples: readonly Sample[], next: Sample): Sample[] {
  const oldest = next.atSeconds - KEPT_SECONDS;
  const from = samples.findLastIndex(({ atSeconds }) => atSeconds <= oldest);
  return [...samples.slice(Math.max(0, from)), next];
}

/** How much a counter grew within the last `seconds`; what was not there before counts from 0. */
export function increaseOf(samples: readonly Sample[], key: string, seconds: number): number {
  const last = samples.at(-1);
  if (!last) return 0;
  const from = last.atSeconds - seconds;
  const foot = samples.findLast(({ atSeconds }) => atSeconds <= from) ?? samples[0];
  return (last.counts[key] ?? 0) - (foot?.counts[key] ?? 0);
}

/**
 * The value below which a share of what a histogram took within the last `seconds` lies, read as Prometheus reads it:
 * evenly within a bucket, and the last limit for what is above it. Null when it took nothing.
 * @param name of the histogram; its buckets are the keys `<name>:<limit>`
 */
export function quantileOf(
  samples: readonly Sample[],
  name: string,
  share: number,
  seconds: number,
): number | null {
  const buckets = bucketsOf(samples, name, seconds);
  const all = buckets.at(-1)?.count ?? 0;
  if (all <= 0) return null;
  const rank = share * all;
  const at = buckets.findIndex(({ count }) => count >= rank);
  const below = buckets[at - 1] ?? { limit: 0, count: 0 };
  const bucket = buckets[at];
  if (!bucket || bucket.limit === Infinity) return below.limit;
  const within = (rank - below.count) / (bucket.count - below.count);
  return below.limit + (bucket.limit - below.limit) * within;
}

function bucketsOf(samples: readonly Sample[], name: string, seconds: number) {
  const prefix = `${name}:`;
  return Object.keys(samples.at(-1)?.counts ?? {})
    .filter((key) => key.startsWith(prefix))
    .map((key) => ({
      limit: Number(key.slice(prefix.length).replace('+Inf', 'Infinity')),
      count: increaseOf(samples, key, seconds),
    }))
    .sort((a, b) => a.limit - b.limit);
}
