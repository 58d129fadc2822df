/**
 * Business time. Everything that decides *when* asks this, so that a test or a demo can turn it.
 * Leases, sessions, back-off and rate limits use the database's `now()` instead and are never turned.
 */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** Runs with the machine's time plus an offset that only ever grows; refused in production. */
export class TurnableClock extends Clock {
  private offsetMs = 0;
  private frozenAt: number | null = null;

  /** @param startAt freezes the clock at that instant until it is turned; without it, time flows. */
  constructor(startAt?: Date) {
    super();
    this.frozenAt = startAt ? startAt.getTime() : null;
  }

  now(): Date {
    return new Date(this.frozenAt ?? Date.now() + this.offsetMs);
  }

  /** @throws RangeError when `to` lies before the present of this clock */
  turnTo(to: Date): void {
    const forward = to.getTime() - this.now().getTime();
    if (forward < 0) throw new RangeError('The clock only turns forward.');
    if (this.frozenAt === null) this.offsetMs += forward;
    else this.frozenAt = to.getTime();
  }
}
