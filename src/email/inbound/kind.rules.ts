import { isAutomatic, saysLeft } from './absence.rules';
import { awayUntil } from './away-until.rules';
import { header, headers, type ParsedMail } from './parsed-mail.rules';
import {
  type Complaint,
  complaintOf,
  type DeliveryReport,
  deliveryReportOf,
  returnedInWords,
} from './report.rules';

export const INBOUND_KINDS = [
  'HUMAN',
  'AUTO_REPLY',
  'BOUNCE',
  'COMPLAINT',
  'RECEIPT',
  'LIST',
  'UNSUBSCRIBE',
] as const;
export type InboundKind = (typeof INBOUND_KINDS)[number];

/** What kind of mail came in, with what only that kind has. */
export interface Detected {
  readonly kind: InboundKind;
  readonly report: DeliveryReport | null;
  readonly complaint: Complaint | null;
  readonly awayUntil: string | null;
  readonly contactLeft: boolean;
}

const nothing = { report: null, complaint: null, awayUntil: null, contactLeft: false } as const;

export interface Circumstances {
  readonly mailFrom: string | null;
  readonly receivedAt: Date;
  /** It went to one of our signed withdrawal addresses. */
  readonly withdraws: boolean;
  /** Domains whose lists are our own. */
  readonly ownDomains: readonly string[];
}

/**
 * The order carries the load: many returned mails call themselves an automatic reply, and a report asked "automatic?"
 * first would make the contact away instead of the address dead.
 */
export function kindOf(mail: ParsedMail, about: Circumstances): Detected {
  const complaint = complaintOf(mail);
  if (complaint) return { ...nothing, kind: 'COMPLAINT', complaint };
  const report =
    deliveryReportOf(mail) ?? (isReadReceipt(mail) ? null : returnedInWords(mail, about.mailFrom));
  if (report)
    return {
      ...nothing,
      kind: report.action === 'failed' || report.action === 'delayed' ? 'BOUNCE' : 'RECEIPT',
      report,
    };
  if (isReadReceipt(mail)) return { ...nothing, kind: 'RECEIPT' };
  if (about.withdraws && !isNotice(mail)) return { ...nothing, kind: 'UNSUBSCRIBE' };
  if (isAutomatic(mail))
    return {
      ...nothing,
      kind: 'AUTO_REPLY',
      awayUntil: awayUntil(`${mail.subject}\n${mail.text}`, about.receivedAt),
      contactLeft: saysLeft(mail),
    };
  return { ...nothing, kind: isForeignList(mail, about.ownDomains) ? 'LIST' : 'HUMAN' };
}

/** RFC 8098. */
function isReadReceipt(mail: ParsedMail): boolean {
  return (
    mail.parts.some(({ type }) => /^message\/(global-)?disposition-notification$/.test(type)) ||
    /report-type="?disposition-notification/i.test(header(mail, 'content-type') ?? '')
  );
}

/** What a mail program sends for a click says so in one word; an absence notice to the same address does not. */
function isNotice(mail: ParsedMail): boolean {
  return isAutomatic(mail) && !/^\W*(unsubscribe|abmelden|abbestellen)\W*$/i.test(mail.subject);
}

function isForeignList(mail: ParsedMail, ownDomains: readonly string[]): boolean {
  const lists = headers(mail, 'list-id');
  return lists.some(
    (id) => !ownDomains.some((domain) => id.toLowerCase().includes(domain.toLowerCase())),
  );
}
