import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../core/database';
import { Loops } from '../../core/loops';
import { Problem } from '../../core/problem';
import { type Scope, systemScope, UsersQueries } from '../../identity';
import { BulkAct } from './bulk-act.entity';
import { BULK_LOOP } from './bulk-acts.service';
import { BulkChunks } from './bulk-chunks.service';

const MOST_ATTEMPTS = 5;
const SYSTEM = systemScope(BULK_LOOP);

interface Job {
  readonly id: string;
  /** With the rights that the person has by now; null when they have left. */
  readonly scope: Scope | null;
}

/**
 * Does acts on many leads piece by piece, each in a transaction of its own with the rights of whoever asked. The lock on
 * the row of the act is the lease: whoever dies lets go of it, and nothing of the piece has happened.
 */
@Injectable()
export class BulkActsRunner implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly users: UsersQueries,
    private readonly chunks: BulkChunks,
  ) {}

  onModuleInit(): void {
    this.loops.register({ name: BULK_LOOP, everySeconds: 5, step: () => this.step() });
  }

  private async step(): Promise<boolean> {
    const job = await this.next();
    if (!job) return false;
    if (!job.scope) return this.fail(job.id, 'requester_gone');
    try {
      return await this.work(job.id, job.scope);
    } catch (error) {
      // What whoever asked could act on, and trying again does not help.
      if (error instanceof Problem) return this.fail(job.id, error.problem.name);
      await this.countFailure(job.id);
      throw error;
    }
  }

  /** The one that has waited longest; several take turns. */
  private next(): Promise<Job | null> {
    return this.db.transaction(SYSTEM, async (tx) => {
      const [found] = await tx.rows<{ id: string; requestedBy: string }>(
        `UPDATE lead_bulk_acts SET worked_at = clock_timestamp() WHERE id = (
           SELECT id FROM lead_bulk_acts WHERE state IN ('COLLECTING', 'RUNNING', 'REVERTING')
            ORDER BY worked_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, requested_by AS "requestedBy"`,
      );
      if (!found) return null;
      const person = await this.users.recipient(tx, found.requestedBy);
      // All that an act does belongs together, so its id is the correlation.
      return { id: found.id, scope: person && { ...person.scope, correlationId: found.id } };
    });
  }

  /** @returns false when another process works on it */
  private work(id: string, scope: Scope): Promise<boolean> {
    return this.db.transaction(scope, async (tx) => {
      const [held] = await tx.rows(
        `SELECT id FROM lead_bulk_acts WHERE id = $1 AND state IN ('COLLECTING', 'RUNNING', 'REVERTING')
          FOR UPDATE SKIP LOCKED`,
        [id],
      );
      if (!held) return false;
      await this.chunks.chunk(tx, await tx.manager.findOneByOrFail(BulkAct, { id }));
      return true;
    });
  }

  /** What was done until then stays done. */
  private async fail(id: string, failure: string): Promise<true> {
    await this.db.transaction(SYSTEM, (tx) =>
      tx.rows(
        `UPDATE lead_bulk_acts SET state = 'FAILED', failure = $2, revert_requested_at = NULL WHERE id = $1`,
        [id, failure],
      ),
    );
    return true;
  }

  private async countFailure(id: string): Promise<void> {
    await this.db.transaction(SYSTEM, (tx) =>
      tx.rows(
        `UPDATE lead_bulk_acts SET attempts = attempts + 1,
                state = CASE WHEN attempts + 1 >= $2 THEN 'FAILED' ELSE state END,
                failure = CASE WHEN attempts + 1 >= $2 THEN 'too_many_faults' END,
                revert_requested_at = CASE WHEN attempts + 1 < $2 THEN revert_requested_at END
          WHERE id = $1`,
        [id, MOST_ATTEMPTS],
      ),
    );
  }
}
