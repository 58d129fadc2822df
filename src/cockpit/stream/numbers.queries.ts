import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import type { Scope } from '../../identity';
import { LeadsQueries } from '../../leads';
import { FollowUpMetricsQueries } from '../dashboard/follow-up-metrics.queries';
import { type Channel, CHANNELS } from './channels.rules';

type Numbers = Readonly<Record<string, number | null>>;
type Source = (tx: Tx<Scope>) => Promise<Numbers>;

export interface NumbersAnswer {
  readonly numbers: Readonly<Partial<Record<Channel, Numbers>>>;
  readonly asOf: string;
  readonly asOfSequence: string;
}

/** The absolute numbers of each channel, asked of their owners with the reader's own rights. */
@Injectable()
export class NumbersQueries {
  private readonly sources: Readonly<Partial<Record<Channel, Source>>> = {
    followups: (tx) => this.followUps.numbers(tx),
    leads: (tx) => this.leads.countByStatus(tx),
  };

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly leads: LeadsQueries,
    private readonly followUps: FollowUpMetricsQueries,
  ) {}

  /** Channels that have numbers. */
  get channels(): Channel[] {
    return CHANNELS.filter((channel) => this.sources[channel] !== undefined);
  }

  async read(scope: Scope, channels: readonly Channel[]): Promise<NumbersAnswer> {
    return this.db.transaction(scope, async (tx) => {
      // First the place, then the numbers: they may be newer than they say, never older.
      const asOfSequence = await this.events.safeSequence(tx);
      const numbers: Partial<Record<Channel, Numbers>> = {};
      for (const channel of channels) {
        const source = this.sources[channel];
        if (source) numbers[channel] = await source(tx);
      }
      return { numbers, asOf: this.clock.now().toISOString(), asOfSequence };
    });
  }
}
