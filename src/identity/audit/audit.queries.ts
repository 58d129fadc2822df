import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { parseSequence } from '../../events/sequence.rules';
import { UsersQueries } from '../people/users.queries';
import type { Scope } from '../scope.rules';
import type { AuditActs, AuditPage, ListAudit } from './audit.dto';

type Item = AuditPage['items'][number];
type StoredRow = Omit<Item, 'actor'> & {
  actorKind: Item['actor']['kind'];
  actorId: string;
  place: string;
};

/** As {@link parseSequence} reads it. */
const PLACE = `concat_ws('-', lpad(a.epoch::text, 6, '0'), lpad(a.tx::text, 20, '0'), lpad(a.position::text, 19, '0'))`;

/** The audit as people read it: the newest first. */
@Injectable()
export class AuditQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
  ) {}

  async list(scope: Scope, query: ListAudit): Promise<AuditPage> {
    const { subjectId, actorId, act, from, until, limit, cursor } = query;
    const before = cursor === undefined ? null : parseSequence(cursor);
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const rows = await tx.rows<StoredRow>(
        `SELECT a.id, a.done_at AS "doneAt", a.actor_kind AS "actorKind", a.actor_id AS "actorId", a.role, a.act,
                a.subject_id AS "subjectId", a.before, a.after, a.why, a.address, a.request_id AS "requestId",
                a.hash IS NOT NULL AS sealed, ${PLACE} AS place
           FROM audit_log a
          WHERE ($1::uuid IS NULL OR a.subject_id = $1) AND ($2::text IS NULL OR a.act = $2)
            AND ($3::int IS NULL OR (a.epoch, a.tx, a.position) < ($3::int, $4::text::xid8, $5::bigint))
            AND ($7::text IS NULL OR a.actor_id = $7) AND ($8::timestamptz IS NULL OR a.done_at >= $8)
            AND ($9::timestamptz IS NULL OR a.done_at < $9)
          ORDER BY a.epoch DESC, a.tx DESC, a.position DESC LIMIT $6`,
        [
          subjectId ?? null,
          act ?? null,
          before?.epoch ?? null,
          before && String(before.tx),
          before && String(before.position),
          limit + 1,
          actorId ?? null,
          from ?? null,
          until ?? null,
        ],
      );
      const shown = rows.slice(0, limit);
      return {
        items: await this.withNames(tx, shown),
        nextCursor: rows.length > limit ? (shown.at(-1)?.place ?? null) : null,
        previousCursor: null,
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }

  /** Every act that was ever written down; jumps from one to the next in the index. */
  async acts(scope: Scope): Promise<AuditActs> {
    const rows = await this.db.transaction(scope, (tx) =>
      tx.rows<{ act: string }>(
        `WITH RECURSIVE found AS (
           (SELECT act FROM audit_log ORDER BY act LIMIT 1)
           UNION ALL
           SELECT (SELECT a.act FROM audit_log a WHERE a.act > f.act ORDER BY a.act LIMIT 1) FROM found f WHERE f.act IS NOT NULL
         ) SELECT act FROM found WHERE act IS NOT NULL`,
        [],
        'audit.acts',
      ),
    );
    return { items: rows.map(({ act }) => act) };
  }

  private async withNames(tx: Tx, rows: readonly StoredRow[]): Promise<Item[]> {
    const names = await this.users.names(
      tx,
      rows.map((row) => (row.actorKind === 'user' ? row.actorId : null)),
    );
    return rows.map(({ actorKind, actorId, place: _, ...row }) => ({
      ...row,
      actor: { kind: actorKind, id: actorId, name: names.get(actorId) ?? null },
    }));
  }
}
