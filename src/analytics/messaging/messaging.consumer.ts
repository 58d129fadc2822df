import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { Consume } from '../../events';
import {
  ButtonClicked,
  ContentDelivered,
  ContentUnlocked,
  ConversationAssigned,
  ConversationClosed,
  ConversationEscalated,
  ConversationOpened,
  EmailReceived,
  EmailSent,
  MessageReceived,
  MessageSent,
  MessageStatusChanged,
} from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { MessagingFacts } from './messaging-facts.rules';

/** The cursor that every answer about the channel names. */
export const MESSAGING = 'analytics.messaging';

const WHOSE = ['subject_id', 'owner_id', 'team_id', 'territory', 'simulated'];
const WHOSE_TYPES =
  'subject_id uuid, owner_id uuid, team_id uuid, territory text, simulated boolean';
const TOLD = ['kind', 'purpose', 'author', 'template_key', 'about_kind', 'about_id', 'error_code'];
const INSTANTS = [
  'received_at',
  'accepted_at',
  'sent_at',
  'delivered_at',
  'read_at',
  'failed_at',
  'unknown_at',
  'withdrawn_at',
];
const MESSAGE = ['id', ...WHOSE, 'whatsapp_contact_id', 'direction', ...TOLD, ...INSTANTS];
const earliest = (column: string) => `least(t.${column}, EXCLUDED.${column})`;
const HANDED_OVER = (of: (column: string) => string) =>
  `coalesce(${of('received_at')}, ${of('accepted_at')}, least(${of('failed_at')}, ${of('unknown_at')}))`;

/** In the order of the log; a second telling changes nothing. */
const KEEP_MESSAGES = `
  INSERT INTO analytics_messages AS t (${MESSAGE.join(', ')}, at)
  SELECT ${MESSAGE.join(', ')}, ${HANDED_OVER((column) => column)}
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, ${WHOSE_TYPES}, whatsapp_contact_id uuid, direction text, kind text,
      purpose text, author text, template_key text, about_kind text, about_id uuid, error_code int,
      ${INSTANTS.map((name) => `${name} timestamptz`).join(', ')})
  ON CONFLICT (id) DO UPDATE SET
    ${TOLD.map((name) => `${name} = coalesce(t.${name}, EXCLUDED.${name})`).join(', ')},
    ${INSTANTS.map((name) => `${name} = ${earliest(name)}`).join(', ')},
    at = ${HANDED_OVER(earliest)}`;

const insertNew = (table: string, columns: readonly (readonly [string, string])[], key: string) => `
  INSERT INTO ${table} AS t (${WHOSE.join(', ')}, ${columns.map(([name]) => name).join(', ')})
  SELECT ${WHOSE.join(', ')}, ${columns.map(([name]) => name).join(', ')}
    FROM jsonb_to_recordset($1::jsonb) AS f(${WHOSE_TYPES}, ${columns.map((column) => column.join(' ')).join(', ')})
  ON CONFLICT (${key}) DO`;

const KEEP_CLICKS = `${insertNew(
  'analytics_clicks',
  [
    ['id', 'uuid'],
    ['whatsapp_contact_id', 'uuid'],
    ['button', 'text'],
    ['target_kind', 'text'],
    ['target_id', 'uuid'],
    ['source', 'text'],
    ['template_key', 'text'],
    ['replies_to', 'uuid'],
    ['template_sent_at', 'timestamptz'],
    ['clicked_at', 'timestamptz'],
  ],
  'id',
)} NOTHING`;

const KEEP_GRANTS = `${insertNew(
  'analytics_grants',
  [
    ['id', 'uuid'],
    ['package_key', 'text'],
    ['number', 'int'],
    ['via', 'text'],
    ['unlocked_at', 'timestamptz'],
  ],
  'id',
)} UPDATE SET number = EXCLUDED.number, via = EXCLUDED.via, unlocked_at = EXCLUDED.unlocked_at
    WHERE EXCLUDED.number < t.number`;

const KEEP_DELIVERIES = `${insertNew(
  'analytics_deliveries',
  [
    ['grant_id', 'uuid'],
    ['number', 'int'],
    ['package_key', 'text'],
    ['outcome', 'text'],
    ['items', 'int'],
    ['accepted', 'int'],
    ['first_item_milliseconds', 'int'],
    ['delivered_at', 'timestamptz'],
  ],
  'grant_id, number',
)} NOTHING`;

const KEEP_TURNS = `${insertNew(
  'analytics_turns',
  [
    ['conversation_id', 'uuid'],
    ['what', 'text'],
    ['version', 'int'],
    ['channel', 'text'],
    ['reason', 'text'],
    ['at', 'timestamptz'],
  ],
  'conversation_id, what, version',
)} NOTHING`;

const KEEP_LETTERS = `${insertNew(
  'analytics_letters',
  [
    ['id', 'uuid'],
    ['direction', 'text'],
    ['at', 'timestamptz'],
  ],
  'id',
)} NOTHING`;

/** The memory of the channel: what it was told, merged. Stopping it stops neither intake nor delivery. */
@Injectable()
export class MessagingConsumer {
  @Consume(
    MESSAGING,
    [
      MessageReceived,
      MessageSent,
      MessageStatusChanged,
      ButtonClicked,
      ContentUnlocked,
      ContentDelivered,
      ConversationOpened,
      ConversationAssigned,
      ConversationEscalated,
      ConversationClosed,
      EmailReceived,
      EmailSent,
    ],
    {
      from: 'beginning',
      rebuilds: [
        'analytics_messages',
        'analytics_clicks',
        'analytics_grants',
        'analytics_deliveries',
        'analytics_turns',
        'analytics_letters',
      ],
    },
  )
  async learn(tx: Tx, events: readonly RecordedEvent[]): Promise<void> {
    const facts = new MessagingFacts();
    for (const event of events) facts.add(event);
    const all: [string, string, Map<string, object>][] = [
      [KEEP_MESSAGES, 'messages', facts.messages],
      [KEEP_CLICKS, 'clicks', facts.clicks],
      [KEEP_GRANTS, 'grants', facts.grants],
      [KEEP_DELIVERIES, 'deliveries', facts.deliveries],
      [KEEP_TURNS, 'turns', facts.turns],
      [KEEP_LETTERS, 'letters', facts.letters],
    ];
    for (const [statement, name, rows] of all)
      if (rows.size > 0)
        await tx.rows(statement, [JSON.stringify([...rows.values()])], `messaging.keep-${name}`);
  }
}
