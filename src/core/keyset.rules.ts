import { z } from 'zod';
import { isStorable } from './storable-text.rules';

/** Where a page ends: the sort value and the id of its last row, and the direction to walk from there. */
export interface PageCursor {
  readonly sort: string;
  readonly direction: 'next' | 'previous';
  readonly value: string;
  readonly id: string;
}

/** What the sort value is to the database. */
export type PlaceType = 'timestamptz' | 'text' | 'int';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** As PostgreSQL writes an instant: `2026-11-25 22:41:47.472+00`. */
const INSTANT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)[+-]\d\d(?::\d\d)?$/;
const DateTimeSchema = z.iso.datetime();

/** Opaque to callers. */
export function encodeCursor(cursor: PageCursor): string {
  const { sort, direction, value, id } = cursor;
  return Buffer.from(JSON.stringify([sort, direction, value, id])).toString('base64url');
}

/** @returns null when `text` is no cursor, or one of another sort order */
export function decodeCursor(text: string, sort: string, type: PlaceType): PageCursor | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 4) return null;
    const [ofSort, direction, value, id] = parts as unknown[];
    const known = direction === 'next' || direction === 'previous';
    if (ofSort !== sort || !known || typeof value !== 'string' || !isOf(type, value)) return null;
    return typeof id === 'string' && UUID.test(id) ? { sort, direction, value, id } : null;
  } catch {
    return null;
  }
}

function isOf(type: PlaceType, value: string): boolean {
  if (type === 'text') return isStorable(value);
  if (type === 'int') return /^-?\d{1,9}$/.test(value);
  const [, day, time] = INSTANT.exec(value) ?? [];
  return DateTimeSchema.safeParse(`${String(day)}T${String(time)}Z`).success;
}
