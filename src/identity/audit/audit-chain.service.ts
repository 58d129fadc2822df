import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import { type Scope, systemScope } from '../scope.rules';
import { sealOf } from './audit-chain.rules';
import type { AuditVerification } from './audit.dto';

const BATCH = 1000;

/** All that a row says, in one text that the database writes the same way whenever it is asked. */
const CONTENT = `jsonb_build_array(a.epoch, a.tx::text, a.position, a.id,
  to_char(a.done_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
  to_char(a.written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
  a.actor_kind, a.actor_id, a.role, a.act, a.subject_id, a.before, a.after, a.why, a.address, a.request_id)::text`;

interface Head {
  position: string;
  hash: Buffer;
}

/** Seals the rows of the audit into a chain, apart from the acts, so that nobody waits for it. */
@Injectable()
export class AuditChain {
  constructor(private readonly db: Database) {}

  /**
   * Seals a batch of rows in the order of the log. Below the horizon no earlier row can turn up any more.
   * @returns true when more may wait
   */
  async seal(): Promise<boolean> {
    return this.db.transaction(systemScope('audit-seal'), async (tx) => {
      // Who holds the head seals; a second process finds nothing to hold and comes again.
      const [head] = await tx.rows<Head>(
        'SELECT seal_position AS position, hash FROM audit_head FOR UPDATE SKIP LOCKED',
        [],
        'audit.head',
      );
      if (!head) return false;
      const rows = await tx.rows<{ id: string; content: string }>(
        `SELECT a.id, ${CONTENT} AS content FROM audit_log a
          WHERE a.hash IS NULL AND (a.epoch < relance.log_epoch() OR a.tx < pg_snapshot_xmin(pg_current_snapshot()))
          ORDER BY a.epoch, a.tx, a.position LIMIT ${String(BATCH)}`,
        [],
        'audit.unsealed',
      );
      if (rows.length > 0) await this.append(tx, head, rows);
      return rows.length === BATCH;
    });
  }

  /** Whether rows wait for a seal, above the horizon included. */
  async isBehind(): Promise<boolean> {
    return this.db.transaction(systemScope('audit-seal'), async (tx) => {
      const waiting = await tx.rows('SELECT FROM audit_log WHERE hash IS NULL LIMIT 1');
      return waiting.length > 0;
    });
  }

  /** Computes the whole chain anew and compares it with what stands. */
  async verify(scope: Scope): Promise<AuditVerification> {
    return this.db.transaction(scope, async (tx) => {
      const [head] = await tx.rows<Head>('SELECT seal_position AS position, hash FROM audit_head');
      if (!head) throw new Error('The table audit_head is empty.');
      const { checked, brokenAt } = await this.walk(tx, head);
      const [late] = await tx.rows<{ n: number }>(
        `SELECT count(*)::int AS n FROM audit_log
          WHERE hash IS NULL AND written_at < clock_timestamp() - interval '1 minute'`,
      );
      return { intact: brokenAt === null, checked, brokenAt, unsealed: late?.n ?? 0 };
    });
  }

  private async append(
    tx: Tx,
    head: Head,
    rows: readonly { id: string; content: string }[],
  ): Promise<void> {
    let position = BigInt(head.position);
    let { hash } = head;
    const seals = rows.map(({ id, content }) => {
      position += 1n;
      hash = sealOf(hash, position, content);
      return { id, position: String(position), hash };
    });
    await tx.rows(
      `UPDATE audit_log a SET seal_position = s.position, hash = s.hash, sealed_at = clock_timestamp()
         FROM unnest($1::uuid[], $2::bigint[], $3::bytea[]) AS s(id, position, hash) WHERE a.id = s.id`,
      [seals.map((s) => s.id), seals.map((s) => s.position), seals.map((s) => s.hash)],
    );
    await tx.rows('UPDATE audit_head SET seal_position = $1, hash = $2', [String(position), hash]);
  }

  private async walk(tx: Tx, head: Head): Promise<{ checked: number; brokenAt: string | null }> {
    let position = 0n;
    let hash: Buffer = Buffer.alloc(32);
    for (const end = BigInt(head.position); position < end;) {
      const rows = await tx.rows<Head & { content: string }>(
        `SELECT a.seal_position AS position, a.hash, ${CONTENT} AS content FROM audit_log a
          WHERE a.seal_position > $1 AND a.seal_position <= $2 ORDER BY a.seal_position LIMIT ${String(BATCH)}`,
        [String(position), head.position],
      );
      for (const row of rows) {
        hash = sealOf(hash, position + 1n, row.content);
        if (row.position !== String(position + 1n) || !hash.equals(row.hash))
          return { checked: Number(position), brokenAt: String(position + 1n) };
        position += 1n;
      }
      if (rows.length === 0) return { checked: Number(position), brokenAt: String(position + 1n) };
    }
    const brokenAt = hash.equals(head.hash) ? null : String(position);
    return { checked: Number(position), brokenAt };
  }
}
