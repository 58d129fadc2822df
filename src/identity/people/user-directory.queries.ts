import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { UserNotFound } from '../identity.problems';
import type { Scope } from '../scope.rules';
import { decodeUserPlace, encodeUserPlace } from './user-page.rules';
import type { ListUsers, UserPage, UserRow, UserView } from './users.dto';

const ROW = `u.id, u.version, u.email, u.name, u.role, u.team_id AS "teamId", t.name AS "teamName", u.territories,
  u.capabilities, u.locale, u.time_zone AS "timeZone", u.position, u.phone, u.state, u.deactivated_at AS "deactivatedAt",
  u.successor_id AS "successorId", u.created_at AS "createdAt"`;
const FROM = 'FROM users u LEFT JOIN teams t ON t.id = u.team_id';
/** A manager administers nobody and reads the members of the own teams. */
const IN_SCOPE = `(current_setting('role') <> 'relance_manager' OR u.id = relance.me() OR u.team_id = ANY (relance.team_ids()))`;

/** The accounts as those see them who look after them. */
@Injectable()
export class UserDirectoryQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
  ) {}

  async list(scope: Scope, { state, teamId, q, limit, cursor }: ListUsers): Promise<UserPage> {
    const after = cursor === undefined ? [null, null] : decodeUserPlace(cursor);
    if (!after)
      throw new InvalidRequest(undefined, {
        errors: [
          {
            pointer: '#/cursor',
            detail: { en: 'is not a cursor of this list', de: 'ist keine Stelle dieser Liste' },
          },
        ],
      });
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const rows = await tx.rows<UserRow>(
        `SELECT ${ROW} ${FROM} WHERE ${IN_SCOPE} AND ($1::text IS NULL OR u.state = $1) AND ($2::uuid IS NULL OR u.team_id = $2)
            AND ($3::text IS NULL OR strpos(lower(u.name), $3) > 0 OR strpos(u.email, $3) > 0)
            AND ($4::text IS NULL OR (u.name, u.id) > ($4, $5::uuid))
          ORDER BY u.name, u.id LIMIT $6`,
        [state ?? null, teamId ?? null, q?.toLowerCase() ?? null, ...after, limit + 1],
      );
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      const nextCursor = last ? encodeUserPlace([last.name, last.id]) : null;
      return { items, nextCursor, previousCursor: null, ...asOf };
    });
  }

  /** @throws UserNotFound also for a user outside the scope */
  async get(scope: Scope, id: string): Promise<UserView> {
    return this.db.transaction(scope, (tx) => this.view(tx, id));
  }

  /** As {@link get}, in the caller's transaction. */
  async view(tx: Tx, id: string): Promise<UserView> {
    const asOf = await this.asOf(tx);
    const [user] = await tx.rows<UserRow>(`SELECT ${ROW} ${FROM} WHERE u.id = $1 AND ${IN_SCOPE}`, [
      id,
    ]);
    if (!user) throw new UserNotFound();
    return { ...user, ...asOf };
  }

  private async asOf(tx: Tx): Promise<{ asOf: string; asOfSequence: string }> {
    return {
      asOf: this.clock.now().toISOString(),
      asOfSequence: await this.events.safeSequence(tx),
    };
  }
}
