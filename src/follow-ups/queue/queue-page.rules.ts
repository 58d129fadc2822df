/** Where a page ends, and the direction to walk from there. */
export interface QueuePlace {
  readonly sort: string;
  readonly direction: 'next' | 'previous';
  readonly value: string;
  readonly id: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/;

/** Opaque to callers. */
export function encodePlace({ sort, direction, value, id }: QueuePlace): string {
  return Buffer.from(JSON.stringify([sort, direction, value, id])).toString('base64url');
}

/** @returns null when `text` is no place, or one of another sort order */
export function decodePlace(text: string, sort: string): QueuePlace | null {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
  if (!Array.isArray(parts) || parts.length !== 4) return null;
  const [ofSort, direction, value, id] = parts as unknown[];
  if (ofSort !== sort || (direction !== 'next' && direction !== 'previous')) return null;
  if (typeof value !== 'string' || !INSTANT.test(value)) return null;
  return typeof id === 'string' && UUID.test(id) ? { sort, direction, value, id } : null;
}
