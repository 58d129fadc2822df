import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RequestInFlight } from './core.problems';
import { Database, systemDbScope, type Tx } from './database';
import { Loops } from './loops';
import { Sealing } from './sealing';

/** A request under a key: the same user may use the same key on another route. */
export interface KeyedRequest {
  readonly userId: string;
  readonly route: string;
  readonly key: string;
  /** Digest of everything that the request says. */
  readonly hash: Buffer;
}

export interface StoredAnswer {
  /** Digest of a body that was read as a stream, if all of it was; null for others. */
  readonly bodyHash: Buffer | null;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

export type Claim =
  | { readonly kind: 'first'; readonly attempt: number }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'other-request' | 'in-flight' | 'answer-lost' };

interface Row {
  same: boolean;
  in_flight: boolean;
  answered: boolean;
  status: number;
  headers: Record<string, string>;
  body: Buffer | null;
  body_hash: Buffer | null;
}

const KEPT = "interval '48 hours'";
const LEASE = "interval '60 seconds'";
const FORGOTTEN_AT_ONCE = 1000;
const PURPOSE = 'answers';
const SCOPE = systemDbScope('idempotency');

/** Remembers what was asked and answered under a key, for 48 hours by the database's clock. */
@Injectable()
export class IdempotencyKeys implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly sealing: Sealing,
  ) {}

  onModuleInit(): void {
    this.loops.register({
      name: 'core.idempotency-keys',
      everySeconds: 600,
      step: () => this.forgetOld(),
    });
  }

  /**
   * Takes the key, or says what has become of it. The primary key decides between processes. A key whose process died
   * before it wrote anything goes to whoever asks next.
   */
  async claim(request: KeyedRequest): Promise<Claim> {
    const { userId, route, key, hash } = request;
    return this.db.transaction(SCOPE, async (tx) => {
      const [mine] = await tx.rows<{ attempt: number }>(
        `INSERT INTO idempotency_keys AS k (user_id, route, key, request_hash, leased_until)
         VALUES ($1, $2, $3, $4, now() + ${LEASE})
         ON CONFLICT (user_id, route, key) DO UPDATE SET request_hash = excluded.request_hash, attempt = k.attempt + 1,
           leased_until = excluded.leased_until, effect_at = NULL, answered_at = NULL, status = NULL, headers = NULL,
           body = NULL, body_hash = NULL, created_at = now()
         WHERE k.created_at < now() - ${KEPT} OR (k.answered_at IS NULL AND k.effect_at IS NULL
           AND k.leased_until < now() AND k.request_hash = excluded.request_hash)
         RETURNING attempt`,
        [userId, route, key, hash],
        'idempotency.claim',
      );
      if (mine) return { kind: 'first', attempt: mine.attempt };
      const [row] = await tx.rows<Row>(
        `SELECT request_hash = $4 AS same, leased_until >= now() AS in_flight, answered_at IS NOT NULL AS answered,
                status, headers, body, body_hash FROM idempotency_keys WHERE user_id = $1 AND route = $2 AND key = $3`,
        [userId, route, key, hash],
        'idempotency.read',
      );
      // Released between the two statements: to the caller that is a request still in flight.
      return row ? this.claimOf(request, row) : { kind: 'in-flight' };
    });
  }

  /**
   * Ties the key to the effect, in the transaction that has it. A transaction that wrote nothing has none.
   * @throws RequestInFlight when somebody else has taken the key over meanwhile; then nothing of this one happens
   */
  async mark(tx: Tx, { userId, route, key }: KeyedRequest, attempt: number): Promise<void> {
    const [state] = await tx.rows<{ wrote: boolean }>(
      'SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote',
      [],
      'idempotency.wrote',
    );
    if (!state?.wrote) return;
    const marked = await tx.rows(
      `UPDATE idempotency_keys SET effect_at = now() WHERE user_id = $1 AND route = $2 AND key = $3 AND attempt = $4
       RETURNING key`,
      [userId, route, key, attempt],
      'idempotency.mark',
    );
    if (marked.length === 0) throw new RequestInFlight();
  }

  /**
   * Keeps the answer, sealed, since it may hold a ticket or a one-time password. One that a further try may better is
   * kept only if the request has had an effect.
   */
  async settle(
    request: KeyedRequest,
    attempt: number,
    { status, headers, body, bodyHash }: StoredAnswer,
  ): Promise<void> {
    const { userId, route, key } = request;
    const which = [userId, route, key, attempt];
    const sealed = body && this.sealing.seal(PURPOSE, placeOf(request), body);
    await this.db.transaction(SCOPE, async (tx) => {
      if (status >= 500 || status === 429) {
        const released = await tx.rows(
          `DELETE FROM idempotency_keys WHERE user_id = $1 AND route = $2 AND key = $3 AND attempt = $4
              AND effect_at IS NULL RETURNING key`,
          which,
        );
        if (released.length > 0) return;
      }
      await tx.rows(
        `UPDATE idempotency_keys SET answered_at = now(), status = $5, headers = $6, body = $7, body_hash = $8
          WHERE user_id = $1 AND route = $2 AND key = $3 AND attempt = $4`,
        [...which, status, JSON.stringify(headers), sealed, bodyHash],
        'idempotency.settle',
      );
    });
  }

  private claimOf(request: KeyedRequest, row: Row): Claim {
    const { same, answered, in_flight, status, headers } = row;
    if (!same) return { kind: 'other-request' };
    if (!answered) return { kind: in_flight ? 'in-flight' : 'answer-lost' };
    const body = row.body && this.sealing.open(PURPOSE, placeOf(request), row.body);
    // Sealed with another key: what was done stays done, and nobody can say what was answered.
    if (row.body && !body) return { kind: 'answer-lost' };
    return { kind: 'answered', answer: { status, headers, body, bodyHash: row.body_hash } };
  }

  private async forgetOld(): Promise<boolean> {
    return this.db.transaction(SCOPE, async (tx) => {
      const gone = await tx.rows(
        `DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency_keys
           WHERE created_at < now() - ${KEPT} LIMIT ${String(FORGOTTEN_AT_ONCE)} FOR UPDATE SKIP LOCKED)) RETURNING key`,
      );
      return gone.length === FORGOTTEN_AT_ONCE;
    });
  }
}

function placeOf({ userId, route, key }: KeyedRequest): string {
  return JSON.stringify([userId, route, key]);
}
