import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { requireMatch } from '../../core/if-match';
import { Database, lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Audit, type Scope, UsersQueries } from '../../identity';
import {
  ContentPackageExists,
  ContentPackageFrozen,
  ContentPackageNotFound,
  ContentPackageOnlyVersion,
  ContentReasonNeeded,
  ContentSecondPersonNeeded,
} from '../conversations.problems';
import type { ApprovePackage, CreatePackage, EditPackage } from './content.dto';
import { ContentItem } from './content-item.entity';
import { ContentPackage } from './content-package.entity';
import type { Item } from './items.rules';

export function packageEtag({ id, rowVersion }: Pick<ContentPackage, 'id' | 'rowVersion'>): string {
  return `"content-package-${id}-${String(rowVersion)}"`;
}

/** What may be kept for contacts: drafts that one administrator writes and another approves. */
@Injectable()
export class Packages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly audit: Audit,
    private readonly users: UsersQueries,
  ) {}

  /** @returns the id of the draft @throws ContentPackageExists */
  async create(scope: Scope, { key, ...content }: CreatePackage): Promise<string> {
    return this.db.transaction(scope, async (tx) => {
      await lockKeys(tx, [`content-package:${key}`]);
      if (await tx.manager.existsBy(ContentPackage, { key })) throw new ContentPackageExists();
      const id = await this.insert(tx, { key, number: 1, ...content });
      await this.audit.write(tx, { act: 'content.create', subjectId: id, after: { key } });
      return id;
    });
  }

  /** A draft that begins as this version; the one there is, when there is one. @throws ContentPackageNotFound */
  async begin(scope: Scope, id: string): Promise<string> {
    return this.db.transaction(scope, async (tx) => {
      const { key, name, bodies } = await this.lock(tx, id);
      const draft = await tx.manager.findOneBy(ContentPackage, { key, state: 'draft' });
      if (draft) return draft.id;
      const [newest] = await tx.manager.find(ContentPackage, {
        where: { key },
        order: { number: 'DESC' },
        take: 1,
      });
      const items = await this.items(tx, id);
      const number = (newest?.number ?? 0) + 1;
      return this.insert(tx, { key, number, name, bodies, items });
    });
  }

  /** @throws PreconditionRequired, StaleVersion, ContentPackageFrozen, ContentPackageNotFound */
  async edit(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    { name, bodies, items }: EditPackage,
  ): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const draft = await this.draft(tx, id);
      requireMatch(ifMatch, packageEtag(draft));
      const rowVersion = draft.rowVersion + 1;
      const edited = { editedBy: scope.userId, editedAt: this.clock.now() };
      await tx.manager.update(ContentPackage, { id }, { name, bodies, rowVersion, ...edited });
      await tx.manager.delete(ContentItem, { packageId: id });
      await this.insertItems(tx, id, items);
      await this.audit.write(tx, { act: 'content.edit', subjectId: id, after: { rowVersion } });
    });
  }

  /** @throws ContentPackageFrozen, ContentPackageOnlyVersion, ContentPackageNotFound */
  async discard(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const { key, number } = await this.draft(tx, id);
      if ((await tx.manager.countBy(ContentPackage, { key })) === 1)
        throw new ContentPackageOnlyVersion();
      await tx.manager.delete(ContentPackage, { id });
      await this.audit.write(tx, {
        act: 'content.discard',
        subjectId: id,
        before: { key, number },
      });
    });
  }

  /**
   * Makes the draft what is delivered from now on, also to whoever was told of it before.
   * @throws ContentPackageFrozen, ContentSecondPersonNeeded, ContentReasonNeeded
   */
  async approve(scope: Scope, id: string, { reason }: ApprovePackage): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const { key, number, editedBy } = await this.draft(tx, id);
      await this.requireSecond(tx, editedBy, reason);
      await tx.manager.update(ContentPackage, { key, state: 'approved' }, { state: 'archived' });
      const approvedAt = this.clock.now();
      await tx.manager.update(
        ContentPackage,
        { id },
        { state: 'approved', approvedBy: scope.userId, approvedAt },
      );
      const after = { key, number };
      await this.audit.write(tx, {
        act: 'content.approve',
        subjectId: id,
        after,
        why: reason ?? null,
      });
    });
  }

  /** Takes it out of use: nothing of it is promised or delivered any more. @throws ContentPackageFrozen */
  async archive(scope: Scope, id: string, why: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const { key, number, state } = await this.lock(tx, id);
      if (state !== 'approved') throw new ContentPackageFrozen();
      await tx.manager.update(ContentPackage, { id }, { state: 'archived' });
      await this.audit.write(tx, {
        act: 'content.archive',
        subjectId: id,
        before: { key, number },
        why,
      });
    });
  }

  /** Two persons have seen what leaves; where there is but one administrator, they say why. */
  private async requireSecond(
    tx: Tx<Scope>,
    editedBy: string | null,
    reason: string | undefined,
  ): Promise<void> {
    const { userId } = tx.scope;
    if (userId === null || editedBy !== userId) return;
    if (await this.users.hasOtherAdmin(tx, userId)) throw new ContentSecondPersonNeeded();
    if (reason === undefined) throw new ContentReasonNeeded();
  }

  private async draft(tx: Tx, id: string): Promise<ContentPackage> {
    const version = await this.lock(tx, id);
    if (version.state !== 'draft') throw new ContentPackageFrozen();
    return version;
  }

  /** One at a time for all versions of a package. */
  private async lock(tx: Tx, id: string): Promise<ContentPackage> {
    const found = await tx.manager.findOneBy(ContentPackage, { id });
    if (!found) throw new ContentPackageNotFound();
    await lockKeys(tx, [`content-package:${found.key}`]);
    const standing = await tx.manager.findOneBy(ContentPackage, { id });
    if (!standing) throw new ContentPackageNotFound();
    return standing;
  }

  private async items(tx: Tx, packageId: string): Promise<Item[]> {
    return tx.manager.find(ContentItem, { where: { packageId }, order: { ordinal: 'ASC' } });
  }

  private async insert(
    tx: Tx<Scope>,
    {
      items,
      ...version
    }: Pick<ContentPackage, 'key' | 'number' | 'name' | 'bodies'> & {
      items: readonly Omit<Item, 'ordinal'>[];
    },
  ): Promise<string> {
    const id = this.ids.uuid();
    const edited = { editedBy: tx.scope.userId, editedAt: this.clock.now() };
    await tx.manager.insert(ContentPackage, { id, ...version, state: 'draft', ...edited });
    await this.insertItems(tx, id, items);
    return id;
  }

  private async insertItems(
    tx: Tx,
    packageId: string,
    items: readonly Omit<Item, 'ordinal'>[],
  ): Promise<void> {
    await tx.manager.insert(
      ContentItem,
      items.map(({ kind, content }, index) => ({ packageId, ordinal: index + 1, kind, content })),
    );
  }
}
