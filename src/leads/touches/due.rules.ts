import { DateTime } from 'luxon';
import { zoneCalled } from '../../core/calendar/zones.rules';
import type { Conditions } from '../lead-filter.rules';

/** When the next touch is due: it should have been by now, on a day of the lead's market, or never. */
export const DUES = ['overdue', 'today', 'week', 'none'] as const;
export type Due = (typeof DUES)[number];

export interface DueContext {
  readonly now: Date;
  readonly markets: readonly { readonly code: string; readonly timeZone: string }[];
  /** All touches that are to come or should have been, by kind, as SQL: `lead_id`, `at`. */
  readonly touches: readonly string[];
}

interface Span {
  readonly from: Date;
  readonly to: Date;
  readonly territories: readonly string[];
}

/** Today or this week, from Monday; markets that keep one time share it. */
export function spansOf(
  unit: 'day' | 'week',
  { now, markets }: Pick<DueContext, 'now' | 'markets'>,
): Span[] {
  const spans = new Map<string, Span>();
  for (const { code, timeZone } of markets) {
    const from = DateTime.fromJSDate(now, { zone: zoneCalled(timeZone) }).startOf(unit);
    const to = from.plus({ [unit]: 1 });
    const key = `${String(from.toMillis())}-${String(to.toMillis())}`;
    const territories = [...(spans.get(key)?.territories ?? []), code];
    spans.set(key, { from: from.toJSDate(), to: to.toJSDate(), territories });
  }
  return [...spans.values()];
}

/** The earliest touch of the lead counts, as the list shows it. */
export function dueCondition(where: Conditions, due: readonly Due[], context: DueContext): void {
  const { touches, now } = context;
  // A set of leads, which may be looked up one by one or read along with the list, whatever is less.
  const among = (condition: string) =>
    `l.id IN (SELECT t.lead_id FROM (${touches.join(' UNION ALL ')}) t WHERE ${condition})`;
  // Each kind by itself: what is united has no index from outside.
  const none = (condition: string) =>
    touches
      .map((kind) => `NOT EXISTS (SELECT FROM (${kind}) t WHERE t.lead_id = l.id${condition})`)
      .join(' AND ');
  const within = (unit: 'day' | 'week') => {
    const spans = spansOf(unit, context);
    const parts = spans.map(({ from, to, territories }) => {
      const begin = `${where.value(from)}::timestamptz`;
      const end = `${where.value(to)}::timestamptz`;
      const there =
        spans.length > 1 ? ` AND l.territory = ANY (${where.value(territories)}::text[])` : '';
      return `(${among(`t.at >= ${begin} AND t.at < ${end}`)} AND ${none(` AND t.at < ${begin}`)}${there})`;
    });
    return parts.length > 0 ? parts.join(' OR ') : 'false';
  };
  const condition = {
    overdue: () => among(`t.at < ${where.value(now)}::timestamptz`),
    today: () => within('day'),
    week: () => within('week'),
    none: () => none(''),
  };
  where.add(`(${due.map((one) => `(${condition[one]()})`).join(' OR ')})`);
}
