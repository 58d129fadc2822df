import { z } from 'zod';
import { DaySchema } from '../../core/fields';
import { say } from '../../core/field-text';
import { BUSINESS_TYPES } from '../../leads';
import { SEASONS } from './offers.rules';

const product = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(
    /^\P{Cc}*$/u,
    say('must not contain control characters', 'darf keine Steuerzeichen enthalten'),
  );

const fields = {
  /** Null: for everybody. */
  businessType: z.enum(BUSINESS_TYPES).nullable(),
  territory: z
    .string()
    .regex(/^[A-Z][A-Z0-9_-]{0,29}$/)
    .nullable(),
  /** Null: all year. */
  season: z.enum(SEASONS).nullable(),
  /** What it adds to the sample box; as many names in one language as in the other. */
  products: z.strictObject({
    de: z.array(product).max(20),
    en: z.array(product).max(20),
  }),
  /** Null: leaves what more general offers say. */
  discountPct: z.int().min(0).max(100).nullable(),
  /** In cents of the territory's currency. */
  minimumCents: z.int().min(0).max(100_000_000).nullable(),
  /** Days, both included. */
  validFrom: DaySchema,
  validTo: DaySchema.nullable(),
};

/** What an offer must keep, whether it is new or changed. */
function faultOf(offer: OfferFields): { path: string[]; message: string } | null {
  if (offer.products.de.length !== offer.products.en.length)
    return {
      path: ['products'],
      message: say(
        'has as many names in German as in English',
        'hat so viele Namen auf Deutsch wie auf Englisch',
      ),
    };
  if (offer.validTo !== null && offer.validTo < offer.validFrom)
    return { path: ['validTo'], message: say('lies before validFrom', 'liegt vor validFrom') };
  return null;
}

export const OfferFieldsSchema = z
  .strictObject(fields)
  .superRefine((offer, context) => {
    const fault = faultOf(offer);
    if (fault) context.addIssue({ code: 'custom', ...fault });
  })
  .meta({ id: 'OfferFields' });
export type OfferFields = z.output<z.ZodObject<typeof fields>>;

export const OfferViewSchema = z
  .object({
    ...fields,
    id: z.uuid(),
    version: z.int(),
    changedBy: z.uuid().nullable(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'Offer' });
export type OfferView = z.output<typeof OfferViewSchema>;

export const OfferListSchema = z.object({ items: z.array(OfferViewSchema) }).meta({ id: 'Offers' });
export type OfferList = z.output<typeof OfferListSchema>;
