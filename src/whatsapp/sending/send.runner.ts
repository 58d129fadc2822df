import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Ids } from '../../core/ids';
import { Loops } from '../../core/loops';
import { modeOf } from '../mode.rules';
import { MessageClaims } from './claims.service';
import { bodyOf } from './content.rules';
import { Graph, type Outcome } from './graph.provider';
import { type HandedMessage, MessageHandOver } from './hand-over.service';
import { SEND_LOOP } from './message.rules';
import { NumberPace } from './number-pace.service';
import { settle, type Settlement } from './settlement.rules';
import { MessageSettlements } from './settlements.service';

/** What a dead process leaves unknown is at most one batch. */
const BATCH = 20;

/** Sends what is due: claim, ask and write down, hand over, write down what came of it. */
@Injectable()
export class MessageSendRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Outcomes that the database has not taken yet. They are known; losing them would make them unknown. */
  private readonly unwritten: Settlement[] = [];
  private stopping = false;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly ids: Ids,
    private readonly pace: NumberPace,
    private readonly claims: MessageClaims,
    private readonly handOver: MessageHandOver,
    private readonly settlements: MessageSettlements,
    private readonly graph: Graph,
    @InjectMetric('crm_messages_attempts_total') private readonly attempts: Counter,
    @InjectMetric('crm_messages_send_duration_seconds') private readonly duration: Histogram,
  ) {}

  onApplicationBootstrap(): void {
    if (modeOf(this.config) === 'off' || !this.config.runs('worker')) return;
    this.loops.register({
      name: SEND_LOOP,
      everySeconds: this.config.get('WHATSAPP_POLL_SECONDS'),
      step: () => this.step(),
      nextDue: (now) => this.claims.nextDue(now),
      retrySeconds: () => this.pace.secondsUntilOne,
    });
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  /** One batch. @returns true when there was one, so that another may wait */
  async step(): Promise<boolean> {
    await this.writeDown([]);
    const claimed = await this.claims.take(BATCH);
    if (claimed.length === 0) return false;
    if (this.stopping) {
      await this.claims.release(claimed);
      return false;
    }
    const handed = await this.handOver.commit(claimed);
    await this.writeDown(await Promise.all(handed.map((message) => this.sendOne(message))));
    return true;
  }

  private async sendOne({ message, to, template, handedAt }: HandedMessage): Promise<Settlement> {
    const body = bodyOf({ to, content: message.content, callbackData: message.id }, template);
    const end = this.duration.startTimer();
    const outcome = this.leaves(message) ? await this.graph.send(body) : kept(message.id);
    end();
    this.attempts.inc({ outcome: outcome.kind });
    return settle(message, outcome, { handedAt, chance: () => this.ids.fraction() });
  }

  /** What is only simulated never reaches anybody. */
  private leaves({ simulated }: { simulated: boolean }): boolean {
    return !simulated || modeOf(this.config) === 'simulated';
  }

  /** Outcomes stay in memory until the database has them; the lease decides if it never does. */
  private async writeDown(settlements: readonly Settlement[]): Promise<void> {
    const all = [...this.unwritten.splice(0), ...settlements];
    if (all.length === 0) return;
    try {
      await this.db.transaction(systemDbScope('whatsapp.send'), (tx) =>
        this.settlements.write(tx, all),
      );
    } catch (error) {
      this.unwritten.push(...all);
      throw error;
    }
  }
}

function kept(id: string): Outcome {
  return { kind: 'accepted', wamid: `sink.${id}`, waId: null };
}
