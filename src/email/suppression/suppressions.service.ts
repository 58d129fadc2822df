import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import type { Stream } from '../sending/message.entity';
import { Signatures } from '../signatures.service';
import type { SuppressionReason, SuppressionScope } from './suppression.entity';

export interface NewSuppression {
  readonly scope: SuppressionScope;
  readonly reason: SuppressionReason;
  readonly messageId?: string | null;
  readonly note?: string | null;
  /** Business time; for good when there is none. */
  readonly expiresAt?: Date | null;
  /** Default: whoever the transaction belongs to. */
  readonly addedBy?: string;
}

/** Which addresses must not be written to. */
@Injectable()
export class Suppressions {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly signatures: Signatures,
  ) {}

  /** Keys for `lockKeys`: whoever takes an answer in and whoever hands a mail over lock the same. */
  contactKeys(addressesAndNumbers: readonly string[]): string[] {
    return this.signatures.contactKeys(addressesAndNumbers);
  }

  /** @returns those of `addresses` that must get no mail of this stream, as they were given */
  async find(tx: Tx, addresses: readonly string[], stream: Stream): Promise<ReadonlySet<string>> {
    if (addresses.length === 0) return new Set();
    const byHash = new Map<string, string[]>();
    for (const address of addresses) {
      const hash = this.signatures.addressHash(address).toString('hex');
      byHash.set(hash, [...(byHash.get(hash) ?? []), address]);
    }
    const hashes = [...byHash.keys()].map((hash) => Buffer.from(hash, 'hex'));
    const found = await this.reasons(tx, hashes, [stream]);
    return new Set([...found.keys()].flatMap((key) => byHash.get(key.split(':')[0] ?? '') ?? []));
  }

  /** Reasons by `<hash in hex>:<stream>`. */
  async reasons(
    tx: Tx,
    hashes: readonly Buffer[],
    streams: readonly Stream[],
  ): Promise<ReadonlyMap<string, SuppressionReason>> {
    const rows = await tx.rows<{
      hash: string;
      scope: SuppressionScope;
      reason: SuppressionReason;
    }>(
      `SELECT encode(to_hash, 'hex') AS hash, scope, reason FROM email_suppressions
        WHERE to_hash = ANY ($1) AND removed_at IS NULL AND scope = ANY ($2) AND (expires_at IS NULL OR expires_at > $3)
        ORDER BY added_at DESC, id DESC`,
      [hashes, ['all', ...streams], this.clock.now()],
      'suppressions.reasons',
    );
    const reasons = new Map<string, SuppressionReason>();
    for (const { hash, scope, reason } of rows)
      for (const stream of scope === 'all' ? streams : [scope])
        reasons.set(`${hash}:${stream}`, reason);
    return reasons;
  }

  /** Whether one of this scope or of all stands for this reason, whatever others do. */
  async stands(
    tx: Tx,
    hash: Buffer,
    { scope, reason }: Pick<NewSuppression, 'scope' | 'reason'>,
  ): Promise<boolean> {
    const rows = await tx.rows<{ id: string }>(
      `SELECT id FROM email_suppressions WHERE to_hash = $1 AND scope = ANY ($2) AND reason = $3 AND removed_at IS NULL`,
      [hash, ['all', scope], reason],
    );
    return rows.length > 0;
  }

  /** @returns the id of the suppression that now stands; one with the same scope and reason is kept as it is */
  async add(tx: Tx, address: string, suppression: NewSuppression): Promise<string> {
    // Whoever hands a mail over holds the same lock: what is committed before that is seen there.
    await lockKeys(tx, this.contactKeys([address]));
    return this.addHash(tx, this.signatures.addressHash(address), suppression);
  }

  async addHash(tx: Tx, hash: Buffer, suppression: NewSuppression): Promise<string> {
    const {
      scope,
      reason,
      messageId = null,
      note = null,
      addedBy = tx.scope.actor.id,
      expiresAt = null,
    } = suppression;
    const now = this.clock.now();
    // One that has run out stands no more, and makes room for its successor.
    await tx.rows(
      `UPDATE email_suppressions SET removed_at = $4, removed_by = $5, removed_why = 'expired'
        WHERE to_hash = $1 AND scope = $2 AND reason = $3 AND removed_at IS NULL AND expires_at <= $4`,
      [hash, scope, reason, now, addedBy],
    );
    const [added] = await tx.rows<{ id: string }>(
      `INSERT INTO email_suppressions (id, to_hash, scope, reason, message_id, note, added_by, added_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (to_hash, scope, reason) WHERE removed_at IS NULL DO NOTHING RETURNING id`,
      [this.ids.uuid(), hash, scope, reason, messageId, note, addedBy, now, expiresAt],
    );
    if (added) return added.id;
    const [standing] = await tx.rows<{ id: string }>(
      `SELECT id FROM email_suppressions WHERE to_hash = $1 AND scope = $2 AND reason = $3 AND removed_at IS NULL`,
      [hash, scope, reason],
    );
    if (!standing) throw new Error('A suppression was removed while it was added.');
    return standing.id;
  }

  /** Lifts withdrawals that whoever has the address caused, at their own word; complaints and returned mail stay. */
  async liftWithdrawals(tx: Tx, address: string, why: string): Promise<void> {
    const rows = await tx.rows<{ id: string }>(
      `SELECT id FROM email_suppressions WHERE to_hash = $1 AND reason = 'UNSUBSCRIBED' AND removed_at IS NULL`,
      [this.signatures.addressHash(address)],
    );
    for (const { id } of rows) await this.lift(tx, id, why, 'recipient');
  }

  /** @returns whether there was one to lift */
  async lift(
    tx: Tx,
    id: string,
    why: string,
    removedBy: string = tx.scope.actor.id,
  ): Promise<boolean> {
    const rows = await tx.rows<{ id: string }>(
      `UPDATE email_suppressions SET removed_at = $2, removed_by = $3, removed_why = $4
        WHERE id = $1 AND removed_at IS NULL RETURNING id`,
      [id, this.clock.now(), removedBy, why],
    );
    return rows.length === 1;
  }
}
