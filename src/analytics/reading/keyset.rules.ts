const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Where a page ends: the day and the id of its last row. */
export interface Place {
  readonly day: string;
  readonly id: string;
}

/** Opaque to callers. */
export function encodePlace({ day, id }: Place): string {
  return Buffer.from(JSON.stringify([day, id])).toString('base64url');
}

/** @returns null when `text` is no place */
export function decodePlace(text: string): Place | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 2) return null;
    const [day, id] = parts as unknown[];
    if (typeof day !== 'string' || !DAY.test(day) || Number.isNaN(Date.parse(day))) return null;
    return typeof id === 'string' && UUID.test(id) ? { day, id } : null;
  } catch {
    return null;
  }
}
