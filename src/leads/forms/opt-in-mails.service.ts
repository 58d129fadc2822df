import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { Sealing } from '../../core/sealing';
import { EmailService, Templates } from '../../email';
import type { OptIn } from './opt-in.entity';
import { linkEnd } from './opt-in.rules';

const PURPOSE = 'leads.opt-in';
const TOKEN = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})([\w-]{22})$/;

/** The mails that ask for a confirmation, and the links in them: signed, so that no table holds what opens them. */
@Injectable()
export class OptInMails {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly sealing: Sealing,
    private readonly templates: Templates,
    private readonly emails: EmailService,
  ) {}

  /**
   * In the transaction that asks or reminds.
   * @returns its id; null while no text for it is published, so that nothing is confirmed either
   */
  async send(
    tx: Tx,
    optIn: OptIn,
    purpose: 'OPT_IN_CONFIRMATION' | 'OPT_IN_REMINDER',
    simulated: boolean,
  ): Promise<string | null> {
    const { id, leadId, contactId, email, name, language, formTitle, wording, askedAt } = optIn;
    const everybody = { businessType: null, season: null, territory: null };
    const wanted = { purpose, locales: [language, 'de', 'en'], ...everybody };
    const { winner } = await this.templates.published(tx, wanted);
    if (!winner) return null;
    const [mail] = await this.emails.enqueueAll(tx, [
      {
        idempotencyKey: `${purpose === 'OPT_IN_REMINDER' ? 'opt-in-reminder' : 'opt-in'}:${id}`,
        stream: 'transactional',
        to: { address: email, name },
        ...{ subjectId: leadId, contactId, senderUserId: null, legalBasis: null, simulated },
        templateVersionId: winner.versionId,
        locale: winner.locale,
        variables: { optIn: { form: formTitle, wording, url: this.urlOf(id) } },
        about: { kind: 'opt-in', id },
        dueAt: this.clock.now(),
        notAfter: linkEnd(askedAt),
      },
    ]);
    return mail?.messageId ?? null;
  }

  /** @returns the id that a token names; null for one that is not ours */
  idOf(token: string): string | null {
    const [, ...parts] = TOKEN.exec(token) ?? [];
    const mac = parts.pop();
    const id = parts.join('-');
    return mac !== undefined && this.sealing.isSignature(PURPOSE, id, mac) ? id : null;
  }

  private urlOf(id: string): string {
    const token = `${id.replaceAll('-', '')}${this.sealing.signature(PURPOSE, id)}`;
    return `${this.config.publicUrl}/f/confirm/${token}`;
  }
}
