import { z } from 'zod';
import { TimeZoneSchema } from '../../core/fields';
import { say } from '../../core/field-text';
import { DEFAULT_WINDOW } from '../measures.rules';

const code = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);
/** Beyond this a question reads more than anybody looks at. */
const MOST_DAYS = 1100;
const DAY_MS = 86_400_000;

/** A value or several, by comma or by repeating the parameter. */
const several = <T extends z.ZodType<string>>(item: T) =>
  z
    .preprocess((v) => (typeof v === 'string' ? v.split(',') : v), z.array(item).min(1).max(50))
    .optional();

/** `territory` is a whole market with the teams of others; it has no lists. */
export const WIDTHS = ['own', 'team', 'territory', 'all'] as const;
export type Width = (typeof WIDTHS)[number];

export const GROUPS = [
  'day',
  'week',
  'month',
  'step',
  'channel',
  'territory',
  'owner',
  'team',
  'businessType',
  'templateVersion',
  'variant',
] as const;
export type Group = (typeof GROUPS)[number];

export const ATTRIBUTIONS = ['last', 'first', 'linear'] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

const filterFields = {
  /** Days of sending, in the zone of each market unless `tz` says otherwise; the last 90 days by default. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  step: several(code),
  channel: several(z.enum(['email', 'whatsapp'])),
  territory: several(code),
  owner: several(z.union([z.uuid(), z.enum(['me', 'none'])])),
  team: several(z.uuid()),
  businessType: several(code),
  templateVersion: several(z.uuid()),
  /** Of attribution, in days after the touch. */
  window: z.coerce.number().int().min(7).max(90).default(DEFAULT_WINDOW),
  attribution: z.enum(ATTRIBUTIONS).default('last'),
  tz: TimeZoneSchema.optional(),
  /** The widest of the role by default. */
  scope: z.enum(WIDTHS).optional(),
};

interface Span {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}
const isInOrder = ({ from, to }: Span) => from === undefined || to === undefined || from <= to;
const isShort = ({ from, to }: Span) =>
  from === undefined || to === undefined || Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS;
const spanned = <T extends z.ZodType<Span>>(schema: T) =>
  schema
    .refine(isInOrder, { path: ['to'], message: say('is before from', 'liegt vor from') })
    .refine(isShort, {
      path: ['from'],
      message: say(
        `is more than ${String(MOST_DAYS)} days before to`,
        `liegt mehr als ${String(MOST_DAYS)} Tage vor to`,
      ),
    });

const reportFields = { ...filterFields, groupBy: z.enum(GROUPS).optional() };

/** The one filter of every number; lists and exports take the same. */
export const AnalyticsFilterSchema = spanned(z.strictObject(filterFields));
export type AnalyticsFilter = z.output<typeof AnalyticsFilterSchema>;

export const AskReportSchema = spanned(z.strictObject(reportFields));
export type AskReport = z.output<typeof AskReportSchema>;

/** What is compared or foretold. */
export const COMPARED = ['delivered', 'answered', 'positive', 'converted'] as const;
export type Compared = (typeof COMPARED)[number];

export const AskTemplatesSchema = spanned(
  z.strictObject({
    ...filterFields,
    measure: z.enum(COMPARED).default('answered'),
    /** Versions of a text, or the variants of a test with each its text. */
    by: z.enum(['templateVersion', 'variant']).default('templateVersion'),
  }),
);
export type AskTemplates = z.output<typeof AskTemplatesSchema>;

export const AskForecastSchema = spanned(
  z.strictObject({
    ...filterFields,
    measure: z.enum(['sent', 'answered', 'positive', 'converted']).default('converted'),
    weeks: z.coerce.number().int().min(1).max(13).default(4),
  }),
);
export type AskForecast = z.output<typeof AskForecastSchema>;

/** A stage as reports name it; `converted` follows `attribution`. */
export const STAGES = [
  'eligible',
  'sent',
  'delivered',
  'opened',
  'clicked',
  'answered',
  'positive',
  'converted',
  'ordered',
] as const;
export type Stage = (typeof STAGES)[number];

const listFields = {
  ...filterFields,
  /** Rows that reached it within the window. */
  stage: z.enum(STAGES).default('eligible'),
  /** Only those at least as old as the window, or only those younger. */
  age: z.enum(['mature', 'young']).optional(),
  heldOut: z.enum(['true', 'false']).optional(),
  variant: several(code),
  /** A group of a report: its `key` under `groupBy`. */
  groupBy: z.enum(GROUPS).optional(),
  key: z.string().max(60).optional(),
};
export const ListBehindSchema = spanned(
  z.strictObject({
    ...listFields,
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(1000).optional(),
  }),
);
export type ListBehind = z.output<typeof ListBehindSchema>;

const fileFields = {
  format: z.enum(['csv', 'xlsx', 'jsonl']).default('csv'),
  language: z.enum(['de', 'en']).default('de'),
};
export type FileFormat = 'csv' | 'xlsx' | 'jsonl';

export const ExportListSchema = spanned(z.strictObject({ ...listFields, ...fileFields }));
export type ExportList = z.output<typeof ExportListSchema>;

export const ExportReportSchema = spanned(
  z.strictObject({
    ...reportFields,
    ...fileFields,
    measure: z.enum([...COMPARED, 'sent']).optional(),
    by: z.enum(['templateVersion', 'variant']).optional(),
    weeks: z.coerce.number().int().min(1).max(13).optional(),
  }),
);
export type ExportReport = z.output<typeof ExportReportSchema>;

export const REPORTS = ['performance', 'funnel', 'templates', 'roi', 'uplift', 'forecast'] as const;
export type Report = (typeof REPORTS)[number];
export const ReportSchema = z.enum(REPORTS);
