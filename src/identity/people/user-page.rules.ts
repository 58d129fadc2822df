import { z } from 'zod';
import { isStorable } from '../../core/storable-text.rules';

const PlaceSchema = z.tuple([z.string().refine(isStorable), z.uuid()]);

/** Where a page of users ends: they are sorted by name, then by id. */
export type UserPlace = z.output<typeof PlaceSchema>;

export function encodeUserPlace(place: UserPlace): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @returns null for a text that is no cursor of this list */
export function decodeUserPlace(cursor: string): UserPlace | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return PlaceSchema.safeParse(parsed).data ?? null;
  } catch {
    return null;
  }
}
