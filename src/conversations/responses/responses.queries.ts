import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { EmailQueries } from '../../email';
import { LeadsQueries, Pages } from '../../leads';
import { WhatsAppQueries } from '../../whatsapp';
import { ResponseNotFound } from '../conversations.problems';
import {
  EXCERPT_LENGTH,
  type ListResponses,
  type ResponsePage,
  type ResponseRow,
  type ResponseView,
} from './responses.dto';

type Stored = Omit<ResponseRow, 'company' | 'decidedBy' | 'sender' | 'excerpt' | 'ownerName'> & {
  decidedById: string | null;
  ownerId: string | null;
};
/** What an answer says, from whatever channel. */
interface WrittenAnswer {
  readonly sender: string | null;
  readonly subject: string | null;
  /** Without quotes and signature. */
  readonly text: string | null;
  readonly fullText: string | null;
}
type StoredDecision = Omit<ResponseView['decisions'][number], 'decidedBy'> & {
  decidedById: string | null;
};

const ROW = `r.id, r.version, r.subject_id AS "leadId", r.contact_id AS "contactId", r.conversation_id AS "conversationId",
  r.channel, json_build_object('kind', r.source_kind, 'id', r.source_id) AS source,
  CASE WHEN r.about_kind = 'follow-up' THEN r.about_id END AS "followUpId", r.class, r.confidence, r.state, r.language,
  r.evidence, r.pause_until_on::text AS "pauseUntil", r.received_at AS "receivedAt", r.decided_at AS "decidedAt",
  r.decided_by AS "decidedById", r.owner_id AS "ownerId", r.simulated`;

type ResponseFilter = Pick<
  ListResponses,
  'state' | 'class' | 'channel' | 'owner' | 'id' | 'leadId'
>;

/** $2 to $7 as {@link filterValues} gives them. */
const FILTER = `($2::text IS NULL OR r.state = $2) AND ($3::text[] IS NULL OR r.class = ANY ($3))
  AND ($4::uuid IS NULL OR r.subject_id = $4) AND ($5::text[] IS NULL OR r.channel = ANY ($5))
  AND ($6::uuid[] IS NULL OR r.owner_id = ANY ($6)) AND ($7::uuid[] IS NULL OR r.id = ANY ($7))`;

function filterValues(scope: Scope, filter: ResponseFilter): unknown[] {
  const { state = null, class: wanted = null, channel = null, owner, id = null } = filter;
  const owners = owner?.map((one) => (one === 'me' ? scope.userId : one)) ?? null;
  return [
    scope.kind === 'team' ? scope.teamIds : [],
    ...[state, wanted, filter.leadId ?? null, channel, owners, id],
  ];
}

/** What can be asked of answers. */
@Injectable()
export class ResponsesQueries {
  constructor(
    private readonly db: Database,
    private readonly pages: Pages,
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly email: EmailQueries,
    private readonly chats: WhatsAppQueries,
  ) {}

  /** The newest first; `state=review` is the queue of those that a person should look at. */
  async list(scope: Scope, query: ListResponses): Promise<ResponsePage> {
    return this.db.transaction(scope, (tx) =>
      this.pages.read<Stored, ResponseRow>(tx, query, {
        name: 'responses',
        sql: `SELECT ${ROW}, r.received_at::text AS place FROM conversation_responses r
               WHERE ${scopeOf(scope)} AND ${FILTER}`,
        values: filterValues(scope, query),
        order: { column: 'r.received_at', cast: 'timestamptz', id: 'r.id', descending: true },
        view: (rows) => this.rows(tx, rows),
      }),
    );
  }

