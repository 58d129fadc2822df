import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { Facts } from './facts.rules';

const DIMENSIONS = [
  'step',
  'channel',
  'template_version_id',
  'variant',
  'territory',
  'owner_id',
  'team_id',
  'business_type',
];
const EARLIEST = [
  'eligible_at',
  'sent_at',
  'delivered_at',
  'opened_at',
  'clicked_at',
  'machine_opened_at',
  'machine_clicked_at',
];
const MEASURED = ['opens_measured', 'clicks_measured'];
const newer = (column: string, by: string) =>
  `${column} = CASE WHEN coalesce(EXCLUDED.${by}, 0) > coalesce(t.${by}, 0) THEN EXCLUDED.${column} ELSE t.${column} END`;
const earliest = (column: string) => `${column} = least(t.${column}, EXCLUDED.${column})`;

/** Every statement takes what stood and what was told so that the order in which it is told makes no difference. */
const KEEP_TOUCHES = `
  INSERT INTO analytics_touches AS t (id, lead_id, simulated, rank, ${DIMENSIONS.join(', ')}, outcome_number, outcome,
    reason, held_out, provider, ${[...EARLIEST, ...MEASURED].join(', ')})
  SELECT id, lead_id, simulated, rank, ${DIMENSIONS.join(', ')}, outcome_number, outcome, reason, held_out,
         provider, ${[...EARLIEST, ...MEASURED].join(', ')}
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, lead_id uuid, simulated boolean, rank int, step text, channel text,
      template_version_id uuid, variant text, territory text, owner_id uuid, team_id uuid, business_type text,
      outcome_number int, outcome text, reason text, held_out boolean, provider text,
      ${EARLIEST.map((name) => `${name} timestamptz`).join(', ')}, ${MEASURED.map((name) => `${name} boolean`).join(', ')})
  ON CONFLICT (id) DO UPDATE SET simulated = t.simulated OR EXCLUDED.simulated,
    ${DIMENSIONS.map((column) => newer(column, 'rank')).join(', ')},
    rank = greatest(t.rank, EXCLUDED.rank),
    ${newer('outcome', 'outcome_number')}, ${newer('reason', 'outcome_number')},
    outcome_number = greatest(t.outcome_number, EXCLUDED.outcome_number),
    held_out = t.held_out OR EXCLUDED.held_out,
    provider = coalesce(t.provider, EXCLUDED.provider),
    ${MEASURED.map((name) => `${name} = t.${name} OR EXCLUDED.${name}`).join(', ')},
    ${EARLIEST.map(earliest).join(', ')}`;

const KEEP_RESPONSES = `
  INSERT INTO analytics_responses AS t (id, lead_id, follow_up_id, version, class, channel, received_at)
  SELECT id, lead_id, follow_up_id, version, class, channel, received_at
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, lead_id uuid, follow_up_id uuid, version int, class text,
      channel text, received_at timestamptz)
  ON CONFLICT (id) DO UPDATE SET follow_up_id = EXCLUDED.follow_up_id, version = EXCLUDED.version,
    class = EXCLUDED.class, channel = EXCLUDED.channel, received_at = EXCLUDED.received_at
    WHERE EXCLUDED.version > t.version`;

const KEEP_CONVERSIONS = `
  INSERT INTO analytics_conversions AS t (lead_id, number, customer_id, converted_at, undone_at)
  SELECT lead_id, number, customer_id, converted_at, undone_at
    FROM jsonb_to_recordset($1::jsonb) AS f(lead_id uuid, number int, customer_id uuid, converted_at timestamptz,
      undone_at timestamptz)
  ON CONFLICT (lead_id, number) DO UPDATE SET undone_at = coalesce(t.undone_at, EXCLUDED.undone_at)`;

const KEEP_ORDERS = `
  INSERT INTO analytics_orders (id, customer_id, ordered_at, amount_cents, currency)
  SELECT id, customer_id, ordered_at, amount_cents, currency
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, customer_id uuid, ordered_at timestamptz, amount_cents bigint,
      currency text)
  ON CONFLICT (id) DO NOTHING`;

const KEEP_SAMPLES = `
  INSERT INTO analytics_samples (id, lead_id, owner_id, team_id, territory, delivered_at)
  SELECT id, lead_id, owner_id, team_id, territory, delivered_at
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, lead_id uuid, owner_id uuid, team_id uuid, territory text,
      delivered_at timestamptz)
  ON CONFLICT (id) DO NOTHING`;

const KEEP_MERGES = `
  INSERT INTO analytics_merges AS t (id, lead_id, merged_at, unmerged_at)
  SELECT id, lead_id, merged_at, unmerged_at
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, lead_id uuid, merged_at timestamptz, unmerged_at timestamptz)
  ON CONFLICT (id) DO UPDATE SET merged_at = coalesce(t.merged_at, EXCLUDED.merged_at),
    unmerged_at = coalesce(t.unmerged_at, EXCLUDED.unmerged_at)`;

/** The memory of the consumer: what it was told, merged. */
@Injectable()
export class FactsService {
  async keep(tx: Tx, facts: Facts): Promise<void> {
    const all: [string, string, Map<string, object>][] = [
      [KEEP_TOUCHES, 'touches', facts.touches],
      [KEEP_RESPONSES, 'responses', facts.responses],
      [KEEP_CONVERSIONS, 'conversions', facts.conversions],
      [KEEP_ORDERS, 'orders', facts.orders],
      [KEEP_SAMPLES, 'samples', facts.samples],
      [KEEP_MERGES, 'merges', facts.merges],
    ];
    for (const [statement, name, rows] of all)
      if (rows.size > 0)
        await tx.rows(statement, [JSON.stringify([...rows.values()])], `analytics.keep-${name}`);
  }

  /** Leads of follow-ups whose mail has gone along to another lead since, and is told of with that one. */
  private async mergedSince(tx: Tx, facts: Facts): Promise<string[]> {
    if (facts.touches.size === 0) return [];
    const rows = await tx.rows<{ id: string }>(
      `SELECT DISTINCT t.lead_id AS id FROM analytics_merges m JOIN analytics_touches t ON t.lead_id = m.lead_id
        WHERE t.id = ANY ($1::uuid[])`,
      [[...facts.touches.keys()]],
      'analytics.merged-since',
    );
    return rows.map(({ id }) => id);
  }

  /** The leads whose numbers the facts may change, those that share a customer included. */
  async concerned(tx: Tx, facts: Facts): Promise<string[]> {
    const leads = [...facts.leads(), ...(await this.mergedSince(tx, facts))];
    const customers = facts.customers();
    if (customers.length === 0) return [...new Set(leads)];
    const others = await tx.rows<{ id: string }>(
      'SELECT DISTINCT lead_id AS id FROM analytics_conversions WHERE customer_id = ANY ($1::uuid[])',
      [customers],
      'analytics.concerned',
    );
    return [...new Set([...leads, ...others.map(({ id }) => id)])];
  }
}
