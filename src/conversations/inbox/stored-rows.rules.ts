import { type ConversationRow, EXCERPT_LENGTH, type ThreadMessage } from './inbox.dto';

/** A conversation as it is read. */
export type Stored = Omit<
  ConversationRow,
  'company' | 'contact' | 'owner' | 'assignee' | 'lastMessage' | 'waiting'
> & {
  contactId: string | null;
  ownerId: string | null;
  assigneeId: string | null;
  waitingReason: NonNullable<ConversationRow['waiting']>['reason'];
  waitingSince: string | null;
  answerDueAt: string | null;
  last:
    | (Omit<NonNullable<ConversationRow['lastMessage']>, 'excerpt'> & { channelMessageId: string })
    | null;
};
/** A message as it is read, before its channel is asked. */
export type StoredMessage = Omit<
  ThreadMessage,
  'authorName' | 'subject' | 'text' | 'media' | 'state' | 'at' | 'error'
> & { channel: 'email' | 'whatsapp'; senderUserId: string | null };

const INSTANT = (column: string) =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Of {@link Stored}. */
export const ROW = `c.id, c.version, c.subject_id AS "leadId", c.customer_id AS "customerId", c.contact_id AS "contactId",
  c.owner_id AS "ownerId", c.assignee_id AS "assigneeId", c.sender, c.channel, c.state,
  ${INSTANT('c.opened_at')} AS "openedAt", ${INSTANT('c.last_message_at')} AS "lastMessageAt",
  ${INSTANT('c.last_inbound_at')} AS "lastInboundAt", ${INSTANT('c.last_outbound_at')} AS "lastOutboundAt",
  ${INSTANT('c.csw_expires_at')} AS "windowExpiresAt", ${INSTANT('c.snoozed_until')} AS "snoozedUntil",
  ${INSTANT('c.closed_at')} AS "closedAt", c.close_reason AS "closeReason", c.waiting_reason AS "waitingReason",
  ${INSTANT('c.waiting_since')} AS "waitingSince", ${INSTANT('c.answer_due_at')} AS "answerDueAt", c.unread, c.topics,
  c.language, c.simulated,
  (SELECT json_build_object('id', m.id, 'direction', m.direction, 'author', m.author, 'kind', m.kind,
            'channelMessageId', m.channel_message_id, 'occurredAt', ${INSTANT('m.occurred_at')})
     FROM conversation_messages m WHERE m.conversation_id = c.id ORDER BY m.occurred_at DESC, m.id DESC LIMIT 1) AS last`;

/** Of {@link StoredMessage}. */
export const MESSAGE = `m.id, m.conversation_id AS "conversationId", m.channel_message_id AS "channelMessageId", m.channel,
  m.direction, m.author, m.sender_user_id AS "senderUserId", m.kind, m.template_key AS "templateKey",
  (SELECT q.id FROM conversation_messages q WHERE q.channel = m.channel AND q.channel_message_id = m.replies_to_id
      AND q.direction <> m.direction) AS "repliesToId", m.intent,
  (SELECT json_build_object('id', r.id, 'class', r.class, 'confidence', r.confidence, 'state', r.state)
     FROM conversation_responses r WHERE m.direction = 'inbound' AND r.source_id = m.channel_message_id
      AND r.source_kind = CASE m.channel WHEN 'email' THEN 'mail' ELSE 'message' END) AS response,
  CASE WHEN m.about_kind IS NOT NULL THEN json_build_object('kind', m.about_kind, 'id', m.about_id) END AS about,
  ${INSTANT('m.occurred_at')} AS "occurredAt", m.simulated`;

type Names = ReadonlyMap<string, string>;

/** A conversation as the inbox shows it. */
export function rowOf(
  row: Stored,
  known: {
    readonly companies: Names;
    readonly contacts: Names;
    readonly names: Names;
    readonly excerpts: ReadonlyMap<string, Pick<ThreadMessage, 'text'>>;
  },
): ConversationRow {
  const {
    contactId,
    ownerId,
    assigneeId,
    waitingReason,
    waitingSince,
    answerDueAt,
    last,
    ...rest
  } = row;
  const isWaiting = waitingSince !== null && answerDueAt !== null;
  return {
    ...rest,
    company: known.companies.get(row.leadId) ?? null,
    contact: personOf(known.contacts, contactId),
    owner: personOf(known.names, ownerId),
    assignee: personOf(known.names, assigneeId),
    waiting: isWaiting ? { reason: waitingReason, since: waitingSince, dueAt: answerDueAt } : null,
    lastMessage: last && lastOf(last, known.excerpts.get(last.id)?.text ?? null),
  };
}

function lastOf(
  { channelMessageId: _, ...last }: NonNullable<Stored['last']>,
  text: string | null,
): ConversationRow['lastMessage'] {
  return { ...last, excerpt: text?.slice(0, EXCERPT_LENGTH) ?? null };
}

function personOf(names: ReadonlyMap<string, string>, id: string | null) {
  return id === null ? null : { id, name: names.get(id) ?? '' };
}
