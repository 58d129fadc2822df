import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, systemDbScope, type Tx } from '../../core/database';
import type { Scope } from '../../identity';
import { TemplateNotFound } from '../email.problems';
import { type Candidate, choose, type Choice, type Wanted } from './selection.rules';
import { SHIPPED } from './shipped.rules';
import { TemplateChecks } from './template-checks.service';
import { Template } from './template.entity';
import { TemplateVersion, type TemplateBodies, type TemplateBody } from './template-version.entity';
import type { Preview, PreviewView } from './templates.dto';
import { missing } from './variables.rules';

interface KnownVersion {
  readonly id: string;
  readonly templateKey: string;
  readonly state: TemplateVersion['state'];
  readonly uses: readonly string[];
  readonly bodies: TemplateBodies;
}

const VERSION_COLUMNS = `v.id, t.key AS "templateKey", v.state, v.uses, v.bodies`;

/** Published texts: which there are, which fits best, and what it needs. */
@Injectable()
export class Templates implements OnApplicationBootstrap {
  /** Versions that left the draft never change, so what was read once is true for ever. */
  private readonly frozen = new Map<string, KnownVersion>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly checks: TemplateChecks,
  ) {}

  /** Brings the shipped templates into a database that lacks them; changed ones are left alone. */
  async onApplicationBootstrap(): Promise<void> {
    await this.db.transaction(systemDbScope('email.templates'), async (tx) => {
      const rows = SHIPPED.map((t) => ({ ...t, checksum: checksumOf(t.bodies).toString('hex') }));
      await tx.rows(
        `WITH given AS (
           SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, "versionId" uuid, key text, purpose text,
             stream text, uses text[], bodies jsonb, checksum text)
         ), fresh AS (
           INSERT INTO email_templates (id, key, purpose, stream) SELECT id, key, purpose, stream FROM given
           ON CONFLICT DO NOTHING RETURNING id
         )
         INSERT INTO email_template_versions (id, template_id, number, state, bodies, checksum, uses, edited_at, published_at)
         SELECT g."versionId", g.id, 1, 'published', g.bodies, decode(g.checksum, 'hex'), g.uses, $2, $2
           FROM given g JOIN fresh USING (id)`,
        [JSON.stringify(rows), this.clock.now()],
      );
    });
  }

  /** Everything published for these purposes; choose among it with {@link choose}, as often as you like. */
  async candidates(tx: Tx, purposes: readonly string[]): Promise<Candidate[]> {
    const rows = await tx.rows<Candidate & KnownVersion>(
      `SELECT ${VERSION_COLUMNS}, v.id AS "versionId", t.purpose, t.stream, t.business_type AS "businessType",
              t.season, t.territory, v.number, ARRAY(SELECT jsonb_object_keys(v.bodies)) AS locales
         FROM email_templates t JOIN email_template_versions v ON v.template_id = t.id AND v.state = 'published'
        WHERE t.purpose = ANY ($1) ORDER BY t.key`,
      [purposes],
      'templates.candidates',
    );
    for (const { id, templateKey, state, uses, bodies } of rows)
      this.frozen.set(id, { id, templateKey, state, uses, bodies });
    return rows.map(({ bodies: _, uses: __, state: ___, id: ____, ...candidate }) => candidate);
  }

  /** The most specific of `candidates` and why each other lost. */
  choose(candidates: readonly Candidate[], wanted: Wanted): Choice {
    return choose(candidates, wanted);
  }

  /** Both at once, for a single mail. */
  async published(tx: Tx, wanted: Wanted): Promise<Choice> {
    return choose(await this.candidates(tx, [wanted.purpose]), wanted);
  }

  /** Required variables without a value, by path. @throws Error for a version that was never loaded */
  missingVariables(versionId: string, variables: object): string[] {
    return missing(this.known(versionId).uses, variables);
  }

  /** What versions are called, by id: the key of the template and the number of the version. */
  async titles(tx: Tx, versionIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.rows<{ id: string; title: string }>(
      `SELECT v.id, t.key || ' v' || v.number AS title
         FROM email_template_versions v JOIN email_templates t ON t.id = v.template_id WHERE v.id = ANY ($1::uuid[])`,
      [versionIds],
      'templates.titles',
    );
    return new Map(rows.map(({ id, title }) => [id, title]));
  }

  /** Reads versions into memory. @throws Error when one does not exist or is a draft */
  async load(tx: Tx, versionIds: readonly string[]): Promise<void> {
    const unknown = [...new Set(versionIds)].filter((id) => !this.frozen.has(id));
    if (unknown.length === 0) return;
    const rows = await tx.rows<KnownVersion>(
      `SELECT ${VERSION_COLUMNS} FROM email_template_versions v JOIN email_templates t ON t.id = v.template_id
        WHERE v.id = ANY ($1) AND v.state <> 'draft'`,
      [unknown],
    );
    for (const row of rows) this.frozen.set(row.id, row);
    const lost = unknown.find((id) => !this.frozen.has(id));
    if (lost) throw new Error(`The template version ${lost} does not exist or is a draft.`);
  }

  /** The text in one language, under the key by which renderers remember it. @throws Error when there is none */
  body(
    versionId: string,
    locale: string,
  ): { key: string; body: TemplateBody; templateKey: string } {
    const { bodies, templateKey } = this.known(versionId);
    const body = Object.hasOwn(bodies, locale) ? bodies[locale] : undefined;
    if (!body) throw new Error(`The template version ${versionId} has no text in ${locale}.`);
    return { key: `${versionId}:${locale}`, body, templateKey };
  }

  /**
   * What a version says, or what would stand in its place, with values of a set or of somebody; drafts as well.
   * @throws TemplateNotFound
   */
  async preview(
    scope: Scope,
    id: string,
    { locale, values, body: given }: Preview,
    own?: object,
  ): Promise<PreviewView> {
    const { version, stream } = await this.db.transaction(scope, async (tx) => {
      const found = await tx.manager.findOneBy(TemplateVersion, { id });
      if (!found) throw new TemplateNotFound();
      const template = await tx.manager.findOneByOrFail(Template, { id: found.templateId });
      return { version: found, stream: template.stream };
    });
    const body = given ?? version.bodies[locale];
    if (!body) throw new TemplateNotFound();
    const trial = await this.checks.preview(body, locale, own ?? values);
    const { findings, uses } = await this.checks.check({ [locale]: body }, stream);
    const lacking = (own ? missing(uses, own) : []).map((detail) => ({
      ...{ level: 'error' as const, code: 'missing-value', locale, detail },
    }));
    const all = [...findings, ...lacking];
    if ('error' in trial)
      return { subject: null, html: null, plain: null, error: trial.error, findings: all };
    const { subject, html, plain } = trial;
    return { subject, html, plain, error: null, findings: all };
  }

  private known(versionId: string): KnownVersion {
    const version = this.frozen.get(versionId);
    if (!version) throw new Error(`The template version ${versionId} was not loaded.`);
    return version;
  }
}

export function checksumOf(bodies: TemplateBodies): Buffer {
  const parts = Object.keys(bodies)
    .sort()
    .map((locale) => [
      locale,
      bodies[locale]?.subject,
      bodies[locale]?.html,
      bodies[locale]?.plain,
    ]);
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
