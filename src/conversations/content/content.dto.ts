import { z } from 'zod';
import { lineOf } from '../../core/fields';
import { GRANT_STATES } from './delivery.rules';

const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };
const inLanguages = <T extends z.ZodType>(text: T) =>
  z.strictObject({ de: text, en: text.optional() });
/** The channel fetches files itself, so they lie where everybody can get them. */
const link = z.url({ protocol: /^https$/ }).max(2000);
const caption = z.string().trim().min(1).max(1024).optional();
const text = (most: number) => z.string().trim().min(1).max(most);

export const ItemSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('text'),
      content: inLanguages(z.strictObject({ body: text(4096) })),
    }),
    z.strictObject({
      kind: z.enum(['image', 'video']),
      content: inLanguages(z.strictObject({ link, caption })),
    }),
    z.strictObject({
      kind: z.literal('document'),
      content: inLanguages(z.strictObject({ link, caption, filename: lineOf(240).optional() })),
    }),
  ])
  .meta({ id: 'ContentItem' });

const bodies = z.strictObject({
  title: inLanguages(lineOf(60)),
  closing: inLanguages(text(1000)).nullable(),
});
const items = z.array(ItemSchema).min(1).max(10);
const name = lineOf(120);
export const PackageKeySchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(60);

export const CreatePackageSchema = z
  .strictObject({ key: PackageKeySchema, name, bodies, items })
  .meta({ id: 'CreateContentPackage' });
export type CreatePackage = z.output<typeof CreatePackageSchema>;

export const EditPackageSchema = z
  .strictObject({ name, bodies, items })
  .meta({ id: 'EditContentPackage' });
export type EditPackage = z.output<typeof EditPackageSchema>;

export const ApprovePackageSchema = z
  .strictObject({
    /** Needed from whoever edited it last, which only the one administrator there is may approve. */
    reason: z.string().trim().min(10).max(500).optional(),
  })
  .meta({ id: 'ApproveContentPackage' });
export type ApprovePackage = z.output<typeof ApprovePackageSchema>;

export const ContentReasonSchema = z
  .strictObject({ reason: z.string().trim().min(3).max(1000) })
  .meta({ id: 'ContentReason' });
export type ContentReason = z.output<typeof ContentReasonSchema>;

const version = {
  id: z.uuid(),
  key: z.string(),
  number: z.int(),
  state: z.enum(['draft', 'approved', 'archived']),
  rowVersion: z.int(),
  name: z.string(),
  editedBy: z.uuid().nullable(),
  editedByName: z.string().nullable(),
  editedAt: instant,
  approvedBy: z.uuid().nullable(),
  approvedByName: z.string().nullable(),
  approvedAt: instant.nullable(),
  /** Grants of the package, whatever its version, as far as the reader sees them. */
  grants: z.record(z.enum(GRANT_STATES), z.int()),
};

export const PackageRowSchema = z
  .object({ ...version, items: z.int() })
  .meta({ id: 'ContentPackageRow' });
export type PackageRow = z.output<typeof PackageRowSchema>;

export const PackageListSchema = z
  .object({ items: z.array(PackageRowSchema), ...asOf })
  .meta({ id: 'ContentPackages' });
export type PackageList = z.output<typeof PackageListSchema>;

export const PackageViewSchema = z
  .object({
    ...version,
    bodies,
    items: z.array(z.intersection(ItemSchema, z.object({ ordinal: z.int() }))),
    ...asOf,
  })
  .meta({ id: 'ContentPackage' });
export type PackageView = z.output<typeof PackageViewSchema>;
