import type { Route, RouteCircuit } from './providers.dto';

const HOUR_MS = 3_600_000;
const HOURS = 24;
const RECENT_MINUTES = 10;

interface Hour {
  readonly route: string;
  readonly hour: Date;
  readonly accepted: number;
  readonly refused: number;
  readonly failed: number;
  readonly recent: number;
  readonly lastAcceptedAt: Date | null;
}

interface Failure {
  readonly route: string;
  readonly at: Date;
  readonly code: string | null;
  readonly response: string | null;
}

/** A way that is set, and whether it is used just now. */
export type Switched = RouteCircuit & { readonly provider: string };

/** Sums up each way out over the last 24 hours: those that are set, the preferred one first, and others that were used. */
export function routesOf(
  hours: readonly Hour[],
  failures: readonly Failure[],
  now: Date,
  switched: readonly Switched[] = [],
): Route[] {
  const names = [
    ...new Set([...switched.map(({ provider }) => provider), ...hours.map(({ route }) => route)]),
  ];
  return names.map((name) => {
    const own = hours.filter(({ route }) => route === name);
    const sum = (of: (hour: Hour) => number) => own.reduce((total, hour) => total + of(hour), 0);
    const accepted = sum((hour) => hour.accepted);
    const refused = sum((hour) => hour.refused);
    const failed = sum((hour) => hour.failed);
    const calls = accepted + refused + failed;
    const last = own.flatMap(({ lastAcceptedAt }) => lastAcceptedAt?.getTime() ?? []);
    const failure = failures.find(({ route }) => route === name);
    return {
      name,
      perMinute: sum(({ recent }) => recent) / RECENT_MINUTES,
      accepted,
      refused,
      failed,
      errorShare: calls === 0 ? null : failed / calls,
      lastAcceptedAt: last.length === 0 ? null : new Date(Math.max(...last)).toISOString(),
      lastFailure: failure
        ? { at: failure.at.toISOString(), code: failure.code, response: failure.response }
        : null,
      circuit: circuitOf(switched.find(({ provider }) => provider === name)),
      hours: lastHours(own, now),
    };
  });
}

function circuitOf(found: Switched | undefined): Route['circuit'] {
  if (!found) return null;
  const { provider: _, ...circuit } = found;
  return circuit;
}

function lastHours(hours: readonly Hour[], now: Date): Route['hours'] {
  const current = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  return Array.from({ length: HOURS }, (_, index) => {
    const at = current - (HOURS - 1 - index) * HOUR_MS;
    const found = hours.find(({ hour }) => hour.getTime() === at);
    const { accepted = 0, refused = 0, failed = 0 } = found ?? {};
    return { at: new Date(at).toISOString(), accepted, refused, failed };
  });
}
