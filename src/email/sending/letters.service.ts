import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import { midOf } from '../mid.rules';
import type { BuiltMail } from '../providers/email.provider';
import { Signatures } from '../signatures.service';
import { Templates } from '../templates/templates.service';
import { declared, excess, valueAt } from '../templates/variables.rules';
import type { ClaimedMail, MailContent } from './claimed-mail.rules';
import {
  domainOf,
  headerFault,
  headersOf,
  isAddress,
  isHostile,
  messageIdOf,
} from './headers.rules';
import { mimeOf } from './mime.rules';

/** Turns a mail of the queue into what a template sees and into what goes onto the wire. */
@Injectable()
export class Letters {
  /** Links stand in the text and in the headers; signing them once is enough. */
  private readonly signed = new WeakMap<ClaimedMail, string>();

  constructor(
    private readonly config: Config,
    private readonly signatures: Signatures,
    private readonly templates: Templates,
  ) {}

  /** What the template may name: the declared variables and the links of this mail. */
  scopeOf(mail: ClaimedMail): object {
    const { locale, variables } = mail;
    return {
      ...declared(variables),
      locale,
      imprint: this.config.get('EMAIL_IMPRINT'),
      links: { unsubscribe: this.unsubscribeUrl(mail), reply: `mailto:${this.replyTo(mail)}` },
    };
  }

  /** @returns why this mail must not go onto the wire, or null */
  fault(mail: ClaimedMail): string | null {
    if (excess(mail.variables)) return 'VARIABLES_TOO_LARGE';
    if (isHostile(this.fromName(mail))) return 'HOSTILE_HEADER';
    return headerFault({ name: mail.toName, address: mail.toAddress });
  }

  /** The same bytes whenever it is called for the same row. */
  build(mail: ClaimedMail, content: MailContent, earlier: readonly string[]): BuiltMail {
    const address = this.config.get('EMAIL_FROM_ADDRESS');
    const replyDomain = this.domainFor('reply');
    const bounceDomain = this.domainFor('bounce');
    const headers = headersOf({
      from: { name: this.fromName(mail), address },
      replyTo: this.replyTo(mail),
      to: { name: mail.toName, address: mail.toAddress },
      subject: content.subject,
      date: mail.datedAt,
      stream: mail.stream,
      locale: mail.locale,
      templateKey: this.templates.body(mail.templateVersionId, mail.locale).templateKey,
      token: this.signatures.messageToken(mail.id),
      references: this.references(mail, earlier),
      unsubscribeUrl: this.unsubscribeUrl(mail),
      unsubscribeAddress: replyDomain
        ? `u+${this.signatures.addressToken('unsubscribe', mail.id)}@${replyDomain}`
        : null,
    });
    return {
      from: bounceDomain
        ? `b+${this.signatures.addressToken('bounce', mail.id)}@${bounceDomain}`
        : address,
      to: mail.toAddress,
      raw: mimeOf({ headers, boundary: midOf(mail.id), html: content.html, plain: content.plain }),
    };
  }

  /** Where signed addresses are; capture mode has some of its own, so that answers can be tried without a domain. */
  private domainFor(kind: 'reply' | 'bounce'): string | undefined {
    const given = this.config.get(kind === 'reply' ? 'EMAIL_REPLY_DOMAIN' : 'EMAIL_BOUNCE_DOMAIN');
    const isCaptured = this.config.get('EMAIL_MODE') === 'capture';
    return given ?? (isCaptured ? `${kind}.relance.example` : undefined);
  }

  private references({ threadKey }: ClaimedMail, earlier: readonly string[]): string[] {
    if (threadKey === null) return [];
    const domain = domainOf(this.config.get('EMAIL_FROM_ADDRESS'));
    return [
      messageIdOf(this.signatures.threadToken(threadKey), domain),
      ...earlier.map((id) => messageIdOf(this.signatures.messageToken(id), domain)),
    ];
  }

  private unsubscribeUrl(mail: ClaimedMail): string {
    const known = this.signed.get(mail);
    if (known) return known;
    const token = this.signatures.unsubscribeToken({ messageId: mail.id, stream: mail.stream });
    const url = `${this.config.publicUrl}/e/u/${token}`;
    this.signed.set(mail, url);
    return url;
  }

  /** Our own signed address where there is a domain for it, else the person who writes. */
  private replyTo({ id, variables }: ClaimedMail): string {
    const domain = this.domainFor('reply');
    if (domain) return `r+${this.signatures.addressToken('reply', id)}@${domain}`;
    const owner = valueAt(variables, 'owner.email');
    return typeof owner === 'string' && isAddress(owner)
      ? owner
      : this.config.get('EMAIL_FROM_ADDRESS');
  }

  private fromName({ variables }: ClaimedMail): string {
    const owner = valueAt(variables, 'owner.name');
    const house = this.config.get('EMAIL_FROM_NAME');
    return typeof owner === 'string' && owner !== '' ? `${owner} (${house})` : house;
  }
}
