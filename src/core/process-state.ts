import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { Injectable } from '@nestjs/common';
import { Gauge, type GaugeConfiguration, register } from 'prom-client';
import { Database } from './database';
import { rootAbove } from './root';

/** So much of so much, in bytes. */
export interface Room {
  readonly used: number;
  readonly limit: number;
}

const POOL = ['total', 'idle', 'waiting'] as const;

/** What this process knows of itself, for its metrics and for whoever looks after it. */
@Injectable()
export class ProcessState {
  constructor(private readonly database: Database) {
    this.expose();
  }

  /** Of what the container grants, where it grants less than the machine has; else of the heap, whose end ends the process. */
  memory(): Room {
    const granted = process.constrainedMemory();
    if (granted > 0 && granted < totalmem())
      return { used: process.memoryUsage.rss(), limit: granted };
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    return { used, limit };
  }

  /** Of the disk that the installation stands on. */
  disk(): Room {
    const { blocks, bavail, bfree, bsize } = statfsSync(rootAbove(__dirname));
    const used = (blocks - bfree) * bsize;
    return { used, limit: used + bavail * bsize };
  }

  private expose(): void {
    const { database } = this;
    const shares = { memory: () => this.memory(), disk: () => this.disk() };
    for (const [name, read] of Object.entries(shares))
      gauge({
        name: `crm_process_${name}_used_ratio`,
        help: `Part of the ${name} that is used of what this process may use`,
        collect() {
          const { used, limit } = read();
          this.set(used / limit);
        },
      });
    gauge({
      name: 'crm_database_silent_seconds',
      help: 'Since the database last kept a transaction of this process',
      collect() {
        this.set(database.silentSeconds());
      },
    });
    gauge({
      name: 'crm_database_pool',
      help: 'Connections of this process, those idle, and requests that wait for one',
      labelNames: ['state'],
      collect() {
        const pool = database.poolState();
        for (const state of POOL) this.set({ state }, pool[state]);
      },
    });
  }
}

/** Asked at each scrape. Of several applications in one process the last one speaks. */
function gauge<L extends string>(configuration: GaugeConfiguration<L>): void {
  register.removeSingleMetric(configuration.name);
  new Gauge(configuration);
}
