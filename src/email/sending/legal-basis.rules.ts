import type { Stream } from './message.entity';

/** Streams that advertise, and so need a basis (§ 7 UWG) and a way out of them (RFC 8058). */
const ADVERTISING: readonly Stream[] = ['followup', 'marketing'];
/** What e-mail advertising accepts; a legitimate interest alone is none. */
const ACCEPTED = ['OPT_IN_DOUBLE', 'OPT_IN', 'REQUESTED_CONTACT', 'EXISTING_CUSTOMER'];

export function isAdvertising(stream: Stream): boolean {
  return ADVERTISING.includes(stream);
}

/** Whether a mail of this stream may go out on this basis. */
export function mayAdvertise(stream: Stream, basis: string | null): boolean {
  return !isAdvertising(stream) || (basis !== null && ACCEPTED.includes(basis));
}

/** Whether a recipient can withdraw from it. */
export function canUnsubscribe(stream: Stream): boolean {
  return stream !== 'transactional';
}
