import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import type { Stream } from '../sending/message.entity';
import { lint, type Trial } from './lint.rules';
import { Renderer } from './renderer.service';
import type { Finding, TemplateBodies, TemplateBody } from './template-version.entity';
import { bareValues, declared, hostileValues, sampleValues } from './variables.rules';

const VALUES = { sample: sampleValues, bare: bareValues, hostile: hostileValues } as const;
export type ValueSet = keyof typeof VALUES;

/** Tries texts out in the cage, with samples, before anybody gets them. */
@Injectable()
export class TemplateChecks {
  constructor(
    private readonly renderer: Renderer,
    private readonly config: Config,
  ) {}

  /** What one set of values, or somebody's own, makes of a text. The links lead to a page that says that they are none. */
  async preview(body: TemplateBody, locale: string, values: ValueSet | object): Promise<Trial> {
    const lang = locale === 'en' ? 'en' : 'de';
    const scope = {
      ...declared(typeof values === 'string' ? VALUES[values](lang) : values),
      locale: lang,
      imprint: this.config.get('EMAIL_IMPRINT'),
      links: {
        unsubscribe: `${this.config.publicUrl}/e/u/preview`,
        reply: `mailto:${this.config.get('EMAIL_FROM_ADDRESS')}`,
      },
    };
    const [trial] = await this.renderer.render([{ key: keyOf(body), body, scope }]);
    return trial ?? { error: 'no answer' };
  }

  /** Findings in every language and the variables that are named in any. */
  async check(
    bodies: TemplateBodies,
    stream: Stream,
  ): Promise<{ findings: Finding[]; uses: string[] }> {
    const findings: Finding[] = [];
    const uses = new Set<string>();
    for (const [locale, body] of Object.entries(bodies)) {
      const { error, uses: named = [] } = await this.renderer.uses(keyOf(body), body);
      for (const path of named) uses.add(path);
      const [sample, bare, hostile] = await Promise.all([
        this.preview(body, locale, 'sample'),
        this.preview(body, locale, 'bare'),
        this.preview(body, locale, 'hostile'),
      ]);
      findings.push(
        ...lint(body, locale, stream, { fault: error ?? null, uses: named, sample, bare, hostile }),
      );
    }
    return { findings, uses: [...uses].sort() };
  }
}

function keyOf(body: TemplateBody): string {
  return createHash('sha256')
    .update(JSON.stringify([body.subject, body.html, body.plain]))
    .digest('hex');
}
