import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import { Ids } from '../../core/ids';
import { Audit, type Scope, systemScope, UsersQueries } from '../../identity';
import { EmailService } from '../email.service';
import { TemplateFaulty, TemplateNotFound } from '../email.problems';
import { TRIAL } from '../sending/enqueue.rules';
import { TemplateChecks } from './template-checks.service';
import { TemplateVersion, type TemplateBody } from './template-version.entity';
import type { Trial } from './templates.dto';
import { checksumOf } from './templates.service';
import { sampleValues } from './variables.rules';

const MARK = '[Test] ';
const HOURS_VALID = 1;

/** Sends a text to the one who asks, with sample values and marked as a test, in the way that every mail goes. */
@Injectable()
export class Trials {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly audit: Audit,
    private readonly users: UsersQueries,
    private readonly emails: EmailService,
    private readonly checks: TemplateChecks,
  ) {}

  /** @returns the mail's id @throws TemplateNotFound, TemplateFaulty when the text cannot be rendered */
  async send(scope: Scope, versionId: string, { locale }: Trial): Promise<string> {
    const to = await this.addressOf(scope);
    const found = await this.db.transaction(scope, (tx) =>
      tx.manager.findOneBy(TemplateVersion, { id: versionId }),
    );
    const body = found?.bodies[locale];
    if (!found || !body) throw new TemplateNotFound();
    const rendered = await this.checks.preview(body, locale, 'sample');
    if ('error' in rendered) throw new TemplateFaulty(rendered.error);
    return this.db.transaction(scope, async (tx) => {
      const id = this.ids.uuid();
      const bodies = { [locale]: marked(body) };
      const now = this.clock.now();
      const { templateId, number, uses } = found;
      await tx.manager.insert(TemplateVersion, {
        ...{ id, templateId, number, uses, bodies, state: 'trial', findings: [] },
        ...{ checksum: checksumOf(bodies), editedBy: scope.userId, editedAt: now },
      });
      const [mail] = await this.emails.enqueueAll(tx, [
        {
          ...{
            idempotencyKey: `trial:${id}`,
            stream: 'transactional',
            to,
            subjectId: null,
            locale,
          },
          ...{ templateVersionId: id, variables: sampleValues(locale), senderUserId: scope.userId },
          ...{ about: { kind: TRIAL, id }, dueAt: now, legalBasis: null, simulated: false },
          notAfter: new Date(now.getTime() + HOURS_VALID * 3_600_000),
        },
      ]);
      const after = { versionId, locale, messageId: mail?.messageId ?? null };
      await this.audit.write(tx, { act: 'templates.try', subjectId: templateId, after });
      return mail?.messageId ?? '';
    });
  }

  private async addressOf({ userId }: Scope): Promise<{ address: string; name: string }> {
    const people = await this.db.transaction(systemScope('email.trials'), (tx) =>
      this.users.signatories(tx, [userId]),
    );
    const me = people.get(userId ?? '');
    if (!me) throw new Error('Only a person can send a test to themselves.');
    return { address: me.email, name: me.name };
  }
}

function marked(body: TemplateBody): TemplateBody {
  return { ...body, subject: `${MARK}${body.subject}` };
}
