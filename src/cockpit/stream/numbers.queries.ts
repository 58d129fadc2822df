import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import type { Scope } from '../../identity';
import { LeadsQueries } from '../../leads';
import { FollowUpMetricsQueries } from '../dashboard/follow-up-metrics.queries';
import { ChannelNumbers } from './channel-numbers.queries';
import { type Channel, CHANNELS } from './channels.rules';

type Numbers = Readonly<Record<string, number | null>>;
type Source = (tx: Tx<Scope>) => Promise<Numbers>;

export interface NumbersAnswer {
  readonly numbers: Readonly<Partial<Record<Channel, Numbers>>>;
  readonly asOf: string;
  readonly asOfSequence: string;
}

/**
 * The absolute numbers of each channel, asked of their owners with the reader's own rights. Those with the same view who
 * ask while an answer is under way share the next one, so that a thousand sockets that come back at once cost two.
 */
@Injectable()
export class NumbersQueries {
  private readonly running = new Map<string, Promise<unknown>>();
  private readonly next = new Map<string, Promise<NumbersAnswer>>();
  private readonly sources: Readonly<Partial<Record<Channel, Source>>> = {
    followups: (tx) => this.followUps.numbers(tx),
    leads: (tx) => this.leads.countByStatus(tx),
    buttons: (tx) => this.talk.buttons(tx),
    conversations: (tx) => this.talk.conversations(tx),
  };
  /** Read beside the reader's transaction: two connections at once for each would wait for each other. */
  private readonly ofEverybody: Readonly<Partial<Record<Channel, () => Promise<Numbers>>>> = {
    webhook: () => this.talk.webhook(),
  };

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly leads: LeadsQueries,
    private readonly followUps: FollowUpMetricsQueries,
    private readonly talk: ChannelNumbers,
  ) {}

  /** Channels that have numbers. */
  get channels(): Channel[] {
    return CHANNELS.filter((channel) => this.sources[channel] ?? this.ofEverybody[channel]);
  }

  /** @param view who has the same one sees the same; the answer is read after the question */
  read(view: string, scope: Scope, channels: readonly Channel[]): Promise<NumbersAnswer> {
    const key = [view, ...channels].join(' ');
    const waiting = this.next.get(key);
    if (waiting) return waiting;
    const answer = Promise.resolve(this.running.get(key)).then(() => {
      this.next.delete(key);
      const read = this.readNow(scope, channels);
      // Whoever asked hears of a fault; the next one only waits for the end.
      const ended = read.then(
        () => undefined,
        () => undefined,
      );
      this.running.set(key, ended);
      void ended.then(() => {
        if (this.running.get(key) === ended) this.running.delete(key);
      });
      return read;
    });
    this.next.set(key, answer);
    return answer;
  }

  private async readNow(scope: Scope, channels: readonly Channel[]): Promise<NumbersAnswer> {
    const answer = await this.readMine(scope, channels);
    const numbers = { ...answer.numbers };
    for (const channel of channels) {
      const read = this.ofEverybody[channel];
      if (read) numbers[channel] = await read();
    }
    return { ...answer, numbers };
  }

  private readMine(scope: Scope, channels: readonly Channel[]): Promise<NumbersAnswer> {
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
