import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, lockKeys, systemDbScope, type Tx } from '../../core/database';
import { Log } from '../../core/log';
import { Loops } from '../../core/loops';
import type { Target } from '../inbound/matching.queries';
import { type Pending, ReportedEvents } from './reported-events.queries';
import { Reports } from './reports.service';
import { type EventOutcome, WebhookCounts } from './webhook-counts.service';
import { WEBHOOK_LOOP } from './webhook-intake.service';

const BATCH = 100;
const DAY_MS = 86_400_000;
const DAYS_TO_TRY = 7;
/** Somebody else writes to the mail right now. */
const BUSY_SECONDS = 1;
/** An event can be faster than what we write down of our own call. */
const UNMATCHED = { first: 10, factor: 6, most: 43_200 };
const FAILED = { first: 2, factor: 5, most: 3600 };

const PUT_OFF = `
  UPDATE email_provider_events SET attempts = $2, error = $3, retry_at = now() + make_interval(secs => $4) WHERE id = $1`;
const GIVE_UP = `
  UPDATE email_provider_events SET state = $2, settled_at = $3, retry_at = NULL, attempts = $4, error = $5 WHERE id = $1`;

interface Failure {
  readonly state: 'orphan' | 'dead';
  readonly error: string | null;
  readonly waits: typeof FAILED;
}

/** Works off what providers told, in any order and each once: what commits with its consequences is told no more. */
@Injectable()
export class WebhookWorkRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly loops: Loops,
    private readonly events: ReportedEvents,
    private readonly reports: Reports,
    private readonly counts: WebhookCounts,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: WEBHOOK_LOOP,
      everySeconds: this.config.get('EMAIL_POLL_SECONDS'),
      step: () => this.step(),
    });
  }

  async step(): Promise<boolean> {
    return this.db.transaction(systemDbScope('email.webhooks'), async (tx) => {
      const since = new Date(this.clock.now().getTime() - DAYS_TO_TRY * DAY_MS);
      const pending = await this.events.pending(tx, BATCH, since);
      if (pending.length === 0) return false;
      const targets = await this.events.targets(tx, pending);
      const mails = [...targets.values()];
      // A hand-over takes the same locks, and takes them before it writes to a mail.
      await lockKeys(
        tx,
        mails.flatMap(({ contactKeys }) => contactKeys),
      );
      const free = await this.events.lock(tx, [...new Set(mails.map(({ id }) => id))]);
      for (const event of pending)
        await this.work(tx, event, { target: targets.get(event.id), free, since });
      return pending.length > 0;
    });
  }

  private async work(
    tx: Tx,
    event: Pending,
    {
      target,
      free,
      since,
    }: { target: Target | undefined; free: ReadonlyMap<string, boolean>; since: Date },
  ): Promise<void> {
    const isLast = event.receivedAt < since;
    if (target && !free.has(target.id)) {
      await tx.rows(PUT_OFF, [event.id, event.attempts, null, BUSY_SECONDS]);
      return;
    }
    const outcome = target
      ? await this.apply(tx, event, { target, isOpen: free.get(target.id) === true, isLast })
      : await this.fail(tx, event, {
          failure: { state: 'orphan', error: null, waits: UNMATCHED },
          // What names no mail at all is nobody's, today as tomorrow.
          isLast: isLast || isNameless(event),
        });
    tx.afterCommit(() => {
      this.counts.count(event.provider, event.kind, outcome);
    });
  }

  private async apply(
    tx: Tx,
    event: Pending,
    { isLast, ...mail }: { target: Target; isOpen: boolean; isLast: boolean },
  ): Promise<EventOutcome> {
    try {
      return await tx.savepoint(() => this.reports.follow(tx, event, mail));
    } catch (error) {
      const { id, provider, kind, attempts } = event;
      this.log.error('email.webhook.event.failed', error, { id, provider, kind, attempts });
      const text = error instanceof Error ? error.message.slice(0, 500) : 'unknown';
      const failure: Failure = { state: 'dead', error: text, waits: FAILED };
      return this.fail(tx, event, { failure, isLast });
    }
  }

  private async fail(
    tx: Tx,
    { id, attempts: before }: Pending,
    { failure: { state, error, waits }, isLast }: { failure: Failure; isLast: boolean },
  ): Promise<EventOutcome> {
    const attempts = before + 1;
    if (isLast) {
      await tx.rows(GIVE_UP, [id, state, this.clock.now(), attempts, error]);
      return state;
    }
    const seconds = Math.min(waits.most, waits.first * waits.factor ** before);
    await tx.rows(PUT_OFF, [id, attempts, error, seconds]);
    return 'retry';
  }
}

function isNameless({ namedId, providerMessageId, wireMessageId }: Pending): boolean {
  return namedId === null && providerMessageId === null && wireMessageId === null;
}
