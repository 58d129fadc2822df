export interface Loop {
  /** `<module>.<what>`, for logs and metrics. */
  readonly name: string;
  /** The longest silence between two runs. */
  readonly everySeconds: number;
  /**
   * The least time from the end of a step to the next one that a wake causes, so that work gathers; none when absent.
   * @param tookSeconds how long the last step took, which grows with the load
   */
  readonly restSeconds?: (tookSeconds: number) => number;
  /** Does one step; resolves to true when more may be waiting right now. */
  readonly step: () => Promise<boolean>;
  /** The first instant of business time after `now` at which it has something to do; null for none. */
  readonly nextDue?: (now: Date) => Promise<Date | null>;
  /** Seconds until work that the last step knew of but could not see may be visible; null when there is none. */
  readonly retrySeconds?: () => number | null;
  /** Whether work is committed that a step cannot see yet, because another transaction is still open. */
  readonly isBehind?: () => Promise<boolean>;
  /** Its step wakes others by what it finds, so that it is asked before anybody says that nothing is to be done. */
  readonly tells?: boolean;
  /** Does no work but says how this process is: whoever steps the loops by hand leaves it out. */
  readonly isAside?: boolean;
}

/** A loop of this process, and how it goes; instants are milliseconds of a clock that nobody turns. */
export interface Running {
  readonly loop: Loop;
  active: Promise<void> | null;
  wanted: boolean;
  failures: number;
  /** What the last step ended with; null when it ended well. */
  error: string | null;
  /** When the step that it is in began; null between two. */
  beganAt: number | null;
  endedAt: number;
  tookSeconds: number;
  /** When its business is next due, as it said after its last step. */
  dueAt: Date | null;
}

/** How a loop goes, in durations, because another machine's clock may read this. */
export interface LoopState {
  readonly name: string;
  readonly everySeconds: number;
  /** For how long the step has lasted that it is in; null between two. */
  readonly runsForSeconds: number | null;
  /** Null before the first step has ended. */
  readonly endedSecondsAgo: number | null;
  readonly tookSeconds: number | null;
  /** In a row, up to now. */
  readonly failures: number;
  readonly error: string | null;
  /** In business time; null for loops that no instant of it wakes. */
  readonly dueAt: string | null;
}

const ERROR_LENGTH = 500;

export function resting(loop: Loop): Running {
  return {
    loop,
    active: null,
    wanted: false,
    failures: 0,
    error: null,
    beganAt: null,
    endedAt: -Infinity,
    tookSeconds: 0,
    dueAt: null,
  };
}

/** Writes down that a step ended: with an error, or well. */
export function ended(running: Running, failure?: { error: unknown }): void {
  const now = performance.now();
  if (running.beganAt !== null) running.tookSeconds = (now - running.beganAt) / 1000;
  running.beganAt = null;
  running.endedAt = now;
  running.failures = failure ? running.failures + 1 : 0;
  running.error = failure ? String(failure.error).slice(0, ERROR_LENGTH) : null;
}

export function stateOf({ loop, ...running }: Running): LoopState {
  const { beganAt, endedAt, failures, error, dueAt } = running;
  const since = (at: number) => (performance.now() - at) / 1000;
  const hasEnded = endedAt !== -Infinity;
  return {
    name: loop.name,
    everySeconds: loop.everySeconds,
    runsForSeconds: beganAt === null ? null : since(beganAt),
    endedSecondsAgo: hasEnded ? since(endedAt) : null,
    tookSeconds: hasEnded ? running.tookSeconds : null,
    failures,
    error,
    dueAt: dueAt?.toISOString() ?? null,
  };
}

/** It was woken during its step and needs no rest. */
export function isWantedAtOnce({ loop, wanted }: Running): boolean {
  return wanted && loop.restSeconds === undefined;
}
