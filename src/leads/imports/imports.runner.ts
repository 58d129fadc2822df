import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Loops } from '../../core/loops';
import { systemScope } from '../../identity';
import { Backdating } from './backdating.service';
import { ExecutionService } from './execution.service';
import { LeadImport } from './lead-import.entity';
import { PreviewService } from './preview.service';
import { beforeHold } from './reversal.rules';
import { Reversal } from './reversal.service';
import { IMPORTS_LOOP } from './upload.service';

const MOST_ATTEMPTS = 5;

/**
 * Works on imports chunk by chunk, each in a transaction of its own. The lock on the import's row is the lease: whoever
 * dies lets go of it, and nothing of the chunk has happened.
 */
@Injectable()
export class ImportsRunner implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly preview: PreviewService,
    private readonly execution: ExecutionService,
    private readonly reversal: Reversal,
    private readonly backdating: Backdating,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.loops.register({
      name: IMPORTS_LOOP,
      everySeconds: 5,
      step: () => this.step(),
      nextDue: (now) => this.reversal.nextDue(now),
    });
  }

  private async step(): Promise<boolean> {
    const at: { id?: string } = {};
    try {
      return await this.db.transaction(systemScope(IMPORTS_LOOP), async (tx) => {
        const job = await this.next(tx);
        if (!job) return false;
        at.id = job.id;
        await this.work(tx, job);
        return true;
      });
    } catch (error) {
      if (at.id) await this.countFailure(at.id);
      throw error;
    }
  }

  /** The one that has waited longest; several take turns. */
  private async next(tx: Tx): Promise<LeadImport | null> {
    // A file that stopped arriving an hour ago will not be finished.
    await tx.rows(
      `DELETE FROM lead_imports WHERE state = 'UPLOADING' AND worked_at < now() - interval '1 hour'`,
    );
    const [found] = await tx.rows<{ id: string }>(
      `UPDATE lead_imports SET worked_at = clock_timestamp() WHERE id = (
         SELECT id FROM lead_imports WHERE state IN ('ANALYSING', 'EXECUTING') OR backdating = 'running'
             OR (state = 'REVERTING' AND revert_requested_at <= $1)
          ORDER BY worked_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [beforeHold(this.clock.now())],
    );
    return found ? tx.manager.findOneByOrFail(LeadImport, found) : null;
  }

  private async work(tx: Tx, job: LeadImport): Promise<void> {
    // All that an import does belongs together, so its id is the correlation; it acts for whoever asked for it.
    const actor = { kind: 'user', id: askedBy(job) } as const;
    const own: Tx = { ...tx, scope: { ...systemScope(IMPORTS_LOOP, job.id), actor } };
    if (job.state === 'ANALYSING') await this.preview.chunk(own, job);
    else if (job.state === 'EXECUTING') await this.execution.chunk(own, job);
    else if (job.state === 'REVERTING') await this.reversal.chunk(own, job);
    else await this.backdating.chunk(own, job);
  }

  private async countFailure(id: string): Promise<void> {
    await this.db.transaction(systemScope(IMPORTS_LOOP), (tx) =>
      tx.rows(
        `UPDATE lead_imports SET attempts = attempts + 1, worked_at = now(),
                state = CASE WHEN gives_up THEN 'FAILED' ELSE state END,
                failure = CASE WHEN gives_up THEN 'too_many_faults' ELSE failure END
           FROM (SELECT id, state IN ('ANALYSING', 'EXECUTING') AND attempts + 1 >= $2 AS gives_up FROM lead_imports
                  WHERE id = $1) f
          WHERE lead_imports.id = f.id AND (state IN ('ANALYSING', 'EXECUTING', 'REVERTING') OR backdating = 'running')`,
        [id, MOST_ATTEMPTS],
      ),
    );
  }
}

function askedBy({ state, createdBy, revertedBy, backdatingDecidedBy }: LeadImport): string {
  if (state === 'ANALYSING' || state === 'EXECUTING') return createdBy;
  return (state === 'REVERTING' ? revertedBy : backdatingDecidedBy) ?? createdBy;
}
