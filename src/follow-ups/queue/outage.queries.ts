import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database';
import { Log } from '../../core/log';
import { type Scope, systemScope, UsersQueries } from '../../identity';
import { decide } from '../deciding/decide.rules';
import { DecidingQueries } from '../deciding/deciding.queries';
import { type DueFollowUp, situationOf, type World } from '../deciding/world.rules';
import { FollowUpFigures } from './figures.queries';
import { FollowUpsQueries } from './follow-ups.queries';
import type { Fate, ListOutage, OutagePage } from './outage.dto';
import { type Reader, sayReason } from './trace.rules';

/** After a standstill: what became due meanwhile, and what will happen to it once decisions are made again. */
@Injectable()
export class OutageQueries {
  constructor(
    private readonly db: Database,
    private readonly queries: FollowUpsQueries,
    private readonly figures: FollowUpFigures,
    private readonly deciding: DecidingQueries,
    private readonly users: UsersQueries,
    private readonly log: Log,
  ) {}

  async list(scope: Scope, { limit, cursor, ...filter }: ListOutage): Promise<OutagePage> {
    const due = { ...filter, state: ['due' as const] };
    const page = await this.queries.list(scope, { ...due, limit, cursor, sort: 'dueAt' });
    const { total, oldest, reader } = await this.db.transaction(scope, async (tx) => {
      const { total: count } = await this.figures.count(tx, { total: due });
      return {
        total: count,
        oldest: await this.queries.page(tx, { ...due, limit: 1, sort: 'dueAt' }),
        reader: await this.users.reading(tx, scope.userId),
      };
    });
    const fates = await this.fates(
      page.items.map(({ id }) => id),
      reader,
    );
    return {
      ...page,
      total,
      oldestDueAt: oldest.rows[0] ? new Date(oldest.rows[0].dueAt).toISOString() : null,
      // One that was decided in the meantime is no longer part of the answer.
      items: page.items.flatMap((row) => {
        const fate = fates.get(row.id);
        return fate ? [{ ...row, fate }] : [];
      }),
    };
  }

  /**
   * The very function that will decide, asked beforehand. It needs the rights of the system; the ids are those that
   * the reader may see.
   */
  private async fates(ids: readonly string[], reader: Reader): Promise<Map<string, Fate>> {
    if (ids.length === 0) return new Map();
    return this.db.transaction(systemScope('follow-ups.outage'), async (tx) => {
      const due = (await this.deciding.byId(tx, ids)).filter(({ state }) => state === 'planned');
      const world = await this.deciding.world(tx, due);
      return new Map(due.map((one) => [one.id, this.fate(one, world, reader)]));
    });
  }

  private fate(due: DueFollowUp, world: World, reader: Reader): Fate {
    try {
      const { outcome, reason, nextAt } = decide(situationOf(due, world).facts);
      return {
        outcome,
        reason,
        reasonText: sayReason(reason, reader),
        nextAt: nextAt?.toISOString() ?? null,
      };
    } catch (error) {
      // One that cannot be decided must not hide the others; it is shown as just that.
      this.log.error('follow-ups.preview.failed', error, { followUpId: due.id });
      return { outcome: 'stuck', reason: null, reasonText: null, nextAt: null };
    }
  }
}
