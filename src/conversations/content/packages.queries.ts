import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database, type Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { Pages } from '../../leads';
import { ContentPackageNotFound } from '../conversations.problems';
import type { PackageList, PackageRow, PackageView } from './content.dto';
import { ContentItem } from './content-item.entity';
import { ContentPackage } from './content-package.entity';
import { GRANT_STATES, type GrantState } from './delivery.rules';
import type { Item } from './items.rules';

/** A package as it is delivered now. */
export interface ApprovedPackage {
  readonly version: ContentPackage;
  /** In their order. */
  readonly items: readonly Item[];
}

/** What can be asked of packages. */
@Injectable()
export class PackagesQueries {
  constructor(
    private readonly db: Database,
    private readonly pages: Pages,
    private readonly users: UsersQueries,
  ) {}

  async list(scope: Scope): Promise<PackageList> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.pages.asOf(tx);
      const versions = await tx.manager.find(ContentPackage, {
        order: { key: 'ASC', number: 'DESC' },
      });
      const counts = await tx.rows<{ id: string; n: number }>(
        'SELECT package_id AS id, count(*)::int AS n FROM content_items GROUP BY package_id',
      );
      const items = new Map(counts.map(({ id, n }) => [id, n]));
      const rows = await this.rows(tx, versions);
      return { items: rows.map((row) => ({ ...row, items: items.get(row.id) ?? 0 })), ...asOf };
    });
  }

  /** @throws ContentPackageNotFound */
  async get(scope: Scope, id: string): Promise<PackageView> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.pages.asOf(tx);
      const version = await tx.manager.findOneBy(ContentPackage, { id });
      if (!version) throw new ContentPackageNotFound();
      const [row] = await this.rows(tx, [version]);
      if (!row) throw new ContentPackageNotFound();
      const items = await tx.manager.find(ContentItem, {
        where: { packageId: id },
        order: { ordinal: 'ASC' },
      });
      return {
        ...row,
        bodies: version.bodies,
        items: items.map(
          ({ ordinal, kind, content }) =>
            ({ ordinal, kind, content }) as PackageView['items'][number],
        ),
        ...asOf,
      };
    });
  }

  /** What is delivered now of each of these packages; those without an approved version are missing. */
  async approved(tx: Tx, keys: readonly string[]): Promise<ReadonlyMap<string, ApprovedPackage>> {
    if (keys.length === 0) return new Map();
    const versions = await tx.manager.findBy(ContentPackage, {
      key: In([...new Set(keys)]),
      state: 'approved',
    });
    const whole = await this.withItems(tx, versions);
    return new Map(whole.map((one) => [one.version.key, one]));
  }

  /** Versions by their ids, whatever has become of them. */
  async versions(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, ApprovedPackage>> {
    if (ids.length === 0) return new Map();
    const versions = await tx.manager.findBy(ContentPackage, { id: In([...new Set(ids)]) });
    const whole = await this.withItems(tx, versions);
    return new Map(whole.map((one) => [one.version.id, one]));
  }

  /** Names of packages, by key: that of the approved version, else of the newest. */
  async names(tx: Tx, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.rows<{ key: string; name: string }>(
      `SELECT DISTINCT ON (key) key, name FROM content_packages WHERE key = ANY ($1::text[])
        ORDER BY key, state = 'approved' DESC, number DESC`,
      [[...new Set(keys)]],
    );
    return new Map(rows.map(({ key, name }) => [key, name]));
  }

  private async withItems(tx: Tx, versions: readonly ContentPackage[]): Promise<ApprovedPackage[]> {
    const items = await tx.manager.find(ContentItem, {
      where: { packageId: In(versions.map(({ id }) => id)) },
      order: { ordinal: 'ASC' },
    });
    return versions.map((version) => ({
      version,
      items: items.filter(({ packageId }) => packageId === version.id),
    }));
  }

  private async rows(
    tx: Tx,
    versions: readonly ContentPackage[],
  ): Promise<Omit<PackageRow, 'items'>[]> {
    const names = await this.users.names(
      tx,
      versions.flatMap(({ editedBy, approvedBy }) => [editedBy, approvedBy]),
    );
    const counted = await tx.rows<{ key: string; state: GrantState; n: number }>(
      `SELECT package_key AS key, state, count(*)::int AS n FROM content_grants
        WHERE package_key = ANY ($1::text[]) GROUP BY package_key, state`,
      [versions.map(({ key }) => key)],
    );
    const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? null));
    return versions.map(({ bodies: _, editedAt, approvedAt, ...version }) => ({
      ...version,
      editedAt: editedAt.toISOString(),
      approvedAt: approvedAt?.toISOString() ?? null,
      editedByName: nameOf(version.editedBy),
      approvedByName: nameOf(version.approvedBy),
      grants: Object.fromEntries(
        GRANT_STATES.map((state) => [
          state,
          counted.find((one) => one.key === version.key && one.state === state)?.n ?? 0,
        ]),
      ) as PackageRow['grants'],
    }));
  }
}
