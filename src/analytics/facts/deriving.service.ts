import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { UsersQueries } from '../../identity';
import { contributions, SPARSE_COLUMNS, SUM_COLUMNS } from '../measures.rules';

const DIMENSIONS = `owner_id, team_id, territory, simulated, step, channel, template_version_id, variant, business_type,
  provider`;
const FOLLOW_UP = `id, subject_id, ${DIMENSIONS}, outcome, reason, cohort_on, eligible_at, sent_at, delivered_at,
  opens_measured, opened_at, clicks_measured, clicked_at, answered_at, positive_at, converted_at, touch_number,
  touch_count, last_touch_at, ordered_at`;
const LEAD = `subject_id, cohort_step, follow_up_id, ${DIMENSIONS}, held_out, cohort_on, eligible_at, sent_at,
  delivered_at, opens_measured, opened_at, clicks_measured, clicked_at, answered_at, positive_at, converted_at,
  ordered_at`;
const REVENUE = `order_id, follow_up_id, subject_id, ${DIMENSIONS}, cohort_on, converted_at, touch_number, touch_count,
  last_touch_at, ordered_at, amount_cents, currency`;
const KEY = `unit, grain, cohort_on, step, channel, territory, team_id, owner_id, template_version_id, variant,
  business_type, provider, held_out, simulated`;
const MARKET = 'unit, cohort_on, step, channel, territory, provider, held_out, simulated';

const columns = (list: string) => list.split(',').map((name) => name.trim());
const of = (alias: string, list: string) =>
  columns(list)
    .map((name) => `${alias}.${name}`)
    .join(', ');
const overwrite = (list: string, key: readonly string[]) =>
  columns(list)
    .filter((name) => !key.includes(name))
    .map((name) => `${name} = EXCLUDED.${name}`)
    .join(', ');
/** What changed of a sum; nothing is null where nothing counts. */
const changeOf = (name: string) =>
  SPARSE_COLUMNS.has(name) ? `nullif(sum(sign * ${name}), 0)` : `sum(sign * ${name})`;
const isChanged = (name: string) =>
  SPARSE_COLUMNS.has(name) ? `${name} IS NOT NULL` : `${name} <> 0`;
const addedTo = (name: string) =>
  SPARSE_COLUMNS.has(name)
    ? `${name} = CASE WHEN EXCLUDED.${name} IS NULL THEN d.${name}
         ELSE nullif(coalesce(d.${name}, 0) + EXCLUDED.${name}, 0) END`
    : `${name} = d.${name} + EXCLUDED.${name}`;
const at = (id: string) => `${id} = ANY ($2::uuid[])`;
const everything = () => 'true';

type OnConflict = (key: string, change: string) => string;
const update: OnConflict = (key, change) => `ON CONFLICT (${key}) DO UPDATE SET ${change}`;
/** Into empty tables: nothing need be looked for. */
const never: OnConflict = () => '';

/**
 * What stands about some leads, made anew from the facts: rows first, then by how much they changed the sums.
 * @param among which leads, as a condition on a column
 */
