import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, lockKeys, type Tx } from '../../core/database';
import { SignInDelayed } from '../identity.problems';
import { systemScope } from '../scope.rules';
import { delaySeconds, FREE_FAILURES, networkOf } from './sign-in-delay.rules';

const FORGOTTEN_AFTER_HOURS = 24;

/** One attempt: against which account, known or not, and from which network address. */
export interface Attempt {
  readonly email: string;
  readonly address: string;
}

interface Counter {
  readonly kind: 'ACCOUNT' | 'ADDRESS';
  readonly hash: Buffer;
}

/** Counts failures and makes further attempts wait, by the database's time. */
@Injectable()
export class SignInAttempts {
  constructor(private readonly db: Database) {}

  /**
   * Counts the attempt as a failure before it is checked, so that a thousand at once get no more tries than one
   * after the other.
   * @throws SignInDelayed while the account or the address has to wait; then nothing is counted
   */
  async begin(attempt: Attempt): Promise<void> {
    await this.db.transaction(systemScope('sign-in'), async (tx) => {
      const counters = countersOf(attempt);
      await lockKeys(
        tx,
        counters.map(({ kind, hash }) => `sign-in:${kind}:${hash.toString('base64')}`),
      );
      // A refusal by either throws, and the transaction takes back what the other has counted.
      for (const counter of counters)
        await this.count(tx, counter, (await this.failures(tx, counter)) + 1);
    });
  }

  /** The attempt was good: the account begins anew, the address gets back this one attempt only. */
  async succeed(tx: Tx, attempt: Attempt): Promise<void> {
    const [, address] = countersOf(attempt);
    await this.forget(tx, attempt.email);
    await tx.rows(
      `UPDATE sign_in_attempts SET failures = greatest(failures - 1, 0), delayed_until = now()
        WHERE kind = 'ADDRESS' AND key_hash = $1`,
      [address.hash],
    );
  }

  /** The account begins anew. */
  async forget(tx: Tx, email: string): Promise<void> {
    await tx.rows(`DELETE FROM sign_in_attempts WHERE kind = 'ACCOUNT' AND key_hash = $1`, [
      digest(email),
    ]);
  }

  private async failures(tx: Tx, { kind, hash }: Counter): Promise<number> {
    const [row] = await tx.rows<{ failures: number; wait: number }>(
      `SELECT failures, extract(epoch FROM delayed_until - clock_timestamp())::float8 AS wait FROM sign_in_attempts
        WHERE kind = $1 AND key_hash = $2 AND failed_at > now() - make_interval(hours => $3)`,
      [kind, hash, FORGOTTEN_AFTER_HOURS],
      'sign-in.failures',
    );
    if (row && row.wait > 0)
      throw new SignInDelayed(undefined, {
        headers: { 'retry-after': String(Math.ceil(row.wait)) },
      });
    return row?.failures ?? 0;
  }

  private async count(tx: Tx, { kind, hash }: Counter, failures: number): Promise<void> {
    await tx.rows(
      `INSERT INTO sign_in_attempts (kind, key_hash, failures, failed_at, delayed_until)
       VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp() + make_interval(secs => $4))
       ON CONFLICT (kind, key_hash) DO UPDATE SET failures = excluded.failures, failed_at = excluded.failed_at,
         delayed_until = excluded.delayed_until`,
      [kind, hash, failures, delaySeconds(failures, FREE_FAILURES[kind])],
      'sign-in.count',
    );
  }
}

function countersOf({ email, address }: Attempt): [Counter, Counter] {
  return [
    { kind: 'ACCOUNT', hash: digest(email) },
    { kind: 'ADDRESS', hash: digest(networkOf(address)) },
  ];
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
