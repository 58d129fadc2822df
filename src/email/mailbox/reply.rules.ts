import MimeNode from 'nodemailer/lib/mime-node';
import type { RawInbound } from '../inbound/parsed-mail.rules';

export const REPLY_KINDS = [
  'HUMAN',
  'OUT_OF_OFFICE',
  'BOUNCE',
  'SOFT_BOUNCE',
  'COMPLAINT',
  'UNSUBSCRIBE',
] as const;
export type ReplyKind = (typeof REPLY_KINDS)[number];

/** A kept mail, as far as an answer to it needs it. */
export interface Answered {
  readonly mailFrom: string;
  readonly to: string;
  readonly subject: string;
  readonly plain: string;
  readonly locale: string;
  /** First value of a header, null when there is none. */
  readonly header: (key: string) => string | null;
  /** The header section as it stands in the mail. */
  readonly head: string;
}

export interface Reply {
  readonly as: ReplyKind;
  readonly text: string;
  /** Who answers, when that is not who got the mail. */
  readonly from: string | null;
}

interface Sealed {
  readonly id: string;
  readonly at: Date;
}

const DAY_MS = 86_400_000;

/**
 * What the recipient's mail program, or a server on the way, would send back, as it would be on the wire.
 * @returns null when the mail names no address that takes such an answer
 */
export async function replyTo(
  mail: Answered,
  reply: Reply,
  sealed: Sealed,
): Promise<RawInbound | null> {
  switch (reply.as) {
    case 'HUMAN':
    case 'OUT_OF_OFFICE':
      return answer(mail, reply, sealed);
    case 'UNSUBSCRIBE': {
      const to = /<mailto:([^?>]+)/.exec(mail.header('list-unsubscribe') ?? '')?.[1];
      if (!to) return null;
      const root = letter(mail, reply, sealed, { to, subject: 'unsubscribe' });
      return finish(root.setContent(''), { rcpt: to, mailFrom: reply.from ?? mail.to });
    }
    case 'BOUNCE':
      return bounce(mail, sealed, '5.1.1', '550 5.1.1 no such user here');
    case 'SOFT_BOUNCE':
      return bounce(mail, sealed, '5.2.2', '552 5.2.2 mailbox is full');
    case 'COMPLAINT':
      return complaint(mail, sealed);
  }
}

async function answer(mail: Answered, reply: Reply, sealed: Sealed): Promise<RawInbound | null> {
  const to = addressIn(mail.header('reply-to') ?? mail.header('from') ?? '');
  if (!to) return null;
  const away = reply.as === 'OUT_OF_OFFICE';
  const prefix = away ? 'Automatische Antwort' : mail.locale === 'de' ? 'AW' : 'Re';
  const root = letter(mail, reply, sealed, { to, subject: `${prefix}: ${mail.subject}` });
  const parent = mail.header('message-id');
  if (parent) {
    root.setHeader('In-Reply-To', parent);
    root.setHeader('References', [mail.header('references'), parent].filter(Boolean).join(' '));
  }
  if (away) root.setHeader('Auto-Submitted', 'auto-replied');
  const quoted = mail.plain
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  const content = away
    ? reply.text || absence(sealed.at)
    : `${reply.text}\n\n${intro(mail, sealed.at)}\n${quoted}`;
  return finish(root.setContent(content), { rcpt: to, mailFrom: reply.from ?? mail.to });
}

function letter(
  mail: Answered,
  { from }: Reply,
  { id, at }: Sealed,
  { to, subject }: { to: string; subject: string },
): MimeNode {
  const sender = from ?? mail.to;
  const root = new MimeNode('text/plain; charset=utf-8');
  root.setHeader('From', sender);
  root.setHeader('To', to);
  root.setHeader('Subject', subject);
  root.setHeader('Date', at.toUTCString());
  root.setHeader('Message-ID', `<${id}@${domainOf(sender)}>`);
  return root;
}

function bounce(mail: Answered, sealed: Sealed, status: string, said: string): Promise<RawInbound> {
  const domain = domainOf(mail.to);
  const root = report('delivery-status', sealed, {
    from: `Mail Delivery System <MAILER-DAEMON@mx.${domain}>`,
    to: mail.mailFrom,
    subject: 'Undelivered Mail Returned to Sender',
  });
  part(root, 'text/plain; charset=utf-8', `<${mail.to}>: host mx.${domain} said: ${said}`);
  part(
    root,
    'message/delivery-status',
    `Reporting-MTA: dns; mx.${domain}\r\n\r\nFinal-Recipient: rfc822; ${mail.to}\r\nAction: failed\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; ${said}\r\n`,
  );
  part(root, 'text/rfc822-headers', mail.head);
  return finish(root, { rcpt: mail.mailFrom, mailFrom: '' });
}

function complaint(mail: Answered, sealed: Sealed): Promise<RawInbound> {
  const domain = domainOf(mail.to);
  const root = report('feedback-report', sealed, {
    from: `Feedback <feedback@${domain}>`,
    to: mail.mailFrom,
    subject: `FW: ${mail.subject}`,
  });
  part(root, 'text/plain; charset=utf-8', 'This is an email abuse report.');
  part(
    root,
    'message/feedback-report',
    `Feedback-Type: abuse\r\nUser-Agent: development-mailbox\r\nVersion: 1\r\nOriginal-Rcpt-To: <${mail.to}>\r\n`,
  );
  part(root, 'text/rfc822-headers', mail.head);
  return finish(root, { rcpt: mail.mailFrom, mailFrom: `feedback@${domain}` });
}

function report(
  type: string,
  { id, at }: Sealed,
  { from, to, subject }: { from: string; to: string; subject: string },
): MimeNode {
  const root = new MimeNode(`multipart/report; report-type=${type}`, { baseBoundary: id });
  root.setHeader('From', from);
  root.setHeader('To', to);
  root.setHeader('Subject', subject);
  root.setHeader('Date', at.toUTCString());
  root.setHeader('Message-ID', `<${id}@${domainOf(addressIn(from) ?? to)}>`);
  return root;
}

function part(root: MimeNode, type: string, content: string): void {
  root.createChild(type).setContent(content);
}

async function finish(
  root: MimeNode,
  { rcpt, mailFrom }: { rcpt: string; mailFrom: string },
): Promise<RawInbound> {
  return { rcpt: [rcpt], mailFrom, raw: await root.build() };
}

function intro({ locale, header }: Answered, at: Date): string {
  const who = header('from') ?? '';
  const day = at.toISOString().slice(0, 10);
  return locale === 'de'
    ? `Am ${day.split('-').reverse().join('.')} um 09:00 schrieb ${who}:`
    : `On ${day} at 09:00, ${who} wrote:`;
}

/** Two weeks away, in the words of most such notices. */
function absence(at: Date): string {
  const day = new Date(at.getTime() + 14 * DAY_MS).toISOString().slice(0, 10);
  return `Guten Tag,\n\nvielen Dank für Ihre Nachricht. Ich bin bis einschließlich ${day.split('-').reverse().join('.')} nicht im Büro. In dringenden Fällen wenden Sie sich bitte an meine Kollegen.\n\nMit freundlichen Grüßen`;
}

function addressIn(text: string): string | null {
  return /<([^<>\s]+@[^<>\s]+)>/.exec(text)?.[1] ?? /[^\s<>"]+@[^\s<>"]+/.exec(text)?.[0] ?? null;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
