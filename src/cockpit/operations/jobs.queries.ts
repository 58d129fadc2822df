import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import { LoopReports } from '../../core/loop-reports';
import type { Scope } from '../../identity';
import type { Jobs } from './jobs.dto';

/** What runs again and again, wherever it runs. */
@Injectable()
export class JobsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly reports: LoopReports,
  ) {}

  /** By name, and by process where several run the same. */
  async read(scope: Scope): Promise<Jobs> {
    const reports = await this.db.transaction(scope, (tx) => this.reports.read(tx));
    const items = reports.flatMap(({ process, reportedSecondsAgo, loops }) =>
      loops.map(({ runsForSeconds, endedSecondsAgo, ...loop }) => ({
        ...loop,
        process,
        // It was true when the process said so; it went on since.
        runsForSeconds: runsForSeconds === null ? null : runsForSeconds + reportedSecondsAgo,
        endedSecondsAgo: endedSecondsAgo === null ? null : endedSecondsAgo + reportedSecondsAgo,
      })),
    );
    return {
      asOf: this.clock.now().toISOString(),
      processes: reports.map(({ process, roles, loops: _, ...ages }) => ({
        name: process,
        roles: roles.split(','),
        ...ages,
      })),
      items: items.sort(
        (a, b) => a.name.localeCompare(b.name) || a.process.localeCompare(b.process),
      ),
    };
  }
}
