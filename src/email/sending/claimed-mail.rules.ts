import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
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
  readonly gateName: string | null;
  readonly gateRef: string | null;
  readonly aboutKind: string;
  readonly aboutId: string;
  readonly legalBasis: string | null;
  readonly notAfter: Date;
  readonly attempts: number;
  readonly retrySeconds: number | null;
  readonly datedAt: Date;
}

export interface MailContent {
  readonly sha256: Buffer;
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
  /** Ids of the mails of the same thread that went before, oldest first. */
  readonly earlier: readonly string[];
}

export function contentOf(rendered: Omit<MailContent, 'sha256'>): MailContent {
  const { subject, html, plain } = rendered;
  return {
    ...rendered,
    sha256: createHash('sha256').update(`${subject}\0${html}\0${plain}`).digest(),
  };
}

/** The text that was sent, out of what was kept of it. @throws Error when the template is not the one it was packed against */
export function unpacked(packed: Buffer, template: { html: string; plain: string }): MailContent {
  const dictionary = Buffer.from(template.html + template.plain).subarray(-32_768);
  const text: unknown = JSON.parse(inflateRawSync(packed, { dictionary }).toString());
  const [subject, html, plain] = text as [string, string, string];
  return contentOf({ subject, html, plain, packed: null });
}

/** The columns of {@link ClaimedMail}, for every statement that reads one. */
export const CLAIMED_COLUMNS = `m.id, m.claim_epoch AS "epoch", m.subject_id AS "subjectId", m.contact_id AS "contactId",
  m.simulated, m.stream, m.to_address AS "toAddress", m.to_name AS "toName", m.to_hash AS "toHash",
  m.contact_keys AS "contactKeys", m.template_version_id AS "templateVersionId", m.locale, m.variables,
  m.thread_key AS "threadKey", m.gate_name AS "gateName", m.gate_ref AS "gateRef", m.about_kind AS "aboutKind",
  m.about_id AS "aboutId", m.legal_basis AS "legalBasis", m.not_after AS "notAfter", m.attempts,
  m.retry_seconds AS "retrySeconds", m.dated_at AS "datedAt"`;
