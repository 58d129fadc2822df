import { hash } from 'node:crypto';

/** What waits for the window to open leaves spread over its first 90 minutes. */
export const SPREAD_MS = 90 * 60_000;

/** A share in [0, 1) that belongs to an id for ever, uniform over ids. */
export function shareOf(id: string, purpose: string): number {
  return parseInt(hash('sha256', `${purpose}:${id}`).slice(0, 12), 16) / 2 ** 48;
}

/** Where in the first 90 minutes of a window a follow-up leaves, in milliseconds. */
export function spreadOf(followUpId: string): number {
  return Math.floor(shareOf(followUpId, 'spread') * SPREAD_MS);
}
