import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { Spending } from '../reports/costs.rules';
import { Conditions, countable } from './question.rules';
import type { Attribution } from './filter.dto';
import type { Selection } from './selection.rules';

/** What was ordered on one day in one market. */
export interface Revenue {
  readonly currency: string;
  readonly territory: string | null;
  readonly day: string;
  readonly cents: number;
  readonly orders: number;
}

/** Whole cents that a touch has of an order; the first touch takes what does not divide. */
const SHARE: Readonly<Record<Attribution, string>> = {
  last: 'CASE WHEN v.touch_number = v.touch_count THEN v.amount_cents ELSE 0 END',
  first: 'CASE WHEN v.touch_number = 1 THEN v.amount_cents ELSE 0 END',
  linear: `v.amount_cents / v.touch_count
    + CASE WHEN v.touch_number = 1 THEN v.amount_cents % v.touch_count ELSE 0 END`,
};
const CREDITED: Readonly<Record<Attribution, string>> = {
  last: 'v.touch_number = v.touch_count',
  first: 'v.touch_number = 1',
  linear: 'true',
};

/** What the follow-ups of a selection cost and earned, by day and market. */
@Injectable()
export class MoneyQueries {
  /** Sends and answers. */
  async pieces(tx: Tx, selection: Selection): Promise<Spending[]> {
    const where = new Conditions();
    const from = countable(where, selection, 'follow-up', undefined);
    const rows = await tx.rows<Spending & { sent: number; answered: number }>(
      `SELECT territory, day::text AS day, channel, provider, sum(sent)::float8 AS sent,
              coalesce(sum(answered), 0)::float8 AS answered
         FROM (${from}) counted GROUP BY 1, 2, 3, 4`,
      where.values,
    );
    return rows.flatMap(({ sent, answered, ...row }) => [
      { ...row, kind: 'send' as const, pieces: sent },
      { ...row, kind: 'answer' as const, pieces: answered },
    ]);
  }

  /** Boxes that arrived in the span, whatever follow-up went with them. */
  async samples(tx: Tx, { from, to, width, scope, filter }: Selection): Promise<Spending[]> {
    const where = new Conditions();
    const day = `(s.delivered_at AT TIME ZONE 'UTC')::date`;
    where.add(`${day} BETWEEN ${where.value(from)}::date AND ${where.value(to)}::date`);
    if (width === 'own') where.add(`s.owner_id = ${where.value(scope.userId)}::uuid`);
    if (width === 'team') where.among('s.team_id', scope.teamIds, 'uuid');
    where.among('s.territory', filter.territory, 'text');
    where.among('s.team_id', filter.team, 'uuid');
    return tx.rows<Spending>(
      `SELECT territory, ${day}::text AS day, 'sample' AS kind, NULL AS channel, NULL AS provider, count(*)::float8 AS pieces
         FROM analytics_samples s WHERE ${where.sql} GROUP BY 1, 2`,
      where.values,
    );
  }

  /** Of conversions within the window after the last touch, orders within the window after the conversion. */
  async revenues(tx: Tx, selection: Selection): Promise<Revenue[]> {
    const where = new Conditions();
    const { attribution, window } = selection;
    const days = `make_interval(days => ${where.value(window)}::int)`;
    where.add(
      `v.converted_at < v.last_touch_at + ${days} AND v.ordered_at < v.converted_at + ${days}`,
    );
    revenueConditions(where, selection);
    return tx.rows<Revenue>(
      `SELECT v.currency, v.territory, (v.ordered_at AT TIME ZONE 'UTC')::date::text AS day,
              sum(${SHARE[attribution]})::float8 AS cents,
              count(DISTINCT v.order_id) FILTER (WHERE ${CREDITED[attribution]})::float8 AS orders
         FROM analytics_revenues v WHERE ${where.sql} GROUP BY 1, 2, 3 ORDER BY 3`,
      where.values,
    );
  }
}

function revenueConditions(where: Conditions, selection: Selection): void {
  const { from, to, width, scope, filter } = selection;
  where.add(`v.cohort_on BETWEEN ${where.value(from)}::date AND ${where.value(to)}::date`);
  if (width === 'own') where.add(`v.owner_id = ${where.value(scope.userId)}::uuid`);
  if (width === 'team') where.among('v.team_id', scope.teamIds, 'uuid');
  where.among('v.step', filter.step, 'text');
  where.among('v.channel', filter.channel, 'text');
  where.among('v.territory', filter.territory, 'text');
  where.among('v.team_id', filter.team, 'uuid');
  where.among('v.business_type', filter.businessType, 'text');
  where.among('v.template_version_id', filter.templateVersion, 'uuid');
}
