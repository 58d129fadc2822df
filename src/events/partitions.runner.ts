import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../core/config';
import { Database, systemDbScope } from '../core/database';
import { Log } from '../core/log';
import { Loops } from '../core/loops';

/** Keeps the log's partitions two months ahead; a process that starts after a long rest makes them before it serves. */
@Injectable()
export class PartitionsRunner implements OnApplicationBootstrap {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.ensure();
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: 'events.partitions',
      everySeconds: 6 * 3600,
      step: () => this.ensure(),
    });
  }

  private async ensure(): Promise<boolean> {
    const [row] = await this.db.transaction(systemDbScope('events:partitions'), (tx) =>
      tx.rows<{ made: number }>('SELECT relance.ensure_event_partitions() AS made'),
    );
    if (row && row.made > 0) this.log.info('events.partitions.made', { made: row.made });
    return false;
  }
}
