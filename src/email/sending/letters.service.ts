import { Injectable } from '@nestjs/common';
import { CANARY_ID } from '../../core/canary.rules';
import { Config } from '../../core/config';
import { midOf } from '../mid.rules';
import type { BuiltMail } from '../providers/email.provider';
import { Signatures } from '../signatures.service';
import { Templates } from '../templates/templates.service';
import { declared, excess, valueAt } from '../templates/variables.rules';
import type { ClaimedMail, EarlierMail, MailContent } from './claimed-mail.rules';
import { TRIAL } from './enqueue.rules';
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
  build(mail: ClaimedMail, content: MailContent, earlier: readonly EarlierMail[]): BuiltMail {
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
      isAnswer: mail.answers !== null,
      unsubscribeUrl: this.unsubscribeUrl(mail),
      unsubscribeAddress: replyDomain
        ? `u+${this.signatures.addressToken('unsubscribe', mail.id)}@${replyDomain}`
        : null,
    });
    const mid = midOf(mail.id);
    const parts = { headers, boundary: mid, html: content.html, plain: content.plain };
    return {
      mid,
      from: bounceDomain
        ? `b+${this.signatures.addressToken('bounce', mail.id)}@${bounceDomain}`
        : address,
      to: mail.toAddress,
      raw: mimeOf(parts),
      parts,
    };
  }

  /** Whether the sink takes it. The demo's people read and answer in the development mailbox, which is no way out. */
  endsHere({ simulated, subjectId }: ClaimedMail): boolean {
    const isDemo = this.config.get('RELANCE_DEMO') && this.config.get('EMAIL_MODE') === 'capture';
    return simulated && !(isDemo && subjectId !== CANARY_ID);
  }

  /** Where signed addresses are; capture mode has some of its own, so that answers can be tried without a domain. */
  private domainFor(kind: 'reply' | 'bounce'): string | undefined {
    const given = this.config.get(kind === 'reply' ? 'EMAIL_REPLY_DOMAIN' : 'EMAIL_BOUNCE_DOMAIN');
    const isCaptured = this.config.get('EMAIL_MODE') === 'capture';
    return given ?? (isCaptured ? `${kind}.relance.example` : undefined);
  }

  /** RFC 5322 §3.6.4: what the answered mail named, and that mail itself as the last one. */
  private references(
    { threadKey, answers }: ClaimedMail,
    earlier: readonly EarlierMail[],
  ): string[] {
    const theirs = answers ?? [];
    if (threadKey === null) return [...theirs];
    const domain = domainOf(this.config.get('EMAIL_FROM_ADDRESS'));
    const ours = [
      messageIdOf(this.signatures.threadToken(threadKey), domain),
      // Mail programs know a mail by the id that it arrived with; ours stands beside it.
      ...earlier.flatMap(({ id, wireMessageId }) => [
        messageIdOf(this.signatures.messageToken(id), domain),
        ...(wireMessageId === null ? [] : [wireMessageId]),
      ]),
    ];
    return [...ours.filter((id) => !theirs.includes(id)), ...theirs];
  }

  private unsubscribeUrl(mail: ClaimedMail): string {
    // A test mail has nobody who could withdraw: its link leads to the page that says so.
    if (mail.aboutKind === TRIAL) return `${this.config.publicUrl}/e/u/preview`;
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