  /** How many the list of the same filter has. */
  async count(tx: Tx<Scope>, filter: ResponseFilter): Promise<number> {
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM conversation_responses r WHERE ${scopeOf(tx.scope)} AND ${FILTER}`,
      filterValues(tx.scope, filter),
    );
    return row?.n ?? 0;
  }

  /** How many each owner has in the list of the same filter. */
  async countByOwner(tx: Tx<Scope>, filter: ResponseFilter): Promise<ReadonlyMap<string, number>> {
    const rows = await tx.rows<{ owner: string; n: number }>(
      `SELECT r.owner_id AS owner, count(*)::int AS n FROM conversation_responses r
        WHERE ${scopeOf(tx.scope)} AND ${FILTER} AND r.owner_id IS NOT NULL GROUP BY 1`,
      filterValues(tx.scope, filter),
    );
    return new Map(rows.map(({ owner, n }) => [owner, n]));
  }

  /** What answers were read from, by answer: `mail:<id>`, `message:<id>` or `activity:<id>`. */
  async sources(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; source: string }>(
      `SELECT id, source_kind || ':' || source_id AS source FROM conversation_responses WHERE id = ANY ($1::uuid[])`,
      [ids],
      'responses.sources',
    );
    return new Map(rows.map(({ id, source }) => [id, source]));
  }

  async get(scope: Scope, id: string): Promise<ResponseView> {
    return this.db.transaction(scope, (tx) => this.view(tx, id));
  }

  /** @throws ResponseNotFound also for one outside the scope */
  async view(tx: Tx, id: string): Promise<ResponseView> {
    const found = await tx.rows<Stored>(
      `SELECT ${ROW} FROM conversation_responses r WHERE r.id = $1`,
      [id],
      'responses.view',
    );
    const written = await this.written(tx, found);
    const [row] = await this.rows(tx, found, written);
    if (!row) throw new ResponseNotFound();
    const answer = written.get(row.source.id);
    const decisions = await tx.rows<StoredDecision>(
      `SELECT version, class, confidence, evidence, decided_at AS "decidedAt", decided_by AS "decidedById"
         FROM response_decisions WHERE response_id = $1 ORDER BY version`,
      [id],
    );
    const names = await this.users.names(
      tx,
      decisions.map((d) => d.decidedById),
    );
    return {
      ...row,
      subject: answer?.subject ?? null,
      text: answer?.text ?? null,
      fullText: answer?.fullText ?? null,
      decisions: decisions.map(({ decidedById, ...decision }) => ({
        ...decision,
        decidedBy: personOf(names, decidedById),
      })),
    };
  }

  /** What was written, as far as the caller may see it. */
  private async written(
    tx: Tx,
    rows: readonly Stored[],
  ): Promise<ReadonlyMap<string, WrittenAnswer>> {
    const idsOf = (kind: Stored['source']['kind']) =>
      rows.flatMap(({ source }) => (source.kind === kind ? source.id : []));
    const [mails, messages] = [idsOf('mail'), idsOf('message')];
    const answers = new Map<string, WrittenAnswer>();
    if (mails.length > 0)
      for (const [id, { from, subject, visibleText, fullText }] of await this.email.inbound(
        tx,
        mails,
      ))
        answers.set(id, {
          sender: from.name ?? from.address,
          subject,
          text: visibleText,
          fullText,
        });
    if (messages.length > 0)
      for (const [id, { profileName, phone, text }] of await this.chats.inbound(tx, messages))
        answers.set(id, { sender: profileName ?? phone, subject: null, text, fullText: text });
    return answers;
  }

  private async rows(
    tx: Tx,
    rows: readonly Stored[],
    texts?: ReadonlyMap<string, WrittenAnswer>,
  ): Promise<ResponseRow[]> {
    const written = texts ?? (await this.written(tx, rows));
    const names = await this.users.names(
      tx,
      rows.flatMap((r) => [r.decidedById, r.ownerId]),
    );
    const companies = await this.leads.companies(
      tx,
      rows.map((r) => r.leadId),
    );
    return rows.map(({ decidedById, ownerId, ...row }) => {
      const answer = written.get(row.source.id);
      return {
        ...row,
        company: companies.get(row.leadId) ?? null,
        sender: answer?.sender ?? null,
        ownerName: ownerId === null ? null : (names.get(ownerId) ?? null),
        excerpt: answer?.text?.slice(0, EXCERPT_LENGTH) ?? null,
        decidedBy: personOf(names, decidedById),
      };
    });
  }
}

/** Drives the index of a manager's teams; row-level security stands behind it as the net. */
function scopeOf({ kind }: Scope): string {
  return kind === 'team' ? 'r.team_id = ANY ($1::uuid[])' : '($1::uuid[] IS NOT NULL)';
}

function personOf(names: ReadonlyMap<string, string>, id: string | null) {
  return id === null ? null : { id, name: names.get(id) ?? '' };
}
