import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { type Scope, Settings, UsersQueries } from '../../identity';
import { LeadsQueries, Pages } from '../../leads';
import { folded } from '../classification/visible.rules';
import { ConversationNotFound } from '../conversations.problems';
import { ACTIVE } from '../threads/active.rules';
import { isWindowOpen } from '../threads/states.rules';
import { Correspondents } from '../mails/correspondents.queries';
import { FILTER, filterValues, type Found, scopeOf, waitsIn } from './conversation-filter.rules';
import {
  type ConversationCounts,
  type ConversationFilter,
  type ConversationPage,
  type ConversationRow,
  type ConversationView,
  type CountConversations,
  type ListConversations,
  type ListMessages,
  type ThreadMessage,
  type ThreadPage,
} from './inbox.dto';
import { MessageTexts } from './message-texts.queries';
import { AutomaticAnswers } from './settings.rules';
import { MESSAGE, ROW, rowOf, type Stored, type StoredMessage } from './stored-rows.rules';

/** A single letter stands in nearly every message. */
const SHORTEST_WORD = 2;
/** More matches than this nobody reads. */
const MOST_MATCHES = 500;

/** What can be asked of conversations. */
@Injectable()
export class ConversationsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly settings: Settings,
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly texts: MessageTexts,
    private readonly correspondents: Correspondents,
  ) {}

  /** The newest message first; of what waits for an answer, what is due first. */
  async list(scope: Scope, query: ListConversations): Promise<ConversationPage> {
    return this.db.transaction(scope, (tx) => this.page(tx, query));
  }

  /** As {@link list}, in the caller's transaction. */
  async page(tx: Tx<Scope>, query: ListConversations): Promise<ConversationPage> {
    const found = await this.found(tx, query);
    const isWaiting = waitsIn(query);
    const column = isWaiting ? 'c.answer_due_at' : 'c.last_message_at';
    return this.pages.read<Stored, ConversationRow>(tx, query, {
      name: isWaiting ? 'conversations-waiting' : 'conversations',
      sql: `SELECT ${ROW}, ${column}::text AS place FROM conversations c
             WHERE ${scopeOf(tx.scope)} AND ${FILTER}`,
      values: filterValues(tx.scope, query, found),
      order: { column, cast: 'timestamptz', id: 'c.id', descending: !isWaiting },
      view: (rows) => this.rows(tx, rows),
    });
  }

  async counts(scope: Scope, { views }: CountConversations): Promise<ConversationCounts> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.pages.asOf(tx);
      const counts: Record<string, number> = {};
      for (const { key, filter } of views) counts[key] = await this.count(tx, filter);
      return { counts, ...asOf };
    });
  }

  /** How many the list of the same filter has. */
  async count(tx: Tx<Scope>, filter: ConversationFilter): Promise<number> {
    const found = await this.found(tx, filter);
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM conversations c WHERE ${scopeOf(tx.scope)} AND ${FILTER}`,
      filterValues(tx.scope, filter, found),
    );
    return row?.n ?? 0;
  }

  /** Of those that wait for an answer, the ones whose answers nobody has to review as well. */
  async countWaitingAlone(
    tx: Tx<Scope>,
    filter: Pick<ConversationFilter, 'owner'>,
  ): Promise<number> {
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM conversations c WHERE ${scopeOf(tx.scope)} AND ${FILTER}
          AND NOT EXISTS (SELECT 1 FROM conversation_responses r WHERE r.conversation_id = c.id AND r.state = 'review')`,
      filterValues(tx.scope, { ...filter, box: 'waiting' }, null),
      'conversations.waiting-alone',
    );
    return row?.n ?? 0;
  }

  /** Conversations in which somebody waits for us or talks to us now; of the caller's scope. */
  async activeCount(tx: Tx, channel: 'email' | 'whatsapp' | null = null): Promise<number> {
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM conversations WHERE ${ACTIVE('$1')} AND ($2::text IS NULL OR channel = $2)`,
      [this.clock.now(), channel],
      'conversations.active',
    );
    return row?.n ?? 0;
  }

  async get(scope: Scope, id: string): Promise<ConversationView> {
    return this.db.transaction(scope, (tx) => this.view(tx, id));
  }

  /** @throws ConversationNotFound also for one outside the scope */
  async view(tx: Tx, id: string): Promise<ConversationView> {
    const asOf = await this.pages.asOf(tx);
    const found = await tx.rows<Stored>(
      `SELECT ${ROW} FROM conversations c WHERE c.id = $1`,
      [id],
      'conversations.view',
    );
    const [row] = await this.rows(tx, found);
    if (!row) throw new ConversationNotFound();
    const [answering, canSend] = [await this.answering(row), await this.canSend(tx, row)];
    return { ...row, answering, canSend, ...asOf };
  }

  /** The newest first. */
  async messages(scope: Scope, id: string, query: ListMessages): Promise<ThreadPage> {
    const page = await this.db.transaction(scope, async (tx) => {
      await this.requireVisible(tx, id);
      return this.pages.read<StoredMessage, ThreadMessage>(tx, query, {
        name: 'conversation-messages',
        sql: `SELECT ${MESSAGE}, m.occurred_at::text AS place FROM conversation_messages m
               WHERE m.conversation_id = $1 AND ($2::uuid IS NULL OR m.id > $2)`,
        values: [id, query.after ?? null],
        order: { column: 'm.occurred_at', cast: 'timestamptz', id: 'm.id', descending: true },
        view: (rows) => this.dressed(tx, rows),
      });
    });
    return { ...page, items: await this.texts.withMails(page.items) };
  }

  private async requireVisible(tx: Tx, id: string): Promise<void> {
    const found = await tx.rows('SELECT 1 FROM conversations WHERE id = $1', [id]);
    if (found.length === 0) throw new ConversationNotFound();
  }

  /** One message by its id in the channel. */
  async message(tx: Tx, channelMessageId: string): Promise<ThreadMessage> {
    const rows = await tx.rows<StoredMessage>(
      `SELECT ${MESSAGE} FROM conversation_messages m WHERE m.channel_message_id = $1 AND m.direction = 'outbound'`,
      [channelMessageId],
    );
    const [message] = await this.dressed(tx, rows);
    if (!message) throw new ConversationNotFound();
    return message;
  }

  private async answering({
    channel,
    assignee,
    state,
  }: ConversationRow): Promise<ConversationView['answering']> {
    if (assignee !== null || state === 'pending_agent') return 'person';
    if (channel === 'email') return 'off';
    return (await this.settings.get(AutomaticAnswers)) === 'on' ? 'automatic' : 'off';
  }

  private async canSend(tx: Tx, row: ConversationRow): Promise<ConversationView['canSend']> {
    const { channel, leadId, contact, windowExpiresAt } = row;
    if (channel === 'email') {
      const { because } = await this.correspondents.last(tx, leadId, contact?.id ?? null);
      return { text: false, template: false, mail: because === null, because };
    }
    const expires = windowExpiresAt === null ? null : new Date(windowExpiresAt);
    const text = isWindowOpen(expires, this.clock.now());
    return { text, template: true, mail: false, because: text ? null : 'window-closed' };
  }

  private async found(tx: Tx, { q }: Pick<ConversationFilter, 'q'>): Promise<Found | null> {
    if (q === undefined) return null;
    const words = folded(q)
      .split(/\s+/)
      .filter((word) => word.length >= SHORTEST_WORD)
      .slice(0, 8);
    const rows = await tx.rows<{ id: string }>(
      'SELECT id FROM relance.conversations_matching($1::text[], $2) AS id',
      [words, MOST_MATCHES],
    );
    return {
      conversationIds: rows.map(({ id }) => id),
      leadIds: await this.leads.called(tx, q, MOST_MATCHES),
    };
  }

  private async rows(tx: Tx, rows: readonly Stored[]): Promise<ConversationRow[]> {
    const leadIds = rows.map(({ leadId }) => leadId);
    const [companies, contacts] = [
      await this.leads.companies(tx, leadIds),
      await this.leads.contactNames(
        tx,
        rows.flatMap(({ contactId }) => contactId ?? []),
      ),
    ];
    const names = await this.users.names(
      tx,
      rows.flatMap((row) => [row.ownerId, row.assigneeId]),
    );
    const texts = await this.texts.of(
      tx,
      rows.flatMap(({ channel, last }) => (last ? { ...last, channel } : [])),
    );
    return rows.map((row) => rowOf(row, { companies, contacts, names, excerpts: texts }));
  }

  private async dressed(tx: Tx, rows: readonly StoredMessage[]): Promise<ThreadMessage[]> {
    const names = await this.users.names(
      tx,
      rows.map(({ senderUserId }) => senderUserId),
    );
    const texts = await this.texts.of(tx, rows);
    return rows.map(({ channel: _, senderUserId, ...row }) => {
      const text = texts.get(row.id);
      if (!text) throw new Error('A message was not asked for.');
      return { ...row, ...text, authorName: names.get(senderUserId ?? '') ?? null };
    });
  }
}
