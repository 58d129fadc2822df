import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Problem } from '../../core/problem';
import type { Scope } from '../../identity';
import { ContactLocks } from '../contacts/contact-locks.service';
import type { Acted } from '../lead-acts.service';
import { LeadsQueries } from '../leads.queries';
import { BulkAct } from './bulk-act.entity';
import { BulkActs } from './bulk-acts.service';
import { placeOf, type PlaceBefore } from './bulk-place.rules';
import { type BulkOutcome, BulkRow } from './bulk-row.entity';
import { COLLECTED_AT_ONCE, LEADS_AT_ONCE, targetOf, workOf } from './bulk-work.rules';
import { BulkWorks } from './bulk-work.service';

interface Verdict {
  readonly id: string;
  readonly outcome: BulkOutcome;
  readonly reason: string | null;
  readonly version: number | null;
  readonly before: PlaceBefore | null;
  readonly lost_reason: string | null;
}

const FIRST = '00000000-0000-0000-0000-000000000000';

const NEXT = `
  SELECT id FROM lead_bulk_rows WHERE bulk_id = $1 AND lead_id > $2 AND outcome IS NOT DISTINCT FROM $3
   ORDER BY lead_id LIMIT ${String(LEADS_AT_ONCE)}`;

const NOTE = `
  UPDATE lead_bulk_rows r SET outcome = v.outcome, reason = v.reason, version = v.version, before = v.before,
         lost_reason = v.lost_reason
    FROM jsonb_to_recordset($1::jsonb) AS v(id uuid, outcome text, reason text, version int, before jsonb, lost_reason text)
   WHERE r.id = v.id`;

const NOTE_BACK = `
  UPDATE lead_bulk_rows r SET kept_reason = v.reason, reverted_at = CASE WHEN v.reason IS NULL THEN $2::timestamptz END
    FROM jsonb_to_recordset($1::jsonb) AS v(id uuid, reason text) WHERE r.id = v.id`;

/** The next piece of a job, in a transaction that has its row locked and the rights of whoever asked for it. */
@Injectable()
export class BulkChunks {
  constructor(
    private readonly clock: Clock,
    private readonly leads: LeadsQueries,
    private readonly bulk: BulkActs,
    private readonly works: BulkWorks,
    private readonly locks: ContactLocks,
  ) {}

  async chunk(tx: Tx<Scope>, job: BulkAct): Promise<void> {
    if (job.state === 'COLLECTING') await this.collect(tx, job);
    else if (job.state === 'RUNNING') await this.act(tx, job);
    else await this.takeBack(tx, job);
  }

  /** All leads are known before the first is touched, so that the act changes nothing about whom it is done to. */
  private async collect(tx: Tx<Scope>, job: BulkAct): Promise<void> {
    const range = { after: job.doneTo, limit: COLLECTED_AT_ONCE };
    const ids = await this.leads.matching(tx, targetOf(job), range);
    await this.bulk.add(tx, job.id, ids);
    const isAll = ids.length < COLLECTED_AT_ONCE;
    await tx.manager.update(BulkAct, job.id, {
      total: job.total + ids.length,
      doneTo: isAll ? null : (ids.at(-1) ?? null),
      ...(isAll && { state: 'RUNNING', words: null }),
    });
  }

  private async act(tx: Tx<Scope>, job: BulkAct): Promise<void> {
    const work = workOf(job);
    this.works.requireRight(tx.scope, work);
    const rows = await this.next(tx, job, null);
    const verdicts: Verdict[] = [];
    await this.works.around(tx, work, async (perform) => {
      // Addresses of all before the first lead, as everywhere.
      await this.locks.lockAll(
        tx,
        rows.map(({ leadId }) => leadId),
      );
      for (const { id, leadId } of rows)
        verdicts.push(
          await tx
            .savepoint(() => perform(leadId))
            .then(
              (acted) => done(id, acted),
              (error: unknown) => refused(id, error),
            ),
        );
    });
    await tx.rows(NOTE, [JSON.stringify(verdicts)]);
    const of = (outcome: BulkOutcome) => verdicts.filter((v) => v.outcome === outcome).length;
    const isEnd = rows.length < LEADS_AT_ONCE;
    await tx.manager.update(BulkAct, job.id, {
      doneTo: isEnd ? null : (rows.at(-1)?.leadId ?? null),
      doneCount: job.doneCount + of('done'),
      unchangedCount: job.unchangedCount + of('unchanged'),
      refusedCount: job.refusedCount + of('refused'),
      attempts: 0,
      ...(isEnd && { state: 'DONE', finishedAt: this.clock.now() }),
    });
  }

  private async takeBack(tx: Tx<Scope>, job: BulkAct): Promise<void> {
    const work = workOf(job);
    this.works.requireRight(tx.scope, work);
    const rows = await this.next(tx, job, 'done');
    await this.locks.lockAll(
      tx,
      rows.map(({ leadId }) => leadId),
    );
    const verdicts: { id: string; reason: string | null }[] = [];
    for (const row of rows) {
      const reason = await tx
        .savepoint(() => this.works.undo(tx, work, row))
        .then(() => null, reasonOf);
      verdicts.push({ id: row.id, reason });
    }
    const now = this.clock.now();
    await tx.rows(NOTE_BACK, [JSON.stringify(verdicts), now]);
    const kept = verdicts.filter(({ reason }) => reason !== null).length;
    const isEnd = rows.length < LEADS_AT_ONCE;
    await tx.manager.update(BulkAct, job.id, {
      doneTo: isEnd ? null : (rows.at(-1)?.leadId ?? null),
      revertedCount: job.revertedCount + verdicts.length - kept,
      keptCount: job.keptCount + kept,
      attempts: 0,
      ...(isEnd && { state: 'REVERTED', revertedAt: now }),
    });
  }

  private async next(tx: Tx, job: BulkAct, outcome: BulkOutcome | null): Promise<BulkRow[]> {
    const found = await tx.rows<{ id: string }>(NEXT, [job.id, job.doneTo ?? FIRST, outcome]);
    if (found.length === 0) return [];
    return tx.manager
      .createQueryBuilder(BulkRow, 'r')
      .whereInIds(found.map(({ id }) => id))
      .orderBy('r.leadId')
      .getMany();
  }
}

function done(id: string, { before, version }: Acted): Verdict {
  return {
    id,
    outcome: version === before.version ? 'unchanged' : 'done',
    reason: null,
    version,
    before: placeOf(before),
    lost_reason: before.lostReason,
  };
}

function refused(id: string, error: unknown): Verdict {
  const reason = reasonOf(error);
  return { id, outcome: 'refused', reason, version: null, before: null, lost_reason: null };
}

/** What a caller could act on is the outcome of one lead; what is a fault of ours ends the piece. */
function reasonOf(error: unknown): string {
  if (error instanceof Problem) return error.problem.name;
  throw error;
}
