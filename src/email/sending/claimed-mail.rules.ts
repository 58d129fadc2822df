import { hash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { Fact } from '../tracking/machine.rules';
import type { Stream } from './message.entity';

/** A mail that this process has claimed and not yet handed over. */
export interface ClaimedMail {
  readonly id: string;
  readonly epoch: number;
  readonly subjectId: string | null;
  readonly contactId: string | null;
  readonly simulated: boolean;
  readonly stream: Stream;
  readonly toAddress: string;
  readonly toName: string | null;
  readonly toHash: Buffer;
  readonly contactKeys: readonly string[];
  readonly templateVersionId: string;
  readonly locale: string;
  readonly variables: Record<string, unknown>;
  readonly threadKey: string | null;
  readonly answers: readonly string[] | null;
  readonly gateName: string | null;
  readonly gateRef: string | null;
  readonly aboutKind: string;
  readonly aboutId: string;
  readonly legalBasis: string | null;
  readonly notAfter: Date;
  readonly attempts: number;
  readonly retrySeconds: number | null;
  readonly datedAt: Date;
  /** What may be told of it, by consent of its contact; null: nothing. */
  readonly tracking: Tracking | null;
  /** What of that went onto the wire. */
  readonly measured: readonly Fact[] | null;
}

export type Tracking = 'links' | 'links-and-opening';

export interface MailContent {
  /** In hex. */
  readonly sha256: string;
  readonly subject: string;
  readonly html: string;
  readonly plain: string;
  /** As the renderer packed it, in base 64; null when it is stored already. */
  readonly packed: string | null;
}

/** A claimed mail with its text, or with the reason why it has none. */
export interface PreparedMail {
  readonly mail: ClaimedMail;
  readonly content: MailContent | { readonly error: string };
  /** The mails of the same thread that went before, oldest first. */
  readonly earlier: readonly EarlierMail[];
  /** By which provider the thread began; null where it did not yet, or in the house. */
  readonly threadProvider: string | null;
}

export interface EarlierMail {
  readonly id: string;
  /** The Message-ID that a provider gave it in place of ours. */
  readonly wireMessageId: string | null;
}

export function contentOf(rendered: Omit<MailContent, 'sha256'>): MailContent {
  const { subject, html, plain } = rendered;
  return {
    ...rendered,
    sha256: hash('sha256', `${subject}\0${html}\0${plain}`),
  };
}

/** The text that was sent, out of what was kept of it. @throws Error when the template is not the one it was packed against */
export function unpacked(packed: Buffer, template: { html: string; plain: string }): MailContent {
  const dictionary = Buffer.from(template.html + template.plain).subarray(-32_768);
  const text: unknown = JSON.parse(inflateRawSync(packed, { dictionary }).toString());
  const [subject, html, plain] = text as [string, string, string];
  return contentOf({ subject, html, plain, packed: null });
}

/** What may be told of a mail when it is asked, as long as the consent stands. */
export const TRACKING = `CASE WHEN m.tracking_consent_id IS NULL OR m.tracking_ended_at IS NOT NULL THEN NULL
  WHEN m.tracks_opens THEN 'links-and-opening' ELSE 'links' END AS tracking`;

/** What went onto the wire and may still be told. */
export const MEASURED = 'CASE WHEN m.tracking_ended_at IS NULL THEN m.measured END AS measured';

/** The columns of {@link ClaimedMail}, for every statement that reads one. */
export const CLAIMED_COLUMNS = `m.id, m.claim_epoch AS "epoch", m.subject_id AS "subjectId", m.contact_id AS "contactId",
  m.simulated, m.stream, m.to_address AS "toAddress", m.to_name AS "toName", m.to_hash AS "toHash",
  m.contact_keys AS "contactKeys", m.template_version_id AS "templateVersionId", m.locale, m.variables,
  m.thread_key AS "threadKey", m.answers, m.gate_name AS "gateName", m.gate_ref AS "gateRef", m.about_kind AS "aboutKind",
  m.about_id AS "aboutId", m.legal_basis AS "legalBasis", m.not_after AS "notAfter", m.attempts,
  m.retry_seconds AS "retrySeconds", m.dated_at AS "datedAt", ${TRACKING}, ${MEASURED}`;
