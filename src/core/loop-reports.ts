import { hostname } from 'node:os';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from './config';
import { Database, systemDbScope, type Tx } from './database';
import type { LoopState } from './loop';
import { Loops } from './loops';

export const REPORTS_LOOP = 'core.loop-reports';
const EVERY_SECONDS = 5;
/** Whoever has said nothing for so long is gone, or cannot reach the database. */
const SILENT = "interval '30 seconds'";
const SCOPE = systemDbScope(REPORTS_LOOP);

/** What one process last said of its loops. */
export interface ProcessReport {
  /** The machine and the number that the process has there. */
  readonly process: string;
  readonly roles: string;
  readonly upSeconds: number;
  readonly reportedSecondsAgo: number;
  readonly loops: readonly LoopState[];
}

/**
 * Every process writes down how its loops go, in one row of its own, so that any of them can show all. The table is
 * unlogged: after a crash of the database everybody writes again.
 */
@Injectable()
export class LoopReports implements OnModuleInit {
  private readonly process = `${hostname()}:${String(process.pid)}`;

  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly loops: Loops,
  ) {}

  onModuleInit(): void {
    this.loops.register({
      name: REPORTS_LOOP,
      everySeconds: EVERY_SECONDS,
      step: () => this.report(),
      isAside: true,
    });
  }

  /** Of the processes that are alive, in the order of their names. */
  async read(tx: Tx): Promise<ProcessReport[]> {
    return tx.rows<ProcessReport>(
      `SELECT process, roles, extract(epoch FROM now() - started_at)::float8 AS "upSeconds",
              extract(epoch FROM now() - reported_at)::float8 AS "reportedSecondsAgo", loops
         FROM loop_reports WHERE reported_at > now() - ${SILENT} ORDER BY process`,
      [],
      'loop-reports.read',
    );
  }

  /** Writes down how the loops of this process go. */
  async report(): Promise<boolean> {
    const states = this.loops.states().filter(({ name }) => name !== REPORTS_LOOP);
    await this.db.transaction(SCOPE, async (tx) => {
      await tx.rows(
        `INSERT INTO loop_reports AS r (process, roles, started_at, loops)
         VALUES ($1, $2, now() - make_interval(secs => $3), $4::jsonb)
         ON CONFLICT (process) DO UPDATE
           SET roles = EXCLUDED.roles, started_at = EXCLUDED.started_at, reported_at = now(), loops = EXCLUDED.loops`,
        [
          this.process,
          this.config.get('ROLES').join(','),
          process.uptime(),
          JSON.stringify(states),
        ],
        'loop-reports.write',
      );
      await tx.rows(
        `DELETE FROM loop_reports WHERE reported_at < now() - ${SILENT}`,
        [],
        'loop-reports.forget',
      );
    });
    return false;
  }
}
