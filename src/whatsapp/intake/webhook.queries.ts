import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { type Mode, modeOf } from '../mode.rules';
import { type NumberState, Numbers } from '../work/numbers.service';
import { quantileOf } from './ack.rules';
import type { ItemKind } from './envelope.rules';

/** What came in and could not be worked off. */
export interface DeadLetter {
  readonly id: string;
  readonly kind: ItemKind;
  /** What made it one of its kind, such as `msg:<wamid>`. */
  readonly key: string;
  readonly attempts: number;
  readonly error: string | null;
  readonly receivedAt: Date;
  readonly diedAt: Date;
}

/** What was counted at the intake in one minute; `ackBuckets` by the limits of `ACK_LIMITS_MS`, one more for the rest. */
export interface IntakeMinute {
  readonly minute: Date;
  readonly requests: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly badSignature: number;
  readonly malformed: number;
  readonly ignored: number;
  readonly unavailable: number;
  readonly ackCount: number;
  readonly ackSumMs: number;
  readonly ackBuckets: readonly number[];
}

export interface Backlog {
  readonly pending: number;
  readonly oldestAt: Date | null;
  readonly dead: number;
}

/** What can be asked of the intake. */
@Injectable()
export class WebhookQueries {
  constructor(
    private readonly numbers: Numbers,
    private readonly config: Config,
  ) {}

  /** Where messages go. */
  get mode(): Mode {
    return modeOf(this.config);
  }

  /** Milliseconds that a share of all requests was acknowledged within; null without a measurement. */
  ackWithin(minutes: readonly IntakeMinute[], share: number): number | null {
    const sums = minutes.reduce<number[]>(
      (all, { ackBuckets }) => ackBuckets.map((n, at) => n + (all[at] ?? 0)),
      [],
    );
    return quantileOf(sums, share);
  }

  /** Those that died last first; needs the rights of who sees all. */
  async deadLetters(
    tx: Tx,
    { limit, cursor }: { limit: number; cursor: string | null },
  ): Promise<DeadLetter[]> {
    return tx.rows<DeadLetter>(
      `SELECT id, kind, key, attempts, error, received_at AS "receivedAt", settled_at AS "diedAt"
         FROM whatsapp_items WHERE state = 'dead' AND ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
      [cursor, limit],
    );
  }

  /** Minutes in which anything came in, from an instant until before another. */
  async minutes(tx: Tx, from: Date, to: Date): Promise<IntakeMinute[]> {
    return tx.rows<IntakeMinute>(
      `SELECT minute, requests, accepted, duplicate, bad_signature AS "badSignature", malformed, ignored, unavailable,
              ack_count AS "ackCount", ack_sum_ms AS "ackSumMs", ack_buckets AS "ackBuckets"
         FROM webhook_intake_minutes WHERE minute >= $1 AND minute < $2 ORDER BY minute`,
      [from, to],
      'whatsapp.minutes',
    );
  }

  /** When anything signed last came in; null when nothing ever did. */
  async lastReceivedAt(tx: Tx): Promise<Date | null> {
    const [row] = await tx.rows<{ at: Date | null }>(
      'SELECT max(minute) AS at FROM webhook_intake_minutes WHERE ack_count > 0',
    );
    return row?.at ?? null;
  }

  /** What waits and what was given up; zeros for who may not see it. */
  async backlog(tx: Tx): Promise<Backlog> {
    const [row] = await tx.rows<Backlog>(
      `SELECT (SELECT count(*)::int FROM whatsapp_items WHERE state = 'pending') AS pending,
              (SELECT received_at FROM whatsapp_items WHERE state = 'pending' ORDER BY id LIMIT 1) AS "oldestAt",
              (SELECT count(*)::int FROM whatsapp_items WHERE state = 'dead') AS dead`,
      [],
      'whatsapp.backlog',
    );
    return row ?? { pending: 0, oldestAt: null, dead: 0 };
  }

  /** The number that we send from; null as long as WhatsApp has said nothing of it. */
  async number(tx: Tx): Promise<NumberState | null> {
    const all = await this.numbers.list(tx);
    return all.find(({ phoneNumberId }) => phoneNumberId === this.numbers.own) ?? null;
  }
}
