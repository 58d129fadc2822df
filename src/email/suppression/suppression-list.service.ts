import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { Audit, type Scope } from '../../identity';
import { SuppressionNotFound, SuppressionNotYours } from '../email.problems';
import { Signatures } from '../signatures.service';
import type { SuppressionReason } from './suppression.entity';
import type {
  AddSuppression,
  LiftSuppression,
  ListSuppressions,
  SuppressionPage,
  SuppressionView,
} from './suppressions.dto';
import { Suppressions } from './suppressions.service';

const VIEW = `s.id, m.to_address AS address, s.scope, s.reason, s.message_id AS "messageId", s.note,
  s.added_by AS "addedBy", s.added_at AS "addedAt", s.expires_at AS "expiresAt"`;
type Row = Omit<SuppressionView, 'addedAt' | 'expiresAt'> & {
  readonly addedAt: Date;
  readonly expiresAt: Date | null;
};

/** The suppressions as people see and change them; every change is audited. */
@Injectable()
export class SuppressionList {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly audit: Audit,
    private readonly signatures: Signatures,
    private readonly suppressions: Suppressions,
  ) {}

  /** Those that stand, the newest first. */
  async list(
    scope: Scope,
    { address, reason, limit, cursor }: ListSuppressions,
  ): Promise<SuppressionPage> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const hash = address === undefined ? null : this.signatures.addressHash(address);
      const rows = await tx.rows<Row>(
        `SELECT ${VIEW} FROM email_suppressions s LEFT JOIN email_messages m ON m.id = s.message_id
          WHERE s.removed_at IS NULL AND ($1::bytea IS NULL OR s.to_hash = $1) AND ($2::text IS NULL OR s.reason = $2)
            AND ($3::uuid IS NULL OR s.id < $3) AND (s.expires_at IS NULL OR s.expires_at > $5) ORDER BY s.id DESC LIMIT $4`,
        [hash, reason ?? null, cursor ?? null, limit + 1, this.clock.now()],
      );
      const shown = rows.slice(0, limit);
      return {
        items: shown.map(viewOf),
        nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
        previousCursor: null,
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }

  async add(
    scope: Scope,
    { address, scope: stream, note }: AddSuppression,
  ): Promise<SuppressionView> {
    return this.db.transaction(scope, async (tx) => {
      const id = await this.suppressions.add(tx, address, {
        scope: stream,
        reason: 'MANUAL',
        note,
      });
      await this.audit.write(tx, {
        act: 'suppressions.add',
        subjectId: id,
        after: { scope: stream },
        why: note,
      });
      return viewOf(await this.get(tx, id));
    });
  }

  /** @throws SuppressionNotFound, SuppressionNotYours */
  async lift(scope: Scope, id: string, { reason }: LiftSuppression): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const standing = await this.get(tx, id);
      if (!mayLift(scope, standing.reason)) throw new SuppressionNotYours();
      if (!(await this.suppressions.lift(tx, id, reason))) throw new SuppressionNotFound();
      const before = { scope: standing.scope, reason: standing.reason };
      await this.audit.write(tx, { act: 'suppressions.lift', subjectId: id, before, why: reason });
    });
  }

  private async get(tx: Tx, id: string): Promise<Row> {
    const [row] = await tx.rows<Row>(
      `SELECT ${VIEW} FROM email_suppressions s LEFT JOIN email_messages m ON m.id = s.message_id
        WHERE s.id = $1 AND s.removed_at IS NULL`,
      [id],
    );
    if (!row) throw new SuppressionNotFound();
    return row;
  }
}

/** A manager takes back what a colleague entered; what recipients and servers said needs an administrator. */
function mayLift(scope: Scope, reason: SuppressionReason): boolean {
  return scope.role === 'ADMIN' || reason === 'MANUAL';
}

function viewOf(row: Row): SuppressionView {
  return {
    ...row,
    addedAt: row.addedAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
