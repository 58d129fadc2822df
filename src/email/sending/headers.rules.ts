import { domainToASCII } from 'node:url';
import { canUnsubscribe, isAdvertising } from './legal-basis.rules';
import type { Stream } from './message.entity';

export interface Mailbox {
  readonly name: string | null;
  readonly address: string;
}

/** Everything the headers of one mail are made of. */
export interface Envelope {
  readonly from: Mailbox;
  readonly replyTo: string;
  readonly to: Mailbox;
  readonly subject: string;
  readonly date: Date;
  readonly stream: Stream;
  readonly locale: string;
  readonly templateKey: string;
  /** `<mid>.<mac>` */
  readonly token: string;
  /** Without angle brackets, oldest first: the thread's root and the mails before this one. */
  readonly references: readonly string[];
  /** A person wrote it, to somebody who had written. */
  readonly isAnswer: boolean;
  readonly unsubscribeUrl: string;
  /** Address that takes withdrawals by mail. */
  readonly unsubscribeAddress: string | null;
}

export type Header = readonly [
  name: string,
  value: string | Date | Mailbox | readonly string[],
  verbatim?: true,
];

const STREAM_NAMES: Record<Stream, string> = {
  transactional: 'Messages',
  followup: 'Offers',
  notification: 'Notifications',
  marketing: 'News',
};
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@([^\s@<>()[\]\\,;:"\p{Cc}]{1,253})$/u;
const LONGEST_ADDRESS = 254;

/** One recipient in plain form, deliverable in principle. */
export function isAddress(text: string): boolean {
  const domain = ADDRESS.exec(text)?.[1];
  return (
    domain !== undefined &&
    text.length <= LONGEST_ADDRESS &&
    /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(domainToASCII(domain))
  );
}

/** What would let a value end its line, and begin another header. */
export function isHostile(text: string | null): boolean {
  return text !== null && /[\p{Cc}\u2028\u2029]/u.test(text);
}

/** @returns a reason to send nothing, or null */
export function headerFault(to: Mailbox): string | null {
  if (isHostile(to.address) || isHostile(to.name)) return 'HOSTILE_HEADER';
  return isAddress(to.address) ? null : 'INVALID_RECIPIENT';
}

export function messageIdOf(token: string, domain: string): string {
  return `${token}@${domain}`;
}

/** The header contract: the same set for every provider, one recipient, nothing that a template could choose. */
export function headersOf(envelope: Envelope): Header[] {
  const { from, to, stream, references } = envelope;
  const domain = domainOf(from.address);
  return [
    ['From', from],
    ['To', to],
    ['Reply-To', envelope.replyTo],
    ['Subject', envelope.subject],
    ['Date', envelope.date],
    ['Message-ID', messageIdOf(envelope.token, domain)],
    ...(references.length > 0
      ? ([
          ['In-Reply-To', references.at(-1) ?? ''],
          ['References', references],
        ] as const)
      : []),
    ...withdrawal(envelope, domain),
    ...(envelope.isAnswer ? [] : manners(stream)),
    ...(isAdvertising(stream)
      ? ([['Feedback-ID', `${envelope.templateKey}:${stream}:${domain}`]] as const)
      : []),
    ['X-CRM-Mid', envelope.token],
    ['Content-Language', envelope.locale],
  ];
}

/** RFC 8058 and RFC 2369; the link first, and nothing folded between its brackets. */
function withdrawal(
  { stream, unsubscribeUrl, unsubscribeAddress }: Envelope,
  domain: string,
): Header[] {
  if (!canUnsubscribe(stream)) return [];
  const byMail = unsubscribeAddress ? `, <mailto:${unsubscribeAddress}?subject=unsubscribe>` : '';
  return [
    ['List-Unsubscribe', `<${unsubscribeUrl}>${byMail}`, true],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click', true],
    ['List-Id', `"${STREAM_NAMES[stream]}" <${stream}.${domain}>`, true],
  ];
}

/** RFC 3834: what a machine wrote says so; a follow-up is a person's letter and invites an answer. */
function manners(stream: Stream): Header[] {
  if (stream === 'marketing') return [['Precedence', 'bulk']];
  if (stream === 'followup') return [];
  return [
    ['Auto-Submitted', 'auto-generated'],
    ['X-Auto-Response-Suppress', 'OOF, AutoReply'],
  ];
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
