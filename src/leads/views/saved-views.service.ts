import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { Clock } from '../../core/clock';
import { requireMatch } from '../../core/if-match';
import { Database, lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventsQueries } from '../../events';
import { type Scope, UsersQueries } from '../../identity';
import { type Audience, SavedView } from './saved-view.entity';
import type { ChangeView, SavedViewAnswer, SavedViewList, SaveView } from './saved-views.dto';
import {
  SavedViewNameTaken,
  SavedViewNotFound,
  SavedViewNotYours,
  SharingNotAllowed,
  TooManySavedViews,
} from './saved-views.problems';
import {
  columnsOf,
  filterOf,
  freeName,
  MOST_VIEWS,
  sortOf,
  storedFilter,
  viewEtag,
} from './saved-views.rules';

const MOST_LISTED = 200;

/** Filters of the leads list that people keep under a name. */
@Injectable()
export class SavedViews {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly users: UsersQueries,
    private readonly events: EventsQueries,
  ) {}

  /** One's own by name, then those of others. */
  async list(scope: Scope): Promise<SavedViewList> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const found = await tx.manager.find(SavedView, {
        order: { name: 'ASC', id: 'ASC' },
        take: MOST_LISTED,
      });
      const own = found.filter(({ userId }) => userId === scope.userId);
      const others = found.filter(({ userId }) => userId !== scope.userId);
      const items = await this.answers(tx, [...own, ...others]);
      return { items, asOf: this.clock.now().toISOString(), asOfSequence };
    });
  }

  /** @throws SavedViewNameTaken, TooManySavedViews, SharingNotAllowed */
  async save(
    scope: Scope,
    { name, filter, sort, columns, audience }: SaveView,
  ): Promise<SavedViewAnswer> {
    return this.db.transaction(scope, async (tx) => {
      const userId = scope.userId ?? '';
      await this.requireName(tx, userId, name, null);
      if ((await tx.manager.countBy(SavedView, { userId })) >= MOST_VIEWS)
        throw new TooManySavedViews();
      const now = this.clock.now();
      const view = tx.manager.create(SavedView, {
        id: this.ids.uuid(),
        version: 1,
        userId,
        name,
        ...shared(scope, audience),
        ...storedFilter(filter),
        sort,
        columns,
        createdAt: now,
        changedAt: now,
      });
      await tx.manager.insert(SavedView, { ...view, filter: view.filter as object });
      return this.answer(tx, view);
    });
  }

  /** Saves the fields given, if `ifMatch` names the version that stands. */
  async change(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    { name, filter, sort, columns, audience }: ChangeView,
  ): Promise<SavedViewAnswer> {
    return this.db.transaction(scope, async (tx) => {
      const view = await this.lock(tx, id, ifMatch);
      if (name !== undefined) await this.requireName(tx, view.userId, name, id);
      const { filter: stored, ...rest } = {
        ...view,
        ...(name !== undefined && { name }),
        ...(filter && storedFilter(filter)),
        ...(sort !== undefined && { sort }),
        ...(columns !== undefined && { columns }),
        // Also for the other changes: it is shared with the teams that its owner is in now.
        ...shared(scope, audience ?? view.audience),
        version: view.version + 1,
        changedAt: this.clock.now(),
      };
      await tx.manager.update(SavedView, { id }, { ...rest, filter: stored as object });
      return this.answer(tx, { ...rest, filter: stored });
    });
  }

  async remove(scope: Scope, id: string, ifMatch: string | undefined): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      await this.lock(tx, id, ifMatch);
      await tx.manager.delete(SavedView, { id });
    });
  }

  /** What somebody shared stays with those who use it; what only they saw goes with them. */
  async passOn(tx: Tx, userId: string, successorId: string): Promise<void> {
    await tx.manager.delete(SavedView, { userId, audience: 'own' });
    const shared = await tx.manager.find(SavedView, { where: { userId }, order: { id: 'ASC' } });
    const theirs = await tx.manager.findBy(SavedView, { userId: successorId });
    const taken = new Set(theirs.map(({ name }) => name));
    for (const view of shared) {
      const name = freeName(view.name, taken);
      taken.add(name);
      await tx.manager.update(SavedView, view.id, {
        userId: successorId,
        name,
        version: view.version + 1,
        changedAt: this.clock.now(),
      });
    }
  }

  private async lock(tx: Tx<Scope>, id: string, ifMatch: string | undefined): Promise<SavedView> {
    const view = await tx.manager.findOne(SavedView, {
      where: { id, userId: tx.scope.userId ?? '' },
      lock: { mode: 'pessimistic_write' },
    });
    if (!view) {
      const isSeen = await tx.manager.existsBy(SavedView, { id });
      throw isSeen ? new SavedViewNotYours() : new SavedViewNotFound();
    }
    const { userId: changedBy, changedAt } = view;
    requireMatch(ifMatch, viewEtag(view), { changedBy, changedAt });
    return view;
  }

  private async requireName(
    tx: Tx,
    userId: string,
    name: string,
    exceptId: string | null,
  ): Promise<void> {
    await lockKeys(tx, [`lead-views:${userId}`]);
    const other = exceptId === null ? {} : { id: Not(exceptId) };
    if (await tx.manager.existsBy(SavedView, { userId, name, ...other }))
      throw new SavedViewNameTaken();
  }

  private async answer(tx: Tx<Scope>, view: SavedView): Promise<SavedViewAnswer> {
    const [answer] = await this.answers(tx, [view]);
    if (!answer) throw new SavedViewNotFound();
    return answer;
  }

  private async answers(tx: Tx<Scope>, views: readonly SavedView[]): Promise<SavedViewAnswer[]> {
    const names = await this.users.names(
      tx,
      views.map(({ userId }) => userId),
    );
    return views.map((view) => ({
      id: view.id,
      version: view.version,
      name: view.name,
      audience: view.audience,
      own: view.userId === tx.scope.userId,
      ownerName: names.get(view.userId) ?? null,
      filter: filterOf(view),
      sort: sortOf(view),
      columns: columnsOf(view),
      changedAt: view.changedAt.toISOString(),
    }));
  }
}

/** @throws SharingNotAllowed */
function shared(scope: Scope, audience: Audience): Pick<SavedView, 'audience' | 'teamIds'> {
  if (audience === 'own') return { audience, teamIds: [] };
  const isPossible = audience === 'all' ? scope.kind === 'all' : scope.teamIds.length > 0;
  if (!isPossible || (audience === 'team' && scope.kind === 'all')) throw new SharingNotAllowed();
  return { audience, teamIds: audience === 'team' ? [...scope.teamIds] : [] };
}
