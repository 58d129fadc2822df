/** Attribution windows in days that sums are kept for; any other one is counted from the rows. */
export const WINDOWS = [7, 14, 30, 60, 90] as const;
export const DEFAULT_WINDOW = 30;
/** Linear credit is kept in whole parts of this, so that sums are exact. */
export const WHOLE_CREDIT = 1_000_000;

/** Counted whatever the window. */
export const PLAIN_MEASURES = [
  'eligible',
  'sent',
  'delivered',
  'opens_measured',
  'opened',
  'clicks_measured',
  'clicked',
] as const;
/** Counted when it happened within the window after the touch. */
export const WINDOWED_MEASURES = [
  'answered',
  'positive',
  'converted_last',
  'converted_first',
  'converted_linear',
  'ordered',
] as const;
export const MEASURES = [...PLAIN_MEASURES, ...WINDOWED_MEASURES] as const;
export type Measure = (typeof MEASURES)[number];
export type WindowedMeasure = (typeof WINDOWED_MEASURES)[number];

/** What is counted: touches, or leads by their first touch. */
export type Unit = 'follow-up' | 'lead';

export function isPlain(measure: Measure): measure is (typeof PLAIN_MEASURES)[number] {
  return (PLAIN_MEASURES as readonly Measure[]).includes(measure);
}

/** Most sums of a day have none of these: null in their place is not stored and not added. */
const DENSE_MEASURES: readonly Measure[] = ['eligible', 'sent', 'delivered'];

/** The columns of the sums, in one order for all statements. */
export const SUM_COLUMNS: readonly string[] = [
  ...PLAIN_MEASURES,
  ...WINDOWED_MEASURES.flatMap((measure) => WINDOWS.map((w) => `${measure}_${String(w)}`)),
];

/** Those that are null where nothing counts. */
export const SPARSE_COLUMNS: ReadonlySet<string> = new Set(
  SUM_COLUMNS.filter((name) => !(DENSE_MEASURES as readonly string[]).includes(name)),
);

/** Most rows have no such instant: to add days is dear, since a day is not always as long. */
const within = (at: string, since: string, days: string) =>
  `${at} IS NOT NULL AND ${at} < ${since} + make_interval(days => ${days})`;

/**
 * How much one row counts for a measure, as an SQL expression; 0 or 1, linear credit in millionths.
 * The one definition of every number: sums, lists and exports are made of it.
 * @param days the window as SQL
 */
export function contribution(unit: Unit, measure: Measure, days: string, r = 'r'): string {
  return `coalesce(${share(unit, measure, days, r)}, 0)`;
}

/** The same, but null where it counts nothing. */
function share(unit: Unit, measure: Measure, days: string, r: string): string {
  const condition = unit === 'follow-up' ? ofFollowUp : ofLead;
  if (measure === 'eligible') return '1';
  if (measure === 'converted_linear') {
    if (unit === 'lead') return 'NULL::int';
    // The first touch takes what does not divide.
    return `CASE WHEN ${ofFollowUp.converted(r, days)} THEN ${String(WHOLE_CREDIT)} / ${r}.touch_count
      + CASE WHEN ${r}.touch_number = 1 THEN ${String(WHOLE_CREDIT)} % ${r}.touch_count ELSE 0 END END`;
  }
  return `CASE WHEN ${CONDITIONS[measure](condition, r, days)} THEN 1 END`;
}

interface Conditions {
  sent(r: string): string;
  answered(r: string, days: string): string;
  positive(r: string, days: string): string;
  converted(r: string, days: string): string;
  ordered(r: string, days: string): string;
}

const ofFollowUp: Conditions = {
  sent: (r) => `${r}.sent_at IS NOT NULL`,
  answered: (r, days) => within(`${r}.answered_at`, `${r}.sent_at`, days),
  positive: (r, days) => within(`${r}.positive_at`, `${r}.sent_at`, days),
  converted: (r, days) => within(`${r}.converted_at`, `${r}.last_touch_at`, days),
  ordered: (r, days) => within(`${r}.ordered_at`, `${r}.last_touch_at`, days),
};

/** Of leads that were held out everything counts from when they would have been written to. */
const ofLead: Conditions = {
  sent: (r) => `${r}.sent_at IS NOT NULL`,
  answered: (r, days) => within(`${r}.answered_at`, `${r}.sent_at`, days),
  positive: (r, days) => within(`${r}.positive_at`, `${r}.sent_at`, days),
  converted: (r, days) =>
    within(`${r}.converted_at`, `coalesce(${r}.sent_at, ${r}.eligible_at)`, days),
  ordered: (r, days) => within(`${r}.ordered_at`, `coalesce(${r}.sent_at, ${r}.eligible_at)`, days),
};

type Conditional = Exclude<Measure, 'eligible' | 'converted_linear'>;
const CONDITIONS: Readonly<
  Record<Conditional, (of: Conditions, r: string, days: string) => string>
> = {
  sent: (of, r) => of.sent(r),
  delivered: (_, r) => `${r}.delivered_at IS NOT NULL`,
  opens_measured: (_, r) => `${r}.opens_measured`,
  opened: (_, r) => `${r}.opened_at IS NOT NULL`,
  clicks_measured: (_, r) => `${r}.clicks_measured`,
  clicked: (_, r) => `${r}.clicked_at IS NOT NULL`,
  answered: (of, r, days) => of.answered(r, days),
  positive: (of, r, days) => of.positive(r, days),
  converted_last: (of, r, days) =>
    of === ofLead
      ? of.converted(r, days)
      : `${r}.touch_number = ${r}.touch_count AND ${of.converted(r, days)}`,
  converted_first: (of, r, days) =>
    of === ofLead ? 'false' : `${r}.touch_number = 1 AND ${of.converted(r, days)}`,
  // An order belongs to the touch that the conversion is credited to.
  ordered: (of, r, days) =>
    of === ofLead
      ? `${of.converted(r, days)} AND ${of.ordered(r, days)}`
      : `${r}.touch_number = ${r}.touch_count AND ${of.converted(r, days)} AND ${of.ordered(r, days)}`,
};

/** All of {@link SUM_COLUMNS} of a row, as a list of expressions; of sparse ones null where nothing counts. */
export function contributions(unit: Unit, r: string): string[] {
  return [
    ...PLAIN_MEASURES.map((measure) =>
      (SPARSE_COLUMNS.has(measure) ? share : contribution)(unit, measure, '0', r),
    ),
    ...WINDOWED_MEASURES.flatMap((measure) =>
      WINDOWS.map((w) => share(unit, measure, String(w), r)),
    ),
  ];
}
