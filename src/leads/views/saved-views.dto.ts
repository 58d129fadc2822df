import { z } from 'zod';
import { lineOf } from '../../core/fields';
import { say } from '../../core/field-text';
import { LEAD_SORTS, LeadFilterSchema } from '../leads.dto';
import { LEAD_COLUMNS } from '../lists.rules';
import { AUDIENCES } from './saved-view.entity';

const instant = z.iso.datetime();
export const ViewSortSchema = z.enum(LEAD_SORTS);
const column = z.enum(LEAD_COLUMNS);
/** The columns shown, in their order; null: those that the list shows by itself. */
const columns = z
  .array(column)
  .min(1)
  .max(LEAD_COLUMNS.length)
  .refine(
    (keys) => new Set(keys).size === keys.length,
    say('names one twice', 'nennt eine doppelt'),
  )
  .nullable();
const fields = {
  name: lineOf(60),
  filter: LeadFilterSchema,
  /** Null: as the list sorts by itself. */
  sort: ViewSortSchema.nullable(),
  columns,
  /** Who sees it beside its owner: nobody, the teams of the owner, or everybody (by an administrator). */
  audience: z.enum(AUDIENCES),
};

export const SaveViewSchema = z
  .strictObject({
    ...fields,
    sort: fields.sort.default(null),
    columns: columns.default(null),
    audience: fields.audience.default('own'),
  })
  .meta({ id: 'SaveView' });
export type SaveView = z.output<typeof SaveViewSchema>;

export const ChangeViewSchema = z
  .strictObject(fields)
  .partial()
  .refine((change) => Object.keys(change).length > 0, say('names no field', 'nennt kein Feld'))
  .meta({ id: 'ChangeView' });
export type ChangeView = z.output<typeof ChangeViewSchema>;

export const SavedViewSchema = z
  .object({
    id: z.uuid(),
    version: z.int(),
    name: z.string(),
    audience: z.enum(AUDIENCES),
    /** Whether the caller may change it. */
    own: z.boolean(),
    ownerName: z.string().nullable(),
    /** Null: what was saved once is no filter any more, since a field or a value of it is gone. */
    filter: LeadFilterSchema.nullable(),
    sort: ViewSortSchema.nullable(),
    columns: z.array(column).nullable(),
    changedAt: instant,
  })
  .meta({ id: 'SavedView' });
export type SavedViewAnswer = z.output<typeof SavedViewSchema>;

export const SavedViewListSchema = z
  .object({ items: z.array(SavedViewSchema), asOf: instant, asOfSequence: z.string() })
  .meta({ id: 'SavedViewList' });
export type SavedViewList = z.output<typeof SavedViewListSchema>;
