import { fields, header, headers, type ParsedMail } from './parsed-mail.rules';
import { isUnmistakable, MOST_SEARCHED, soundsReturned, statusIn } from './refusal.rules';

/** What a server says became of a mail (RFC 3464), or what can be read out of its words. */
export interface DeliveryReport {
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** RFC 3463; null when nothing says it. */
  readonly status: string | null;
  readonly recipient: string | null;
  readonly diagnostic: string | null;
}

/** RFC 5965: a mailbox provider passes on that somebody pressed "this is spam". */
export interface Complaint {
  readonly feedbackType: string;
  readonly recipient: string | null;
}

const MACHINE = /^(mailer-?daemon|postmaster|mail-?daemon|mmdf|uucp|smtp|mdaemon|double-bounce)@?/i;
const MACHINE_NAME =
  /mail(er)?[ -]?(delivery|daemon|administrator|system)|postmaster|mail delivery|delivery (sub)?system|internet mail|mailer|antigen|mailmax|mail router|system administrator/i;
const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
const ADDRESS = /[^\s<>"'(),:;[\]]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,9}/gi;
const MOST_DIAGNOSTIC = 1_000;

/** Headers of our own mail, as a report brings them back. */
export function returnedHeaders(mail: ParsedMail): ReadonlyMap<string, string>[] {
  const attached = mail.parts.flatMap(({ type, text }) =>
    /^(message\/(rfc822|rfc822-headers|global|global-headers)|text\/rfc822-headers)$/.test(type)
      ? fields(text.split(/\r?\n\r?\n/, 1)[0] ?? '')
      : [],
  );
  // Many servers paste the mail below their words instead of attaching it.
  const pasted = /^[ >]*(x-crm-mid|message-id):/im.test(mail.text)
    ? [fields(mail.text.replace(/^[ >]+/gm, ''))]
    : [];
  return [...attached, ...pasted];
}

export function complaintOf(mail: ParsedMail): Complaint | null {
  const part = mail.parts.find(({ type }) => type === 'message/feedback-report');
  const isReport = /report-type="?feedback-report/i.test(header(mail, 'content-type') ?? '');
  if (!part && !isReport) return null;
  const said = fields(part?.text ?? '');
  const recipient = said.get('original-rcpt-to') ?? said.get('removal-recipient') ?? null;
  return {
    feedbackType: (said.get('feedback-type') ?? 'abuse').toLowerCase().slice(0, 40),
    recipient: recipient && plainAddress(recipient),
  };
}

/** A report in the standard's form. The first recipient that failed speaks for all: our mails have one. */
export function deliveryReportOf(mail: ParsedMail): DeliveryReport | null {
  const part = mail.parts.find(({ type }) => /^message\/(global-)?delivery-status$/.test(type));
  if (!part) return null;
  const blocks = part.text
    .split(/\r?\n[ \t]*\r?\n/)
    .map(fields)
    .filter((block) => block.has('action') || block.has('status') || block.has('final-recipient'))
    .map((block) => reportOf(block, mail));
  return blocks.find(({ action }) => action === 'failed') ?? blocks[0] ?? unstructured(mail);
}

function reportOf(block: ReadonlyMap<string, string>, mail: ParsedMail): DeliveryReport {
  const diagnostic = block.get('diagnostic-code') ?? null;
  const written = /([245]\.\d{1,3}\.\d{1,3})/.exec(block.get('status') ?? '')?.[1] ?? null;
  const status = written ?? statusIn(diagnostic ?? mail.text);
  const word = (block.get('action') ?? '').toLowerCase();
  const recipient = block.get('original-recipient') ?? block.get('final-recipient') ?? '';
  return {
    action: ACTIONS.find((action) => word.startsWith(action)) ?? actionOf(status),
    status,
    recipient: plainAddress(recipient),
    diagnostic: diagnostic?.slice(0, MOST_DIAGNOSTIC) ?? null,
  };
}

/** Returned mail in a server's own words: its sender is a machine, and it says that something came back. */
export function returnedInWords(mail: ParsedMail, mailFrom: string | null): DeliveryReport | null {
  const fromMachine =
    isNullPath(mail, mailFrom) ||
    MACHINE.test(mail.from?.address ?? '') ||
    MACHINE_NAME.test(mail.from?.name ?? '') ||
    (mail.from === null && MACHINE_NAME.test(header(mail, 'from') ?? ''));
  const cameBack =
    header(mail, 'x-failed-recipients') !== null ||
    soundsReturned(mail) ||
    mail.parts.some(({ type }) => type === 'message/rfc822');
  if (!(fromMachine && cameBack) && !isUnmistakable(mail)) return null;
  return unstructured(mail);
}

function unstructured(mail: ParsedMail): DeliveryReport {
  const failed = header(mail, 'x-failed-recipients');
  const words =
    [mail.text, ...mail.parts.filter(({ type }) => type === 'text/plain').map((p) => p.text)]
      .join('\n')
      .slice(0, MOST_SEARCHED)
      .split(/^-+ ?(?:original|this is a copy|begin|below|enclosed)/im, 1)[0] ?? '';
  const status = statusIn(words) ?? statusIn(mail.subject);
  const delayed =
    /delay|verzögert|still (being )?(re)?tr(y|ied)|will (be )?(retr|keep trying)|warning/i;
  return {
    action: delayed.test(mail.subject) ? 'delayed' : 'failed',
    status,
    recipient: plainAddress(failed ?? '') ?? words.match(ADDRESS)?.[0]?.toLowerCase() ?? null,
    diagnostic: words.trim().slice(0, MOST_DIAGNOSTIC) || null,
  };
}

export function isNullPath(mail: ParsedMail, mailFrom: string | null): boolean {
  if (mailFrom !== null) return mailFrom === '' || mailFrom === '<>';
  return headers(mail, 'return-path').some((path) => /^<\s*>$/.test(path));
}

function actionOf(status: string | null): DeliveryReport['action'] {
  if (status?.startsWith('2')) return 'delivered';
  return status?.startsWith('4') ? 'delayed' : 'failed';
}

/** `rfc822; <chef@hotel.example>` and its relatives. */
function plainAddress(text: string): string | null {
  return (
    text
      .replace(/^[^;]*;/, '')
      .match(ADDRESS)?.[0]
      ?.toLowerCase() ?? null
  );
}
