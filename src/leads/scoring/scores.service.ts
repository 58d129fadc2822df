import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import type { Scope } from '../../identity';
import type { Lead } from '../lead.entity';
import type { ScoreTable } from './scores.dto';
import { type Score, type ScoreFacts, scoreOf, type ScorePoint } from './score.rules';

const TABLE = `
  SELECT part, kind, code, at_least::float8 AS "atLeast", points FROM lead_score_points
   ORDER BY part, kind, at_least DESC NULLS LAST, points DESC, code`;

const FACTS = `
  SELECT l.id, l.pains AS pain, l.urgency, l.annual_volume_cents::float8 AS volume, l.business_type AS "businessType",
         l.kitchen_size AS "kitchenSize", l.branches,
         ARRAY(SELECT DISTINCT c.role FROM lead_contacts c WHERE c.lead_id = l.id) AS role,
         done.meaningful AS activities, done.progress, done.answers,
         (SELECT count(*)::int FROM lead_samples s WHERE s.lead_id = l.id AND s.state <> 'CANCELLED') AS samples
    FROM leads l
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE a.meaningful)::int AS meaningful, count(*) FILTER (WHERE a.progress)::int AS progress,
             count(*) FILTER (WHERE a.answer)::int AS answers
        FROM activities a WHERE a.subject_id = l.id AND (a.meaningful OR a.answer)
    ) done
   WHERE l.id = ANY ($1::uuid[])`;

const SAVE = `
  UPDATE leads l SET score = v.score, score_parts = v.parts
    FROM jsonb_to_recordset($1::jsonb) AS v(id uuid, score smallint, parts jsonb)
   WHERE l.id = v.id AND (l.score, l.score_parts) IS DISTINCT FROM (v.score, v.parts)`;

/** Counts what leads score, whenever something is written that they are scored by. */
@Injectable()
export class Scores {
  constructor(private readonly db: Database) {}

  /** The tables of points, as they stand. */
  async table(tx: Tx): Promise<ScorePoint[]> {
    return tx.rows<ScorePoint>(TABLE, [], 'leads.score-table');
  }

  /** As {@link table}, for whoever looks them up. */
  async tableFor(scope: Scope): Promise<ScoreTable> {
    return this.db.transaction(scope, async (tx) => ({ items: await this.table(tx) }));
  }

  /** Counts leads anew in the transaction that wrote them. Nobody could overwrite a score, so their versions stay. */
  async refresh(tx: Tx, leadIds: readonly string[]): Promise<void> {
    if (leadIds.length === 0) return;
    const table = await this.table(tx);
    const facts = await tx.rows<ScoreFacts & { id: string }>(FACTS, [leadIds], 'leads.score-facts');
    const scored = facts.map(({ id, ...lead }) => {
      const { total: score, parts } = scoreOf(lead, table);
      return { id, score, parts };
    });
    await tx.rows(SAVE, [JSON.stringify(scored)], 'leads.score-save');
  }
}

/** What a lead scores before anything was done with it. */
export function firstScore(
  lead: Lead,
  roles: readonly string[],
  table: readonly ScorePoint[],
): Score {
  return scoreOf(
    {
      pain: lead.pains,
      urgency: lead.urgency,
      volume: lead.annualVolumeCents,
      businessType: lead.businessType,
      kitchenSize: lead.kitchenSize,
      branches: lead.branches,
      role: roles,
      activities: 0,
      progress: 0,
      answers: 0,
      samples: 0,
    },
    table,
  );
}
