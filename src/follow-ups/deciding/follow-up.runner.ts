import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge, Histogram } from 'prom-client';
import { CANARY_ID } from '../../core/canary.rules';
import { Config } from '../../core/config';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Log } from '../../core/log';
import { Loops } from '../../core/loops';
import { FollowUpPlanned } from '../../events/catalogue';
import { decide } from './decide.rules';
import { DecidingQueries } from './deciding.queries';
import { isNews, Settling, type Verdict } from './settling.service';
import { type DueFollowUp, situationOf } from './world.rules';

export const DUE_LOOP = 'follow-ups.due';
/** Decides beside {@link DUE_LOOP} while there is more than a batch: one waits for PostgreSQL when the other computes. */
const BESIDE_LOOP = 'follow-ups.due-beside';
const BATCH = 200;
const LONGEST_SILENCE_SECONDS = 5;

/** Decides what is due: claim, ask, decide and write down in one transaction, batch by batch. */
@Injectable()
export class FollowUpRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly queries: DecidingQueries,
    private readonly settling: Settling,
    private readonly log: Log,
    @InjectMetric('followup_processed_total') private readonly processed: Counter,
    @InjectMetric('followup_errors_total') private readonly errors: Counter,
    @InjectMetric('followup_processing_duration') private readonly duration: Histogram,
    @InjectMetric('crm_followup_run_last_success_timestamp_seconds')
    private readonly lastSuccess: Gauge,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: DUE_LOOP,
      everySeconds: LONGEST_SILENCE_SECONDS,
      step: () => this.step(),
      nextDue: (now) =>
        this.db.transaction(systemDbScope(DUE_LOOP), (tx) => this.queries.nextDue(tx, now)),
    });
    this.loops.register({
      name: BESIDE_LOOP,
      everySeconds: LONGEST_SILENCE_SECONDS,
      step: () => this.step(),
    });
  }

  /** Something may be due earlier than this process has been told to wake. */
  @OnEvent(FollowUpPlanned.type)
  wake(): void {
    this.loops.wake(DUE_LOOP);
  }

  /** One batch. @returns true when there was one, so that another may wait */
  async step(): Promise<boolean> {
    const claimed: DueFollowUp[] = [];
    try {
      return await this.run(BATCH, claimed);
    } catch (error) {
      if (claimed.length === 0) throw error;
      this.log.error('follow-ups.batch.failed', error, { size: claimed.length });
      return this.oneByOne(claimed.length);
    }
  }

  /** @param claimed filled with what was claimed, for whoever must know when it fails */
  private async run(limit: number, claimed: DueFollowUp[]): Promise<boolean> {
    const end = this.duration.startTimer();
    await this.db.transaction(systemDbScope(DUE_LOOP), async (tx) => {
      claimed.push(...(await this.queries.claim(tx, limit)));
      if (claimed.length === BATCH)
        for (const loop of [DUE_LOOP, BESIDE_LOOP]) this.loops.wake(loop);
      if (claimed.length > 0) await this.decideAll(tx, claimed);
    });
    this.lastSuccess.setToCurrentTime();
    if (claimed.length > 0) end();
    return claimed.length > 0;
  }

  private async decideAll(tx: Tx, due: readonly DueFollowUp[]): Promise<void> {
    const world = await this.queries.world(tx, due);
    const verdicts = due.map((one): Verdict => {
      const situation = situationOf(one, world);
      return { situation, decision: decide(situation.facts) };
    });
    await this.settling.settle(tx, verdicts);
    tx.afterCommit(() => {
      for (const verdict of verdicts.filter(isNews)) this.count(verdict);
    });
  }

  /** One that cannot be decided stops nobody but itself: it is left alone for a while, in database time. */
  private async oneByOne(count: number): Promise<boolean> {
    let decided = false;
    for (let i = 0; i < count; i++) {
      const claimed: DueFollowUp[] = [];
      try {
        if (!(await this.run(1, claimed))) return decided;
        decided = true;
      } catch (error) {
        const [failed] = claimed;
        if (!failed) throw error;
        this.errors.inc({ step: failed.step, reason: 'EXCEPTION' });
        this.log.error('follow-ups.decision.failed', error, { followUpId: failed.id });
        await this.putAside(failed.id);
      }
    }
    return decided;
  }

  private async putAside(id: string): Promise<void> {
    await this.db.transaction(systemDbScope(DUE_LOOP), (tx) =>
      tx.rows(
        `UPDATE follow_ups SET attempts = attempts + 1,
                leased_until = now() + least(interval '1 hour', interval '30 seconds' * 2 ^ attempts) WHERE id = $1`,
        [id],
      ),
    );
  }

  private count({ situation: { due, draft }, decision: { outcome, reason } }: Verdict): void {
    if (due.leadId === CANARY_ID) return;
    this.processed.inc({ type: draft.route.channel, step: due.step, outcome });
    if (reason === 'TEMPLATE_INCOMPLETE') this.errors.inc({ step: due.step, reason });
  }
}
