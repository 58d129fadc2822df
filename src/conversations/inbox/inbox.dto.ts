import { z } from 'zod';
import { several } from '../../core/fields';
import { say } from '../../core/field-text';
import { MESSAGE_KINDS } from '../../events/catalogue';
import { RESPONSE_CLASSES } from '../classification/classify.rules';
import { INTENTS } from '../intents/intents.rules';
import {
  CLOSE_REASONS,
  CONVERSATION_STATES,
  WAITING_REASONS,
} from '../threads/conversation.entity';

const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };
const CHANNELS = ['email', 'whatsapp'] as const;
export const BOXES = ['open', 'waiting', 'mine', 'snoozed', 'closed', 'all'] as const;
export type Box = (typeof BOXES)[number];
const person = z.object({ id: z.uuid(), name: z.string() }).nullable();

const filterFields = {
  /** `open` is what is open or handed over; of that, `waiting` waits for an answer of ours; `mine` the caller answers. */
  box: z.enum(BOXES).default('open'),
  state: several(z.enum(CONVERSATION_STATES)),
  channel: several(z.enum(CHANNELS)),
  owner: several(z.union([z.uuid(), z.literal('me')])),
  assignee: several(z.union([z.uuid(), z.enum(['me', 'nobody'])])),
  id: several(z.uuid()),
  leadId: z.uuid().optional(),
  q: z.string().trim().max(120).optional(),
};

export const ConversationFilterSchema = z
  .strictObject(filterFields)
  .meta({ id: 'ConversationFilter' });
export type ConversationFilter = z.output<typeof ConversationFilterSchema>;

