import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Ids } from '../../core/ids';
import { Loops } from '../../core/loops';
import { EmailQueued } from '../../events/catalogue';
import { type Outcome, SINK } from '../providers/email.provider';
import { NOT_CALLED } from '../providers/crowd.provider';
import { EmailProviders } from '../providers/email-providers.service';
import type { Called } from '../routing/circuits.service';
import { Routing } from '../routing/routing.service';
import { Claims } from './claims.service';
import type { PreparedMail } from './claimed-mail.rules';
import { HandOver, type HandedMail } from './hand-over.service';
import { Letters } from './letters.service';
import { settle, type Settlement } from './settlement.rules';
import { Settlements } from './settlements.service';

export const SEND_LOOP = 'email.send';
/** Chunks on their way at the same time, so that connections are busy while another chunk is written down. */
const LANES = 2;
/** Mails of a chunk by connection: what a dead process leaves unknown is at most LANES chunks. */
const MAILS_PER_CONNECTION = 5;
const OUTAGE_SECONDS = 30;

/** What came of a call, for the mail and for whom it was handed to; the sink is nobody. */
interface Result {
  readonly settlement: Settlement;
  readonly called: Called | null;
}

/** Sends what is due: claim, render, ask and write down, hand over, write down what came of it. */
@Injectable()
export class SendRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** The next batch, claimed and rendered while this one is sent. */
  private ahead: Promise<PreparedMail[]> | null = null;
  /** Claimed and not handed over when a step failed: ours as long as the lease holds. */
  private left: PreparedMail[] = [];
  /** Outcomes that the database has not taken yet. They are known; losing them would make them unknown. */
  private readonly unwritten: Result[] = [];
  private stopping = false;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly ids: Ids,
    private readonly claims: Claims,
    private readonly handOver: HandOver,
    private readonly letters: Letters,
    private readonly settlements: Settlements,
    private readonly providers: EmailProviders,
    private readonly routing: Routing,
    @InjectMetric('crm_email_attempts_total') private readonly attempts: Counter,
    @InjectMetric('crm_email_send_duration_seconds') private readonly duration: Histogram,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.get('EMAIL_MODE') === 'off' || !this.config.runs('worker')) return;
    this.loops.register({
      name: SEND_LOOP,
      everySeconds: this.config.get('EMAIL_POLL_SECONDS'),
      step: () => this.step(),
      retrySeconds: () => this.claims.waitSeconds,
    });
  }

  @OnEvent(EmailQueued.type)
  wake(): void {
    this.loops.wake(SEND_LOOP);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const [ahead] = await Promise.allSettled([this.ahead ?? []]);
    this.ahead = null;
    const claimed = [...this.left.splice(0), ...(ahead.status === 'fulfilled' ? ahead.value : [])];
    await this.claims.release(
      claimed.map(({ mail }) => mail),
      null,
    );
  }

  /** One batch. @returns true when there was one, so that another may wait */
  async step(): Promise<boolean> {
    await this.writeDown([]);
    const batch = await this.next();
    if (batch.length === 0) return false;
    if (batch.length === this.config.get('EMAIL_BATCH_SIZE') && !this.stopping) this.lookAhead();
    await this.send(batch);
    return true;
  }

  private next(): Promise<PreparedMail[]> {
    if (this.left.length > 0) return Promise.resolve(this.left.splice(0));
    const { ahead } = this;
    // Taken once: one that failed says so to one step, and the next claims anew.
    this.ahead = null;
    return ahead ?? this.claims.take();
  }

  private lookAhead(): void {
    this.ahead = this.claims.take();
    // Whoever awaits it gets the error; until then nobody does, which Node would take for an oversight.
    this.ahead.catch(() => undefined);
  }

  private async send(batch: readonly PreparedMail[]): Promise<void> {
    const size = this.config.get('EMAIL_CONCURRENCY') * MAILS_PER_CONNECTION;
    const chunks = Array.from({ length: Math.ceil(batch.length / size) }, (_, i) =>
      batch.slice(i * size, (i + 1) * size),
    );
    const met = { outage: false };
    const lane = async () => {
      for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
        if (met.outage || this.stopping) {
          chunks.unshift(chunk);
          return;
        }
        if (await this.sendChunk(chunk)) met.outage = true;
      }
    };
    // A way of which nobody knows yet whether it works gets one chunk, and the next one hears of it.
    const lanes = this.providers.isProven ? LANES : 1;
    const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) {
      this.left = chunks.flat();
      throw failed.reason;
    }
    await this.claims.release(
      chunks.flat().map(({ mail }) => mail),
      met.outage ? OUTAGE_SECONDS : null,
    );
  }

  /** @returns whether the other side cannot be reached at all */
  private async sendChunk(chunk: readonly PreparedMail[]): Promise<boolean> {
    const handed = await this.handOver.commit(chunk);
    const results = await Promise.all(handed.map((mail) => this.sendOne(mail)));
    await this.writeDown(results);
    const real = results.flatMap(({ called }) => called ?? []);
    // Where there is another way, the rest of the batch takes it.
    const isAlone = this.providers.ids.length === 1;
    return isAlone && real.length > 0 && real.every(({ outcome }) => isOutage(outcome));
  }

  private async sendOne({
    mail,
    content,
    earlier,
    handedAt,
    provider,
    isProbe,
  }: HandedMail): Promise<Result> {
    const end = this.duration.startTimer({ provider });
    const outcome = await this.providers.send(provider, this.letters.build(mail, content, earlier));
    const hasOthers = this.providers.ids.length > 1;
    const settlement = settle({ mail, provider, handedAt, hasOthers }, outcome, () =>
      this.ids.fraction(),
    );
    const ended = { ...settlement, endedMs: performance.now() };
    // What never leaves is no measurement of a provider.
    if (provider === SINK) return { settlement: ended, called: null };
    if (!('code' in outcome && outcome.code === NOT_CALLED)) {
      end();
      this.attempts.inc({ provider, outcome: outcome.kind });
    }
    return { settlement: ended, called: { provider, outcome, isProbe } };
  }

  /** Outcomes stay in memory until the database has them; the lease decides if it never does. */
  private async writeDown(results: readonly Result[]): Promise<void> {
    // Each outcome is in one hand only: two lanes that write the same rows could lock each other out.
    const all = [...this.unwritten.splice(0), ...results];
    if (all.length === 0) return;
    try {
      await this.db.transaction(systemDbScope('email.send'), async (tx) => {
        await this.settlements.write(
          tx,
          all.map(({ settlement }) => settlement),
        );
        await this.routing.heed(
          tx,
          all.flatMap(({ called }) => called ?? []),
        );
      });
    } catch (error) {
      this.unwritten.push(...all);
      throw error;
    }
  }
}

function isOutage(outcome: Outcome): boolean {
  return (
    (outcome.kind === 'not_accepted' && outcome.phase === 'connecting') ||
    (outcome.kind === 'permanent' && outcome.scope === 'account')
  );
}
