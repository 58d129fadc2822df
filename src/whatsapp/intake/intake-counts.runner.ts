import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Config } from '../../core/config';
import { Database } from '../../core/database';
import { Loops } from '../../core/loops';
import { Audit, systemScope } from '../../identity';
import { modeOf } from '../mode.rules';
import { IntakeCounts, type MinuteCounts } from './intake-counts.service';

const EVERY_SECONDS = 10;
const AUDIT_SECONDS = 60;

const ADD = `
  INSERT INTO webhook_intake_minutes AS m (minute, requests, accepted, duplicate, bad_signature, malformed, ignored,
    unavailable, ack_count, ack_sum_ms, ack_buckets)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (minute) DO UPDATE SET requests = m.requests + EXCLUDED.requests,
    accepted = m.accepted + EXCLUDED.accepted, duplicate = m.duplicate + EXCLUDED.duplicate,
    bad_signature = m.bad_signature + EXCLUDED.bad_signature, malformed = m.malformed + EXCLUDED.malformed,
    ignored = m.ignored + EXCLUDED.ignored, unavailable = m.unavailable + EXCLUDED.unavailable,
    ack_count = m.ack_count + EXCLUDED.ack_count, ack_sum_ms = m.ack_sum_ms + EXCLUDED.ack_sum_ms,
    ack_buckets = ARRAY(SELECT coalesce(a, 0) + coalesce(b, 0)
      FROM ROWS FROM (unnest(m.ack_buckets), unnest(EXCLUDED.ack_buckets)) WITH ORDINALITY AS u(a, b, nr) ORDER BY nr)`;

/** Writes the counts of the intake down, and says in the audit log, at most once a minute, that somebody did not know our secret. */
@Injectable()
export class IntakeCountsRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private unaudited = 0;
  private auditedAt = -Infinity;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly counts: IntakeCounts,
    private readonly audit: Audit,
  ) {}

  onApplicationBootstrap(): void {
    if (modeOf(this.config) === 'off' || !this.config.runs('api')) return;
    this.loops.register({
      name: 'whatsapp.intake-counts',
      everySeconds: EVERY_SECONDS,
      step: () => this.step(),
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.step();
  }

  async step(): Promise<boolean> {
    const taken = this.counts.take();
    const refused = taken.reduce((sum, { outcomes }) => sum + outcomes.bad_signature, 0);
    try {
      await this.write(taken, refused);
    } catch (error) {
      this.counts.giveBack(taken);
      throw error;
    }
    return false;
  }

  private async write(taken: readonly MinuteCounts[], refused: number): Promise<void> {
    const unaudited = this.unaudited + refused;
    const isDue = unaudited > 0 && performance.now() - this.auditedAt >= AUDIT_SECONDS * 1000;
    if (taken.length > 0 || isDue)
      await this.db.transaction(systemScope('whatsapp.intake'), async (tx) => {
        for (const minute of taken) await tx.rows(ADD, valuesOf(minute), 'whatsapp.count');
        if (isDue)
          await this.audit.write(tx, {
            act: 'webhook.signature.refused',
            after: { requests: unaudited },
          });
      });
    this.unaudited = isDue ? 0 : unaudited;
    if (isDue) this.auditedAt = performance.now();
  }
}

function valuesOf({ minute, requests, outcomes: o, ...ack }: MinuteCounts): unknown[] {
  return [
    minute,
    requests,
    o.accepted,
    o.duplicate,
    o.bad_signature,
    o.malformed,
    o.ignored,
    o.unavailable,
    ack.ackCount,
    ack.ackSumMs,
    ack.ackBuckets,
  ];
}
