import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import type { Scope } from '../../identity';
import { InboundMailNotFound } from '../email.problems';
import type {
  InboundMailPage,
  InboundMailRow,
  InboundMailView,
  ListInboundMails,
} from './inbound.dto';
import type { InboundKind } from './kind.rules';
import type { MatchedBy } from './matching.queries';
import { referencesAnswering, subjectAnswering } from './signals.rules';

/** A mail that came in, for whoever reads it. */
export interface InboundMail {
  readonly id: string;
  readonly kind: InboundKind;
  /** Business time. */
  readonly receivedAt: Date;
  readonly from: { readonly address: string; readonly name: string | null };
  readonly to: readonly string[];
  readonly subject: string;
  /** Without quotes, signature and lines of our own mail; at most 4,000 characters, empty when nothing is left. */
  readonly visibleText: string;
  readonly fullText: string;
  /** Keys in lower case. */
  readonly headers: readonly { readonly key: string; readonly value: string }[];
  /** The mail of ours that it belongs to. */
  readonly messageId: string | null;
  readonly leadId: string | null;
  readonly contactId: string | null;
  readonly about: { readonly kind: string; readonly id: string } | null;
  readonly matchedBy: MatchedBy | null;
  /** 0 to 1; below 0.9 the match is a suggestion for a person. */
  readonly confidence: number | null;
  readonly otherSender: boolean;
  /** `YYYY-MM-DD`, the last day away. */
  readonly awayUntil: string | null;
  readonly contactLeft: boolean;
  /** What a returned mail says: a code of RFC 3463, and the server's words. */
  readonly report: { readonly status: string | null; readonly diagnostic: string | null } | null;
  /** What an answer to it is headed by: ids without angle brackets, oldest first, the last one its own. */
  readonly answering: {
    readonly subject: string;
    readonly references: readonly string[];
    readonly threadKey: string | null;
  };
  readonly simulated: boolean;
}

type Row = Omit<InboundMail, 'from' | 'about' | 'report' | 'answering'> & {
  readonly threadKey: string | null;
  readonly fromAddress: string;
  readonly fromName: string | null;
  readonly aboutKind: string | null;
  readonly aboutId: string | null;
  readonly reportStatus: string | null;
  readonly reportDiagnostic: string | null;
};

const SELECT = `
  SELECT k.id, i.kind, k.received_at AS "receivedAt", k.from_address AS "fromAddress", k.from_name AS "fromName",
         k.to_addresses AS "to", k.subject_line AS subject, k.visible_text AS "visibleText", k.full_text AS "fullText",
         k.headers, i.matched_message_id AS "messageId", k.subject_id AS "leadId", k.contact_id AS "contactId",
         k.about_kind AS "aboutKind", k.about_id AS "aboutId", i.matched_by AS "matchedBy",
         i.match_percent::float8 / 100 AS confidence, k.other_sender AS "otherSender",
         to_char(k.away_until, 'YYYY-MM-DD') AS "awayUntil", k.contact_left AS "contactLeft",
         k.report_status AS "reportStatus", k.report_diagnostic AS "reportDiagnostic", k.simulated, m.thread_key AS "threadKey"
    FROM email_inbound_mails k JOIN email_inbound i ON i.id = k.id LEFT JOIN email_messages m ON m.id = i.matched_message_id`;

/** Mails that came in, within the scope of whoever asks. */
@Injectable()
export class InboundQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
  ) {}

  async byId(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, InboundMail>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.rows<Row>(`${SELECT} WHERE k.id = ANY ($1::uuid[])`, [ids]);
    return new Map(rows.map((row) => [row.id, mailOf(row)]));
  }

  /** The newest first. */
  async list(scope: Scope, query: ListInboundMails): Promise<InboundMailPage> {
    const { leadId, messageId, kind, limit, cursor } = query;
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const rows = await tx.rows<Row>(
        `${SELECT} WHERE ($1::uuid IS NULL OR k.subject_id = $1) AND ($2::uuid IS NULL OR i.matched_message_id = $2)
            AND ($3::text IS NULL OR i.kind = $3) AND ($4::uuid IS NULL OR k.id < $4) ORDER BY k.id DESC LIMIT $5`,
        [leadId ?? null, messageId ?? null, kind ?? null, cursor ?? null, limit + 1],
      );
      const items = rows.slice(0, limit).map((row) => rowOf(mailOf(row)));
      return {
        items,
        nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
        previousCursor: null,
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }

  /** @throws InboundMailNotFound */
  async get(scope: Scope, id: string): Promise<InboundMailView> {
    const found = await this.db.transaction(scope, (tx) => this.byId(tx, [id]));
    const mail = found.get(id);
    if (!mail) throw new InboundMailNotFound();
    const { fullText, headers, report } = mail;
    return { ...rowOf(mail), fullText, headers: [...headers], report };
  }
}

function mailOf(row: Row): InboundMail {
  const { fromAddress, fromName, aboutKind, aboutId, reportStatus, reportDiagnostic, ...known } =
    row;
  const { threadKey, ...rest } = known;
  const answering = {
    ...{ subject: subjectAnswering(row.subject), threadKey },
    references: referencesAnswering(row.headers),
  };
  const reports = reportStatus !== null || reportDiagnostic !== null;
  return {
    ...rest,
    answering,
    from: { address: fromAddress, name: fromName },
    about: aboutKind !== null && aboutId !== null ? { kind: aboutKind, id: aboutId } : null,
    report: reports ? { status: reportStatus, diagnostic: reportDiagnostic } : null,
  };
}

function rowOf(mail: InboundMail): InboundMailRow {
  const { fullText: _, headers: __, report: ___, answering: ____, receivedAt, to, ...row } = mail;
  return { ...row, to: [...to], receivedAt: receivedAt.toISOString() };
}
