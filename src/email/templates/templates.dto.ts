import { z } from 'zod';
import { STREAMS } from '../sending/message.entity';

const LOCALES = ['de', 'en'] as const;

export const BodySchema = z
  .strictObject({
    subject: z.string().min(1).max(500),
    html: z.string().min(1).max(200_000),
    plain: z.string().min(1).max(100_000),
  })
  .meta({ id: 'TemplateBody' });

const bodies = z.strictObject({ de: BodySchema, en: BodySchema.optional() });

export const CreateTemplateSchema = z
  .strictObject({
    key: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      .max(60),
    purpose: z.enum(['T3', 'T7']),
    stream: z.enum(STREAMS),
    businessType: z
      .string()
      .regex(/^[A-Z_]{1,30}$/)
      .nullish(),
    season: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .nullish(),
    territory: z
      .string()
      .regex(/^[A-Z][A-Z0-9_-]{0,29}$/)
      .nullish(),
    bodies,
  })
  .meta({ id: 'CreateTemplate' });
export type CreateTemplate = z.output<typeof CreateTemplateSchema>;

export const EditDraftSchema = z.strictObject({ bodies }).meta({ id: 'EditDraft' });
export type EditDraft = z.output<typeof EditDraftSchema>;

export const PublishSchema = z
  .strictObject({
    /** Needed from whoever edited the text last, which only the one administrator there is may publish. */
    reason: z.string().trim().min(10).max(500).optional(),
  })
  .meta({ id: 'PublishTemplate' });
export type Publish = z.output<typeof PublishSchema>;

export const PreviewSchema = z
  .strictObject({
    locale: z.enum(LOCALES).default('de'),
    values: z.enum(['sample', 'bare', 'hostile']).default('sample'),
    /** In place of what the version says: what somebody is typing. */
    body: BodySchema.optional(),
  })
  .meta({ id: 'PreviewTemplate' });
export type Preview = z.output<typeof PreviewSchema>;

export const BeginSchema = z
  .strictObject({
    /** The version whose text it begins with; the newest without it. */
    from: z.uuid().optional(),
  })
  .meta({ id: 'BeginDraft' });
export type Begin = z.output<typeof BeginSchema>;

export const TrialSchema = z
  .strictObject({ locale: z.enum(LOCALES).default('de') })
  .meta({ id: 'TryTemplate' });
export type Trial = z.output<typeof TrialSchema>;

export const TrialViewSchema = z
  .strictObject({ messageId: z.uuid() })
  .meta({ id: 'TemplateTrial' });
export type TrialView = z.output<typeof TrialViewSchema>;

export const FindingSchema = z
  .strictObject({
    level: z.enum(['error', 'warning']),
    code: z.string(),
    locale: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'TemplateFinding' });

export const PreviewViewSchema = z
  .strictObject({
    subject: z.string().nullable(),
    html: z.string().nullable(),
    plain: z.string().nullable(),
    error: z.string().nullable(),
    findings: z.array(FindingSchema),
  })
  .meta({ id: 'TemplatePreview' });
export type PreviewView = z.output<typeof PreviewViewSchema>;

const version = {
  id: z.uuid(),
  number: z.int(),
  state: z.enum(['draft', 'published', 'archived', 'trial']),
  rowVersion: z.int(),
  locales: z.array(z.string()),
  editedBy: z.uuid().nullable(),
  /** Null for what Relance brings along. */
  editedByName: z.string().nullable(),
  editedAt: z.iso.datetime(),
  publishedBy: z.uuid().nullable(),
  publishedByName: z.string().nullable(),
  publishedAt: z.iso.datetime().nullable(),
};

export const TemplateRowSchema = z
  .strictObject({
    id: z.uuid(),
    key: z.string(),
    purpose: z.string(),
    stream: z.enum(STREAMS),
    businessType: z.string().nullable(),
    season: z.string().nullable(),
    territory: z.string().nullable(),
    versions: z.array(z.strictObject(version).meta({ id: 'TemplateVersionRow' })),
  })
  .meta({ id: 'TemplateRow' });
export type TemplateRow = z.output<typeof TemplateRowSchema>;

export const TemplateListSchema = z
  .strictObject({
    items: z.array(TemplateRowSchema),
    nextCursor: z.null(),
    previousCursor: z.null(),
    asOf: z.iso.datetime(),
    asOfSequence: z.string(),
  })
  .meta({ id: 'TemplateList' });
export type TemplateList = z.output<typeof TemplateListSchema>;

export const VersionViewSchema = z
  .strictObject({
    ...version,
    templateId: z.uuid(),
    templateKey: z.string(),
    bodies: z.record(z.string(), BodySchema),
    uses: z.array(z.string()),
    findings: z.array(FindingSchema),
    asOf: z.iso.datetime(),
    asOfSequence: z.string(),
  })
  .meta({ id: 'TemplateVersion' });
export type VersionView = z.output<typeof VersionViewSchema>;

export const VariableListSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        path: z.string(),
        type: z.string(),
        required: z.boolean(),
        description: z.string(),
        sample: z.strictObject({ de: z.unknown(), en: z.unknown() }),
      }),
    ),
  })
  .meta({ id: 'TemplateVariableList' });
export type VariableList = z.output<typeof VariableListSchema>;
