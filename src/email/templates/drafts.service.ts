import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { Clock } from '../../core/clock';
import { PreconditionRequired, StaleVersion } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Audit, type Scope, UsersQueries } from '../../identity';
import {
  DraftExists,
  OnlyVersion,
  ReasonNeeded,
  SecondPersonNeeded,
  TemplateFaulty,
  TemplateKeyTaken,
  TemplateNotFound,
  VersionFrozen,
} from '../email.problems';
import { TemplateChecks } from './template-checks.service';
import { Template } from './template.entity';
import { TemplateVersion, type TemplateBodies } from './template-version.entity';
import type { Begin, CreateTemplate, EditDraft, Publish } from './templates.dto';
import { checksumOf } from './templates.service';

/** Texts on their way to being published: one draft a template, frozen for ever once it is out. */
@Injectable()
export class Drafts {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly audit: Audit,
    private readonly checks: TemplateChecks,
    private readonly users: UsersQueries,
  ) {}

  /** A new template with its first draft. @returns the draft's id @throws TemplateKeyTaken */
  async create(scope: Scope, { bodies, ...input }: CreateTemplate): Promise<string> {
    const template = {
      ...input,
      businessType: input.businessType ?? null,
      season: input.season ?? null,
      territory: input.territory ?? null,
    };
    const checked = await this.checks.check(bodies, template.stream);
    return this.db.transaction(scope, async (tx) => {
      const id = this.ids.uuid();
      const made = await tx.rows<{ id: string }>(
        `INSERT INTO email_templates (id, key, purpose, stream, business_type, season, territory)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key) DO NOTHING RETURNING id`,
        [
          id,
          template.key,
          template.purpose,
          template.stream,
          template.businessType,
          template.season,
          template.territory,
        ],
      );
      if (made.length === 0) throw new TemplateKeyTaken();
      await this.audit.write(tx, { act: 'templates.create', subjectId: id, after: template });
      return this.insert(tx, scope, { templateId: id, number: 1, bodies, ...checked });
    });
  }

  /** A draft that begins as a version of the template, the newest if none is named. @throws TemplateNotFound, DraftExists */
  async begin(scope: Scope, templateId: string, { from }: Begin = {}): Promise<string> {
    return this.db.transaction(scope, async (tx) => {
      const template = await tx.manager.findOne(Template, {
        where: { id: templateId },
        lock: { mode: 'pessimistic_write' },
      });
      const [newest] = await tx.manager.find(TemplateVersion, {
        where: { templateId, state: Not('trial') },
        order: { number: 'DESC' },
        take: 1,
      });
      if (!template || !newest) throw new TemplateNotFound();
      if (newest.state === 'draft')
        throw new DraftExists(undefined, { members: { draftId: newest.id } });
      const source = from === undefined ? newest : await this.past(tx, templateId, from);
      const { bodies, uses, findings } = source;
      const { number } = newest;
      return this.insert(tx, scope, { templateId, number: number + 1, bodies, uses, findings });
    });
  }

  /** @throws PreconditionRequired, StaleVersion, VersionFrozen, TemplateNotFound */
  async edit(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    { bodies }: EditDraft,
  ): Promise<void> {
    if (ifMatch === undefined) throw new PreconditionRequired();
    const stream = await this.db.transaction(
      scope,
      async (tx) => (await this.draft(tx, id)).stream,
    );
    const { findings, uses } = await this.checks.check(bodies, stream);
    await this.db.transaction(scope, async (tx) => {
      const { version } = await this.draft(tx, id);
      if (ifMatch !== versionEtag(version))
        throw new StaleVersion(undefined, { members: { currentEtag: versionEtag(version) } });
      await tx.manager.update(
        TemplateVersion,
        { id },
        {
          bodies,
          uses,
          findings,
          checksum: checksumOf(bodies),
          rowVersion: version.rowVersion + 1,
          editedBy: scope.userId,
          editedAt: this.clock.now(),
        },
      );
      await this.audit.write(tx, {
        act: 'templates.edit',
        subjectId: version.templateId,
        before: { checksum: version.checksum.toString('hex') },
        after: { checksum: checksumOf(bodies).toString('hex') },
      });
    });
  }

  /** Takes a draft away as if it had never been begun. @throws VersionFrozen, TemplateNotFound */
  async discard(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const { version } = await this.draft(tx, id);
      const { templateId, number, checksum } = version;
      const others = await tx.manager.countBy(TemplateVersion, { templateId, state: Not('draft') });
      if (others === 0) throw new OnlyVersion();
      await tx.manager.delete(TemplateVersion, { id });
      await this.audit.write(tx, {
        act: 'templates.discard',
        subjectId: templateId,
        before: { number, checksum: checksum.toString('hex') },
      });
    });
  }

  /**
   * Makes the draft what is sent from now on; queued mails keep theirs.
   * @throws TemplateFaulty, VersionFrozen, SecondPersonNeeded
   */
  async publish(scope: Scope, id: string, { reason }: Publish): Promise<void> {
    const seen = await this.db.transaction(scope, (tx) => this.draft(tx, id));
    const { findings } = await this.checks.check(seen.version.bodies, seen.stream);
    if (findings.some(({ level }) => level === 'error'))
      throw new TemplateFaulty(undefined, { members: { findings } });
    await this.db.transaction(scope, async (tx) => {
      const { version } = await this.draft(tx, id);
      if (version.rowVersion !== seen.version.rowVersion)
        throw new StaleVersion(undefined, { members: { currentEtag: versionEtag(version) } });
      await this.requireSecond(tx, scope, version, reason);
      const { templateId } = version;
      await tx.manager.update(
        TemplateVersion,
        { templateId, state: 'published' },
        { state: 'archived' },
      );
      const publishedAt = this.clock.now();
      await tx.manager.update(
        TemplateVersion,
        { id },
        { state: 'published', publishedBy: scope.userId, publishedAt },
      );
      const after = { versionId: id, number: version.number };
      await this.audit.write(tx, {
        act: 'templates.publish',
        subjectId: templateId,
        after,
        why: reason ?? null,
      });
    });
  }

  /** Two persons have seen what leaves; where there is but one administrator, they say why. */
  private async requireSecond(
    tx: Tx,
    { userId }: Scope,
    { editedBy }: TemplateVersion,
    reason: string | undefined,
  ): Promise<void> {
    if (userId === null || editedBy !== userId) return;
    if (await this.users.hasOtherAdmin(tx, userId)) throw new SecondPersonNeeded();
    if (reason === undefined) throw new ReasonNeeded();
  }

  private async past(tx: Tx, templateId: string, id: string): Promise<TemplateVersion> {
    const found = await tx.manager.findOneBy(TemplateVersion, {
      id,
      templateId,
      state: Not('trial'),
    });
    if (!found) throw new TemplateNotFound();
    return found;
  }

  private async insert(
    tx: Tx,
    scope: Scope,
    draft: Pick<TemplateVersion, 'templateId' | 'number' | 'findings' | 'uses'> & {
      bodies: TemplateBodies;
    },
  ): Promise<string> {
    const id = this.ids.uuid();
    await tx.manager.insert(TemplateVersion, {
      ...draft,
      id,
      state: 'draft',
      findings: [...draft.findings],
      checksum: checksumOf(draft.bodies),
      editedBy: scope.userId,
      editedAt: this.clock.now(),
    });
    return id;
  }

  private async draft(tx: Tx, id: string) {
    const version = await tx.manager.findOne(TemplateVersion, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!version) throw new TemplateNotFound();
    if (version.state !== 'draft') throw new VersionFrozen();
    const { stream } = await tx.manager.findOneByOrFail(Template, { id: version.templateId });
    return { version, stream };
  }
}

export function versionEtag({ id, rowVersion }: { id: string; rowVersion: number }): string {
  return `"template-version-${id}-${String(rowVersion)}"`;
}
