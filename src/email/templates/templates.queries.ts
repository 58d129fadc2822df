import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import { EventsQueries } from '../../events';
import { type Scope, systemScope, UsersQueries } from '../../identity';
import { TemplateNotFound } from '../email.problems';
import { Template } from './template.entity';
import { TemplateVersion } from './template-version.entity';
import type { TemplateList, VersionView } from './templates.dto';

/** Templates as people look at them. */
@Injectable()
export class TemplatesQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
  ) {}

  /** All of them with their versions, the newest version first. */
  async list(scope: Scope): Promise<TemplateList> {
    const { templates, versions, asOfSequence } = await this.db.transaction(scope, async (tx) => ({
      asOfSequence: await this.events.safeSequence(tx),
      templates: await tx.manager.find(Template, { order: { key: 'ASC' } }),
      versions: await tx.manager.find(TemplateVersion, {
        where: { state: Not('trial') },
        order: { number: 'DESC' },
      }),
    }));
    const names = await this.names(versions);
    return {
      items: templates.map(({ createdAt: _, ...template }) => ({
        ...template,
        versions: versions
          .filter(({ templateId }) => templateId === template.id)
          .map((version) => rowOf(version, names)),
      })),
      nextCursor: null,
      previousCursor: null,
      asOf: this.clock.now().toISOString(),
      asOfSequence,
    };
  }

  /** @throws TemplateNotFound */
  async version(scope: Scope, id: string): Promise<VersionView> {
    const { version, key, asOfSequence } = await this.db.transaction(scope, async (tx) => {
      const sequence = await this.events.safeSequence(tx);
      const found = await tx.manager.findOneBy(TemplateVersion, { id, state: Not('trial') });
      if (!found) throw new TemplateNotFound();
      const template = await tx.manager.findOneByOrFail(Template, { id: found.templateId });
      return { version: found, key: template.key, asOfSequence: sequence };
    });
    return {
      ...rowOf(version, await this.names([version])),
      templateId: version.templateId,
      templateKey: key,
      bodies: version.bodies,
      uses: version.uses,
      findings: [...version.findings],
      asOf: this.clock.now().toISOString(),
      asOfSequence,
    };
  }

  /** Names of those who edited and published; whoever reads a text may know who wrote it. */
  private async names(versions: readonly TemplateVersion[]): Promise<ReadonlyMap<string, string>> {
    const ids = versions.flatMap(({ editedBy, publishedBy }) => [editedBy, publishedBy]);
    const people = await this.db.transaction(systemScope('email.templates'), (tx) =>
      this.users.signatories(tx, ids),
    );
    return new Map([...people].map(([id, { name }]) => [id, name]));
  }
}

function rowOf(version: TemplateVersion, names: ReadonlyMap<string, string>) {
  const { id, number, state, rowVersion, editedBy, publishedBy } = version;
  return {
    id,
    number,
    state,
    rowVersion,
    locales: Object.keys(version.bodies).sort(),
    editedBy,
    editedByName: editedBy && (names.get(editedBy) ?? null),
    editedAt: version.editedAt.toISOString(),
    publishedBy,
    publishedByName: publishedBy && (names.get(publishedBy) ?? null),
    publishedAt: version.publishedAt?.toISOString() ?? null,
  };
}
