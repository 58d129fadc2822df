import { z } from 'zod';
import { say } from '../../core/field-text';
import { lineOf } from '../../core/fields';

const TaxRateSchema = z
  .strictObject({
    kind: z.enum(['STANDARD', 'REDUCED']),
    /** Holds from this day on, until the next one of its kind begins. */
    startsOn: z.iso.date(),
    rateBasisPoints: z.int().min(0).max(10_000).describe('1900 is 19 %'),
  })
  .meta({ id: 'TaxRate' });
export type TaxRate = z.output<typeof TaxRateSchema>;

export const TerritorySchema = z
  .strictObject({
    code: z.string(),
    /** Of the ETag `"territory-<code>-<version>"` that a change needs. */
    version: z.int(),
    name: z.string(),
    country: z.string(),
    currency: z.string(),
    locale: z.string(),
    timeZone: z.string(),
    holidaysRegion: z.string(),
    legalFooter: z.string(),
    taxRates: z.array(TaxRateSchema),
  })
  .meta({ id: 'Territory' });
export type TerritoryView = z.output<typeof TerritorySchema>;

export const TerritoryListSchema = z
  .strictObject({ items: z.array(TerritorySchema) })
  .meta({ id: 'TerritoryList' });
export type TerritoryList = z.output<typeof TerritoryListSchema>;

export const ChangeTerritorySchema = z
  .strictObject({
    name: lineOf(120).optional(),
    /** What the law of the market wants said under every mail. */
    legalFooter: z.string().trim().min(20).max(2000).optional(),
    /** All of them: what is missing is removed. */
    taxRates: z
      .array(TaxRateSchema)
      .min(1)
      .max(50)
      .refine(
        (rates) => new Set(rates.map((one) => `${one.kind} ${one.startsOn}`)).size === rates.length,
        say('names a day twice for one kind', 'nennt für eine Art einen Tag zweimal'),
      )
      .refine(
        (rates) => rates.some(({ kind }) => kind === 'STANDARD'),
        say('has no standard rate', 'enthält keinen Regelsatz'),
      )
      .optional(),
  })
  .refine((change) => Object.keys(change).length > 0, say('names no field', 'nennt kein Feld'))
  .meta({ id: 'ChangeTerritory' });
export type ChangeTerritory = z.output<typeof ChangeTerritorySchema>;