export const ListConversationsSchema = z.strictObject({
  ...filterFields,
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListConversations = z.output<typeof ListConversationsSchema>;

export const CountConversationsSchema = z
  .strictObject({
    views: z
      .array(
        z.strictObject({
          key: z.string().regex(/^[a-z0-9-]{1,60}$/),
          filter: ConversationFilterSchema,
        }),
      )
      .min(1)
      .max(20),
  })
  .meta({ id: 'CountConversations' });
export type CountConversations = z.output<typeof CountConversationsSchema>;

export const ConversationCountsSchema = z
  .object({ counts: z.record(z.string(), z.int()), ...asOf })
  .meta({ id: 'ConversationCounts' });
export type ConversationCounts = z.output<typeof ConversationCountsSchema>;

/** How much of a text a list shows. */
export const EXCERPT_LENGTH = 240;

const DIRECTIONS = ['inbound', 'outbound'] as const;
const AUTHORS = ['contact', 'bot', 'user', 'system'] as const;
const kind = z.enum(['mail', ...MESSAGE_KINDS]);

const conversationRow = {
  id: z.uuid(),
  /** Counts what is done to it, not the messages in it. */
  version: z.int(),
  leadId: z.uuid(),
  customerId: z.uuid().nullable(),
  company: z.string().nullable(),
  contact: person,
  /** As the channel names whoever writes. */
  sender: z.string().nullable(),
  channel: z.enum(CHANNELS),
  state: z.enum(CONVERSATION_STATES),
  owner: person,
  assignee: person,
  lastMessage: z
    .object({
      id: z.uuid(),
      direction: z.enum(DIRECTIONS),
      author: z.enum(AUTHORS),
      kind,
      /** How it begins; null where there are no words. */
      excerpt: z.string().nullable(),
      occurredAt: instant,
    })
    .nullable(),
  openedAt: instant,
  lastMessageAt: instant,
  lastInboundAt: instant.nullable(),
  lastOutboundAt: instant.nullable(),
  /** End of the customer service window, also when it has passed; null for mail. */
  windowExpiresAt: instant.nullable(),
  snoozedUntil: instant.nullable(),
  closedAt: instant.nullable(),
  closeReason: z.enum(CLOSE_REASONS).nullable(),
  /** That an answer of ours is waited for, and by when it is due; `reason` is why it was handed over, null where it was not. */
  waiting: z
    .object({ reason: z.enum(WAITING_REASONS).nullable(), since: instant, dueAt: instant })
    .nullable(),
  unread: z.int(),
  topics: z.array(z.string()),
  language: z.enum(['de', 'en']).nullable(),
  simulated: z.boolean(),
};

export const ConversationRowSchema = z.object(conversationRow).meta({ id: 'ConversationRow' });
export type ConversationRow = z.output<typeof ConversationRowSchema>;

export const ConversationPageSchema = z
  .object({
    items: z.array(ConversationRowSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    ...asOf,
  })
  .meta({ id: 'ConversationPage' });
export type ConversationPage = z.output<typeof ConversationPageSchema>;

export const ConversationViewSchema = z
  .object({
    ...conversationRow,
    /** Who answers the next message: a program, a person, or nobody by itself. */
    answering: z.enum(['automatic', 'person', 'off']),
    canSend: z.object({
      text: z.boolean(),
      template: z.boolean(),
      mail: z.boolean(),
      /** Nobody has written by mail whom one could answer, or the address gets no mail any more. */
      because: z.enum(['window-closed', 'no-address', 'suppressed']).nullable(),
    }),
    ...asOf,
  })
  .meta({ id: 'ConversationView' });
export type ConversationView = z.output<typeof ConversationViewSchema>;

export const ThreadMessageSchema = z
  .object({
    id: z.uuid(),
    conversationId: z.uuid(),
    channelMessageId: z.uuid(),
    direction: z.enum(DIRECTIONS),
    author: z.enum(AUTHORS),
    /** The colleague who wrote it. */
    authorName: z.string().nullable(),
    kind,
    subject: z.string().nullable(),
    text: z.string().nullable(),
    media: z.object({ mimeType: z.string(), filename: z.string().nullable() }).nullable(),
    templateKey: z.string().nullable(),
    /** The message of this conversation that it answers. */
    repliesToId: z.uuid().nullable(),
    /** How far one of ours came; null for what came in. */
    state: z
      .enum([
        'queued',
        'accepted',
        'sent',
        'delivered',
        'read',
        'failed',
        'unknown',
        'cancelled',
        'suppressed',
        'bounced',
      ])
      .nullable(),
    at: z.object({
      queuedAt: instant.nullable(),
      sentAt: instant.nullable(),
      deliveredAt: instant.nullable(),
      readAt: instant.nullable(),
      failedAt: instant.nullable(),
    }),
    error: z.object({ code: z.int().nullable(), reason: z.string().nullable() }).nullable(),
    intent: z.enum(INTENTS).nullable(),
    response: z
      .object({
        id: z.uuid(),
        class: z.enum(RESPONSE_CLASSES),
        confidence: z.number().nullable(),
        state: z.enum(['review', 'decided']),
      })
      .nullable(),
    about: z.object({ kind: z.string(), id: z.uuid() }).nullable(),
    occurredAt: instant,
    simulated: z.boolean(),
  })
  .meta({ id: 'ThreadMessage' });
export type ThreadMessage = z.output<typeof ThreadMessageSchema>;

export const ListMessagesSchema = z.strictObject({
  /** Only those that were added after this one. */
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListMessages = z.output<typeof ListMessagesSchema>;

export const ThreadPageSchema = z
  .object({
    items: z.array(ThreadMessageSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    ...asOf,
  })
  .meta({ id: 'ThreadPage' });
export type ThreadPage = z.output<typeof ThreadPageSchema>;

/** Lines as people type them: breaks and tabs, and no other control characters. */
const typed = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(
      /^(?:[\t\n\r]|\P{Cc})*$/u,
      say('must not contain control characters', 'darf keine Steuerzeichen enthalten'),
    );

export const SendMessageSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('text'), text: typed(4_096) }),
    z.strictObject({
      kind: z.literal('template'),
      templateKey: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,119}$/),
      locale: z.string().regex(/^[a-z]{2}(_[A-Z]{2})?$/),
      variables: z.record(z.string().max(60), typed(4_096)).default({}),
    }),
    z
      .strictObject({ kind: z.literal('mail'), text: typed(20_000) })
      .describe('An answer by mail; subject, signature and imprint are added'),
  ])
  .meta({ id: 'SendMessage' });
export type SendMessage = z.output<typeof SendMessageSchema>;
/** What may be written into a chat. */
export type ChatWords = Exclude<SendMessage, { kind: 'mail' }>;

export const SendableTemplatesSchema = z
  .object({
    items: z.array(
      z.object({
        key: z.string(),
        locale: z.string(),
        category: z.enum(['marketing', 'utility', 'authentication']),
        body: z.string(),
        variables: z.array(z.string()),
        /** What is known of them already. */
        filled: z.record(z.string(), z.string()),
        buttons: z.array(z.string()),
      }),
    ),
    ...asOf,
  })
  .meta({ id: 'SendableTemplates' });
export type SendableTemplates = z.output<typeof SendableTemplatesSchema>;

export const AssignConversationSchema = z
  .strictObject({ assigneeId: z.uuid().nullable() })
  .meta({ id: 'AssignConversation' });
export type AssignConversation = z.output<typeof AssignConversationSchema>;

export const CloseConversationSchema = z
  .strictObject({ reason: z.enum(['resolved', 'inactive']).default('resolved') })
  .meta({ id: 'CloseConversation' });
export type CloseConversation = z.output<typeof CloseConversationSchema>;

export const SnoozeConversationSchema = z
  .strictObject({ until: z.iso.datetime({ offset: true }).nullable() })
  .meta({ id: 'SnoozeConversation' });
export type SnoozeConversation = z.output<typeof SnoozeConversationSchema>;
