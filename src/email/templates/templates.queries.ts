import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import { EventsQueries } from '../../events';
import type { Scope } from '../../identity';
import { TemplateNotFound } from '../email.problems';
import { TemplateChecks } from './template-checks.service';
import { Template } from './template.entity';
import { TemplateVersion } from './template-version.entity';
import type { Preview, PreviewView, TemplateList, VersionView } from './templates.dto';

/** Templates as people look at them. */
@Injectable()
export class TemplatesQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly checks: TemplateChecks,
  ) {}

  /** All of them with their versions, the newest version first. */
  async list(scope: Scope): Promise<TemplateList> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const templates = await tx.manager.find(Template, { order: { key: 'ASC' } });
      const versions = await tx.manager.find(TemplateVersion, { order: { number: 'DESC' } });
      return {
        items: templates.map(({ createdAt: _, ...template }) => ({
          ...template,
          versions: versions.filter(({ templateId }) => templateId === template.id).map(rowOf),
        })),
        nextCursor: null,
        previousCursor: null,
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }

  /** @throws TemplateNotFound */
  async version(scope: Scope, id: string): Promise<VersionView> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const version = await tx.manager.findOneBy(TemplateVersion, { id });
      if (!version) throw new TemplateNotFound();
      const { key } = await tx.manager.findOneByOrFail(Template, { id: version.templateId });
      return {
        ...rowOf(version),
        templateId: version.templateId,
        templateKey: key,
        bodies: version.bodies,
        uses: version.uses,
        findings: [...version.findings],
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }

  /** The text with sample values, and what is wrong with it. @throws TemplateNotFound */
  async preview(scope: Scope, id: string, { locale, values }: Preview): Promise<PreviewView> {
    const { version, stream } = await this.db.transaction(scope, async (tx) => {
      const found = await tx.manager.findOneBy(TemplateVersion, { id });
      if (!found) throw new TemplateNotFound();
      const template = await tx.manager.findOneByOrFail(Template, { id: found.templateId });
      return { version: found, stream: template.stream };
    });
    const body = version.bodies[locale];
    if (!body) throw new TemplateNotFound();
    const trial = await this.checks.preview(body, locale, values);
    const { findings } = await this.checks.check({ [locale]: body }, stream);
    if ('error' in trial)
      return { subject: null, html: null, plain: null, error: trial.error, findings };
    const { subject, html, plain } = trial;
    return { subject, html, plain, error: null, findings };
  }
}

function rowOf(version: TemplateVersion) {
  const { id, number, state, rowVersion, editedBy, publishedBy } = version;
  return {
    id,
    number,
    state,
    rowVersion,
    locales: Object.keys(version.bodies).sort(),
    editedBy,
    editedAt: version.editedAt.toISOString(),
    publishedBy,
    publishedAt: version.publishedAt?.toISOString() ?? null,
  };
}
