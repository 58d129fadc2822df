import { z } from 'zod';
import { say } from '../core/field-text';

/** Lines as people write them: breaks and tabs, and no other control characters. */
export const longText = z
  .string()
  .trim()
  .min(1)
  .max(10_000)
  .regex(
    /^(?:[\t\n\r]|\P{Cc})*$/u,
    say('must not contain control characters', 'darf keine Steuerzeichen enthalten'),
  );

export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
};

export const asOfFields = { asOf: z.iso.datetime(), asOfSequence: z.string() };

/** A page of a list, with the place in the log that it is good for. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    ...asOfFields,
  });