function deriving(among: (column: string) => string, onConflict: OnConflict): string {
  return `
  WITH zones AS (SELECT key AS territory, value AS zone FROM jsonb_each_text($1::jsonb)),
  t AS MATERIALIZED (
    SELECT t.*, (coalesce(t.sent_at, t.eligible_at) AT TIME ZONE coalesce(z.zone, 'UTC'))::date AS cohort_on
      FROM analytics_touches t LEFT JOIN zones z ON z.territory = t.territory
     WHERE t.eligible_at IS NOT NULL AND ${among('t.lead_id')}),
  r AS MATERIALIZED (
    SELECT id, lead_id, follow_up_id, class = 'POSITIVE' AS positive, channel, received_at FROM analytics_responses
     WHERE class <> 'AUTO_REPLY' AND ${among('lead_id')}),
  c AS MATERIALIZED (
    SELECT DISTINCT ON (lead_id) lead_id, customer_id, converted_at FROM analytics_conversions
     WHERE undone_at IS NULL AND ${among('lead_id')} ORDER BY lead_id, number DESC),
  -- An order belongs to the newest conversion before it, of all that led to this customer.
  o AS MATERIALIZED (
    SELECT DISTINCT ON (o.id) o.id, v.lead_id, o.ordered_at, o.amount_cents, o.currency
      FROM analytics_orders o
      JOIN analytics_conversions v ON v.customer_id = o.customer_id AND v.undone_at IS NULL AND v.converted_at <= o.ordered_at
     WHERE o.customer_id IN (SELECT customer_id FROM c)
     ORDER BY o.id, v.converted_at DESC, v.lead_id),
  first_orders AS (SELECT lead_id, min(ordered_at) AS ordered_at FROM o GROUP BY lead_id),
  -- An answer belongs to the touch that it names, else to the last one before it.
  answered AS (
    SELECT DISTINCT ON (r.id) s.id, r.positive, r.channel, greatest(r.received_at, s.sent_at) AS at
      FROM r JOIN t s ON s.lead_id = r.lead_id AND s.sent_at IS NOT NULL
       AND (s.sent_at <= r.received_at OR s.id = r.follow_up_id)
     ORDER BY r.id, (s.id = r.follow_up_id) DESC NULLS LAST, s.sent_at DESC, s.id DESC),
  answers AS (
    SELECT id, min(at) AS answered_at, min(at) FILTER (WHERE positive) AS positive_at,
           min(at) FILTER (WHERE channel <> 'person') AS written_at FROM answered GROUP BY id),
  credit AS (
    SELECT s.id, c.converted_at, (row_number() OVER (PARTITION BY s.lead_id ORDER BY s.sent_at, s.id))::int AS touch_number,
           (count(*) OVER (PARTITION BY s.lead_id))::int AS touch_count,
           max(s.sent_at) OVER (PARTITION BY s.lead_id) AS last_touch_at, f.ordered_at
      FROM t s JOIN c USING (lead_id) LEFT JOIN first_orders f USING (lead_id)
     WHERE s.sent_at <= c.converted_at),
  new_f AS MATERIALIZED (
    SELECT t.id, t.lead_id AS subject_id, ${of('t', DIMENSIONS)}, t.outcome, t.reason, t.cohort_on, t.eligible_at, t.sent_at,
           -- Who answers in writing has it, and who opened it or followed a link; who followed one has opened it.
           CASE WHEN t.sent_at IS NOT NULL THEN least(t.delivered_at, a.written_at, t.opened_at, t.clicked_at) END AS delivered_at,
           t.sent_at IS NOT NULL AND t.opens_measured AS opens_measured,
           CASE WHEN t.sent_at IS NOT NULL AND t.opens_measured THEN least(t.opened_at, t.clicked_at) END AS opened_at,
           t.sent_at IS NOT NULL AND t.clicks_measured AS clicks_measured,
           CASE WHEN t.sent_at IS NOT NULL AND t.clicks_measured THEN t.clicked_at END AS clicked_at,
           a.answered_at, a.positive_at, k.converted_at, k.touch_number, k.touch_count, k.last_touch_at, k.ordered_at
      FROM t LEFT JOIN answers a USING (id) LEFT JOIN credit k USING (id)),
  old_f AS MATERIALIZED (SELECT ${FOLLOW_UP} FROM analytics_follow_ups WHERE ${among('subject_id')}),
  changed_f AS MATERIALIZED (
    SELECT n.* FROM new_f n LEFT JOIN old_f o USING (id)
     WHERE o.id IS NULL OR ROW(${of('n', FOLLOW_UP)}) IS DISTINCT FROM ROW(${of('o', FOLLOW_UP)})),
  put_f AS (
    INSERT INTO analytics_follow_ups (${FOLLOW_UP}) SELECT ${FOLLOW_UP} FROM changed_f
    ${onConflict('id', overwrite(FOLLOW_UP, ['id']))}),
  steps AS MATERIALIZED (
    SELECT f.*, t.held_out, s.cohort_step FROM new_f f JOIN t USING (id)
     CROSS JOIN LATERAL (VALUES (''), (f.step)) AS s(cohort_step)
     -- What was sent to a lead that is part of another one was sent, but the two are one lead.
     WHERE NOT EXISTS (SELECT FROM analytics_merges m WHERE m.lead_id = f.subject_id AND m.unmerged_at IS NULL)),
  firsts AS (
    SELECT DISTINCT ON (subject_id, cohort_step) * FROM steps
     ORDER BY subject_id, cohort_step, sent_at NULLS LAST, eligible_at, id),
  reached AS (
    SELECT subject_id, cohort_step, min(delivered_at) AS delivered_at, bool_or(held_out) AS held_out,
           bool_or(opens_measured) AS opens_measured, min(opened_at) AS opened_at,
           bool_or(clicks_measured) AS clicks_measured, min(clicked_at) AS clicked_at
      FROM steps GROUP BY subject_id, cohort_step),
  replies AS (
    SELECT f.subject_id, f.cohort_step, min(r.received_at) AS answered_at,
           min(r.received_at) FILTER (WHERE r.positive) AS positive_at
      FROM firsts f JOIN r ON r.lead_id = f.subject_id AND r.received_at >= f.sent_at GROUP BY f.subject_id, f.cohort_step),
  new_l AS MATERIALIZED (
    SELECT f.subject_id, f.cohort_step, f.id AS follow_up_id, ${of('f', DIMENSIONS)},
           (g.held_out AND f.sent_at IS NULL) AS held_out, f.cohort_on, f.eligible_at, f.sent_at, g.delivered_at,
           g.opens_measured, g.opened_at, g.clicks_measured, g.clicked_at, a.answered_at, a.positive_at, c.converted_at, CASE WHEN c.lead_id IS NOT NULL THEN p.ordered_at END AS ordered_at
      FROM firsts f JOIN reached g USING (subject_id, cohort_step) LEFT JOIN replies a USING (subject_id, cohort_step)
      LEFT JOIN c ON c.lead_id = f.subject_id AND c.converted_at >= coalesce(f.sent_at, f.eligible_at)
                 AND (f.sent_at IS NOT NULL OR g.held_out)
      LEFT JOIN first_orders p ON p.lead_id = f.subject_id),
  old_l AS MATERIALIZED (SELECT ${LEAD} FROM analytics_leads WHERE ${among('subject_id')}),
  changed_l AS MATERIALIZED (
    SELECT n.* FROM new_l n LEFT JOIN old_l o USING (subject_id, cohort_step)
     WHERE o.subject_id IS NULL OR ROW(${of('n', LEAD)}) IS DISTINCT FROM ROW(${of('o', LEAD)})),
  gone_l AS MATERIALIZED (
    SELECT o.* FROM old_l o WHERE NOT EXISTS (
      SELECT FROM new_l n WHERE n.subject_id = o.subject_id AND n.cohort_step = o.cohort_step)),
  drop_l AS (
    DELETE FROM analytics_leads l USING gone_l g WHERE l.subject_id = g.subject_id AND l.cohort_step = g.cohort_step),
  put_l AS (
    INSERT INTO analytics_leads (${LEAD}) SELECT ${LEAD} FROM changed_l
    ${onConflict('subject_id, cohort_step', overwrite(LEAD, ['subject_id', 'cohort_step']))}),
  new_v AS MATERIALIZED (
    SELECT o.id AS order_id, f.id AS follow_up_id, f.subject_id, ${of('f', DIMENSIONS)}, f.cohort_on, f.converted_at,
           f.touch_number, f.touch_count, f.last_touch_at, o.ordered_at, o.amount_cents, o.currency
      FROM new_f f JOIN o ON o.lead_id = f.subject_id WHERE f.converted_at IS NOT NULL),
  drop_v AS (
    DELETE FROM analytics_revenues v WHERE ${among('v.subject_id')} AND NOT EXISTS (
      SELECT FROM new_v n WHERE n.order_id = v.order_id AND n.follow_up_id = v.follow_up_id)),
  put_v AS (
    INSERT INTO analytics_revenues AS v (${REVENUE}) SELECT ${REVENUE} FROM new_v
    ${onConflict(
      'order_id, follow_up_id',
      `${overwrite(REVENUE, ['order_id', 'follow_up_id'])}
     WHERE ROW(${of('v', REVENUE)}) IS DISTINCT FROM ROW(${of('EXCLUDED', REVENUE)})`,
    )}),
  moved AS (
    SELECT 'follow-up' AS unit, false AS held_out, r.sign, ${of('r', `cohort_on, ${DIMENSIONS}`)},
           ${contributions('follow-up', 'r')
             .map((sql, i) => `${sql} AS ${SUM_COLUMNS[i] ?? ''}`)
             .join(', ')}
      FROM (SELECT 1 AS sign, n.* FROM changed_f n
            UNION ALL SELECT -1, o.* FROM old_f o JOIN changed_f n USING (id)) r
    UNION ALL
    SELECT 'lead', r.held_out, r.sign, ${of('r', `cohort_on, ${DIMENSIONS}`).replace('r.step', 'r.cohort_step')},
           ${contributions('lead', 'r').join(', ')}
      FROM (SELECT 1 AS sign, n.* FROM changed_l n
            UNION ALL SELECT -1, o.* FROM old_l o JOIN changed_l n USING (subject_id, cohort_step)
            UNION ALL SELECT -1, g.* FROM gone_l g) r),
  differences AS (
    SELECT ${MARKET}, team_id, owner_id, template_version_id, variant, business_type,
           CASE GROUPING(team_id, owner_id, template_version_id, business_type)
             WHEN 15 THEN 'market' WHEN 7 THEN 'team' WHEN 3 THEN 'owner' WHEN 13 THEN 'template' WHEN 14 THEN 'business'
             ELSE 'full' END AS grain,
           ${SUM_COLUMNS.map((name) => `${changeOf(name)} AS ${name}`).join(', ')}
      FROM moved
     GROUP BY GROUPING SETS ((${MARKET}), (${MARKET}, team_id), (${MARKET}, team_id, owner_id),
       (${MARKET}, template_version_id, variant), (${MARKET}, business_type),
       (${MARKET}, team_id, owner_id, template_version_id, variant, business_type))),
  put_d AS (
  INSERT INTO analytics_daily AS d (${KEY}, ${SUM_COLUMNS.join(', ')})
  SELECT ${KEY}, ${SUM_COLUMNS.join(', ')} FROM differences
   WHERE ${SUM_COLUMNS.map(isChanged).join(' OR ')}
  ${onConflict(KEY, SUM_COLUMNS.map(addedTo).join(', '))}
  RETURNING cohort_on, eligible)
  SELECT DISTINCT cohort_on::text AS day FROM put_d WHERE eligible = 0`;
}

