import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import type { Scope } from '../../identity';
import { MailNotFound } from '../email.problems';
import { Suppressions } from '../suppression/suppressions.service';
import { Templates } from '../templates/templates.service';
import { unpacked } from './claimed-mail.rules';
import type { ListMessages, MessagePage, MessageRow, MessageView } from './messages.dto';

interface Stored {
  readonly row: MessageRow;
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  readonly legalBasis: string | null;
}

const INSTANT = (column: string) =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const ROW = `json_build_object('id', m.id, 'leadId', m.subject_id,
  'about', json_build_object('kind', m.about_kind, 'id', m.about_id), 'stream', m.stream, 'status', m.status,
  'reason', m.reason, 'toAddress', m.to_address, 'templateKey', t.key, 'templateVersion', v.number, 'locale', m.locale,
  'dueAt', ${INSTANT('m.due_at')}, 'notAfter', ${INSTANT('m.not_after')}, 'sentAt', ${INSTANT('m.sent_at')},
  'settledAt', ${INSTANT('m.settled_at')}, 'bouncedAt', ${INSTANT('m.bounced_at')},
  'unsubscribedAt', ${INSTANT('m.unsubscribed_at')}, 'deliveredAt', ${INSTANT('m.delivered_at')},
  'repliedAt', ${INSTANT('m.replied_at')}, 'complainedAt', ${INSTANT('m.complained_at')},
  'measured', m.measured, 'firstOpenedAt', ${INSTANT('m.first_opened_at')},
  'firstClickedAt', ${INSTANT('m.first_clicked_at')}, 'attempts', m.attempts, 'simulated', m.simulated) AS row`;
const FROM = `FROM email_messages m JOIN email_template_versions v ON v.id = m.template_version_id
  JOIN email_templates t ON t.id = v.template_id`;

/** Mails as people look at them, within their scope. */
@Injectable()
export class MessagesQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly suppressions: Suppressions,
    private readonly templates: Templates,
  ) {}

  /** The newest first. */
  async list(scope: Scope, query: ListMessages): Promise<MessagePage> {
    const { leadId, aboutKind, aboutId, status, limit, cursor } = query;
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const rows = await tx.rows<Stored>(
        `SELECT ${ROW} ${FROM}
          WHERE ($1::uuid IS NULL OR m.subject_id = $1) AND ($2::text IS NULL OR m.about_kind = $2)
            AND ($3::uuid IS NULL OR m.about_id = $3) AND ($4::text IS NULL OR m.status = $4)
            AND ($5::uuid IS NULL OR m.id < $5) ORDER BY m.id DESC LIMIT $6`,
        [
          leadId ?? null,
          aboutKind ?? null,
          aboutId ?? null,
          status ?? null,
          cursor ?? null,
          limit + 1,
        ],
      );
      const items = rows.slice(0, limit).map(({ row }) => row);
      return {
        items,
        nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
        previousCursor: null,
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }

  /** @throws MailNotFound */
  async get(scope: Scope, id: string): Promise<MessageView> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const [stored] = await tx.rows<Stored & { toHash: Buffer }>(
        `SELECT ${ROW}, m.provider, m.provider_message_id AS "providerMessageId", m.legal_basis AS "legalBasis",
                m.to_hash AS "toHash" ${FROM} WHERE m.id = $1`,
        [id],
      );
      if (!stored) throw new MailNotFound();
      const { row, toHash, ...rest } = stored;
      const reasons = await this.suppressions.reasons(tx, [toHash], [row.stream]);
      const seesAll = scope.kind === 'all';
      return {
        ...row,
        ...rest,
        suppressedBy: [...reasons.values()][0] ?? null,
        calls: seesAll ? await callsOf(tx, id) : null,
        content: seesAll ? await this.content(tx, id) : null,
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }

  private async content(tx: Tx, id: string): Promise<MessageView['content']> {
    const [kept] = await tx.rows<{ packed: Buffer; versionId: string; locale: string }>(
      `SELECT c.packed, c.template_version_id AS "versionId", c.locale
         FROM email_attempts a JOIN email_contents c ON c.sha256 = a.content_sha256
        WHERE a.message_id = $1 ORDER BY a.claim_epoch DESC LIMIT 1`,
      [id],
    );
    if (!kept) return null;
    await this.templates.load(tx, [kept.versionId]);
    const { subject, html, plain } = unpacked(
      kept.packed,
      this.templates.body(kept.versionId, kept.locale).body,
    );
    return { subject, html, plain };
  }
}

async function callsOf(tx: Tx, id: string): Promise<NonNullable<MessageView['calls']>> {
  const rows = await tx.rows<{ call: NonNullable<MessageView['calls']>[number] }>(
    `SELECT json_build_object('provider', a.provider, 'state', a.state, 'phase', a.phase, 'code', a.code,
              'enhanced', a.enhanced, 'response', a.response, 'startedAt', ${INSTANT('a.started_at')},
              'finishedAt', ${INSTANT('a.finished_at')}) AS call
       FROM email_attempts a WHERE a.message_id = $1 ORDER BY a.claim_epoch`,
    [id],
  );
  return rows.map(({ call }) => call);
}
