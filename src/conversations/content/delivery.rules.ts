export const GRANT_STATES = [
  'pending',
  'unlocked',
  'delivering',
  'delivered',
  'partially_failed',
  'expired',
] as const;
export type GrantState = (typeof GRANT_STATES)[number];

export const DELIVERY_STATES = ['waiting', 'queued', 'accepted', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const UNLOCKED_VIA = ['button', 'text', 'user'] as const;
export type UnlockedVia = (typeof UNLOCKED_VIA)[number];

const MINUTE_MS = 60_000;
/** A second tap within this time is a click and nothing else. */
export const REPEAT_MINUTES = 10;
/** Why a message was withdrawn whose predecessor did not go: it goes with the next attempt. */
export const PREVIOUS_FAILED = 'previous_failed';

/** What a grant depends on when somebody asks for its content. */
export interface Asked {
  readonly state: GrantState;
  readonly unlockedAt: Date | null;
  readonly expiresAt: Date;
}

/** What asking for the content of a grant leads to. */
export type Asking = 'unlock' | 'resume' | 'repeat' | 'nothing';

/**
 * Kept content is unlocked, a delivery that stopped goes on where it did, and whoever taps again in the same minutes
 * gets nothing twice. Later the same content may be asked for anew.
 */
export function askedFor({ state, unlockedAt, expiresAt }: Asked, now: Date): Asking {
  if (state === 'expired' || expiresAt <= now) return 'nothing';
  switch (state) {
    case 'pending':
      return 'unlock';
    case 'partially_failed':
      return 'resume';
    case 'unlocked':
    case 'delivering':
      return 'repeat';
    case 'delivered': {
      const since = now.getTime() - (unlockedAt?.getTime() ?? 0);
      return since < REPEAT_MINUTES * MINUTE_MS ? 'repeat' : 'unlock';
    }
  }
}

/** One message of an unlocking. */
export interface Delivery {
  readonly id: string;
  readonly ordinal: number;
  readonly closing: boolean;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly messageId: string | null;
  readonly reason: string | null;
  readonly acceptedAt: Date | null;
  readonly failedAt: Date | null;
}

/** What the channel says of a message. */
export interface Report {
  readonly messageId: string;
  readonly status:
    'accepted' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'cancelled' | 'suppressed';
  readonly reason: string | null;
  readonly at: Date;
}

const GONE: readonly DeliveryState[] = ['accepted', 'delivered'];

/** What an attempt has to send: everything that has not gone, in order. */
export function toSend<D extends Delivery>(deliveries: readonly D[]): D[] {
  return deliveries
    .filter(({ state }) => !GONE.includes(state))
    .toSorted((a, b) => a.ordinal - b.ordinal);
}

/**
 * A delivery after a report of the channel. Reports come in any order and twice: nothing goes back, and a failure stands
 * unless a later receipt proves that the message arrived.
 */
export function reported<D extends Delivery>(delivery: D, { status, reason, at }: Report): D {
  const { state } = delivery;
  switch (status) {
    case 'accepted':
    case 'sent':
      if (GONE.includes(state) && delivery.acceptedAt) return delivery;
      return {
        ...delivery,
        state: GONE.includes(state) ? state : 'accepted',
        reason: null,
        acceptedAt: at,
        failedAt: null,
      };
    case 'delivered':
    case 'read':
      if (state === 'delivered') return delivery;
      return {
        ...delivery,
        state: 'delivered',
        reason: null,
        acceptedAt: delivery.acceptedAt ?? at,
        failedAt: null,
      };
    case 'unknown':
      // It may have arrived: what follows goes on, and it is not sent again.
      return state === 'queued' ? { ...delivery, state: 'accepted', reason: 'UNKNOWN' } : delivery;
    case 'cancelled':
      if (state !== 'queued') return delivery;
      return reason === PREVIOUS_FAILED
        ? { ...delivery, state: 'waiting' }
        : { ...delivery, state: 'failed', reason, failedAt: at };
    case 'failed':
    case 'suppressed':
      // Accepted is not delivered: a message that was taken may still fail.
      if (state === 'delivered' || state === 'failed') return delivery;
      return { ...delivery, state: 'failed', reason, failedAt: at };
  }
}

/** The state of a grant by the messages of its last unlocking; the closing message is no content. */
export function grantStateOf(deliveries: readonly Delivery[]): GrantState {
  const items = deliveries.filter(({ closing }) => !closing);
  // What waits does so behind a failure: whatever began was queued as a whole.
  if (items.some(({ state }) => state === 'failed' || state === 'waiting'))
    return 'partially_failed';
  if (items.every(({ state }) => GONE.includes(state))) return 'delivered';
  return items.some(({ state }) => GONE.includes(state)) ? 'delivering' : 'unlocked';
}

/** Messages that wait behind one that failed and must not go before it. */
export function heldBehindFailure<D extends Delivery>(deliveries: readonly D[]): D[] {
  const failed = deliveries.filter(({ state, closing }) => state === 'failed' && !closing);
  const first = Math.min(...failed.map(({ ordinal }) => ordinal));
  return deliveries.filter(({ state, ordinal }) => state === 'queued' && ordinal > first);
}
