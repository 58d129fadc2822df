export const HEARTBEAT_SECONDS = 30;
export const DEAD_AFTER_SECONDS = 60;
export const MOST_INBOUND_BYTES = 16 * 1024;
export const MOST_MESSAGES = 20;
export const MESSAGE_WINDOW_SECONDS = 10;
export const MOST_SUBSCRIPTIONS = 20;
/** Absolute numbers at most four times a second. */
export const METRICS_PAUSE_MS = 250;
/** What is in no hurry waits so long for events to be written with. */
export const LINGER_MS = 25;
export const MOST_REPLAYED = 1000;

/** Why a socket ends, for the client: RFC 6455 §7.4 and our own range. */
export const CLOSE = {
  goodbye: { code: 1001, reason: 'goodbye' },
  broken: { code: 1011, reason: 'internal_error' },
  tooManyMessages: { code: 1008, reason: 'too_many_messages' },
  sessionEnded: { code: 4401, reason: 'session_ended' },
  rightsChanged: { code: 4403, reason: 'rights_changed' },
  slowConsumer: { code: 4408, reason: 'slow_consumer' },
} as const;
export type Ending = (typeof CLOSE)[keyof typeof CLOSE];

/** Lets through at most {@link MOST_MESSAGES} in any {@link MESSAGE_WINDOW_SECONDS}. */
export class MessageRate {
  private readonly times: number[] = [];

  /** @param nowSeconds of a clock that only goes forward */
  allows(nowSeconds: number): boolean {
    const oldest = this.times.at(-MOST_MESSAGES);
    if (oldest !== undefined && nowSeconds - oldest < MESSAGE_WINDOW_SECONDS) return false;
    this.times.push(nowSeconds);
    if (this.times.length > MOST_MESSAGES) this.times.shift();
    return true;
  }
}

/** What a heartbeat owes a socket; a pong and every message count as a sign of life. */
export function pulse(
  nowSeconds: number,
  { heardAt, pingedAt }: { heardAt: number; pingedAt: number },
): 'dead' | 'ping' | 'wait' {
  if (nowSeconds - heardAt >= DEAD_AFTER_SECONDS) return 'dead';
  return nowSeconds - Math.max(heardAt, pingedAt) >= HEARTBEAT_SECONDS ? 'ping' : 'wait';
}

export interface SeatLimits {
  readonly connections: number;
  readonly perUser: number;
  readonly perAddress: number;
}

/** Who occupies how much; a seat is taken before anybody is asked who they are. */
export class Seats {
  private readonly byAddress = new Map<string, number>();
  private readonly byUser = new Map<string, number>();
  private all = 0;

  constructor(private readonly limits: SeatLimits) {}

  get taken(): number {
    return this.all;
  }

  /** @returns why there is no seat, or null when it is taken */
  take(address: string): 'connections' | 'address' | null {
    if (this.all >= this.limits.connections) return 'connections';
    if ((this.byAddress.get(address) ?? 0) >= this.limits.perAddress) return 'address';
    this.all += 1;
    add(this.byAddress, address, 1);
    return null;
  }

  /** @returns whether the person may have one more */
  takeFor(userId: string): boolean {
    if ((this.byUser.get(userId) ?? 0) >= this.limits.perUser) return false;
    add(this.byUser, userId, 1);
    return true;
  }

  leave(address: string, userId: string | null): void {
    this.all -= 1;
    add(this.byAddress, address, -1);
    if (userId !== null) add(this.byUser, userId, -1);
  }
}

function add(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