const DERIVE_SOME = deriving(at, update);
const DERIVE_ALL = deriving(everything, never);

/** Rows and sums, as functions of the facts. */
@Injectable()
export class Deriving {
  constructor(private readonly users: UsersQueries) {}

  /** Brings what is shown of some leads up to date with what is known of them. */
  async derive(tx: Tx, leads: readonly string[]): Promise<void> {
    if (leads.length === 0) return;
    const emptied = await tx.rows<{ day: string }>(
      DERIVE_SOME,
      [await this.zones(tx), leads],
      'analytics.derive',
    );
    if (emptied.length > 0) await this.sweep(tx, emptied);
  }

  /** The same for every lead, into empty tables. */
  async deriveAll(tx: Tx): Promise<void> {
    await tx.rows(DERIVE_ALL, [await this.zones(tx)]);
  }

  /** Sums to which nothing belongs any more are no rows, as after a rebuild. */
  private async sweep(tx: Tx, days: readonly { day: string }[]): Promise<void> {
    await tx.rows(
      `DELETE FROM analytics_daily WHERE eligible = 0 AND unit = ANY ('{follow-up,lead}')
          AND grain = ANY ('{market,team,owner,template,business,full}') AND cohort_on = ANY ($1::date[])`,
      [days.map(({ day }) => day)],
      'analytics.sweep',
    );
  }

  private async zones(tx: Tx): Promise<string> {
    const markets = await this.users.markets(tx);
    return JSON.stringify(
      Object.fromEntries([...markets.values()].map(({ code, timeZone }) => [code, timeZone])),
    );
  }
}
