import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import type { Frame } from '../core/stream';
import { chatKeys } from './chats.queries';

/** Stands among the ids to read for what a message changes, so that it is asked once a second at most. */
const CHATS = 'chats';

/** What changes how far a mail came, beside what comes in. */
const MAIL = [
  ...['received', 'queued', 'sent', 'failed', 'unknown', 'cancelled', 'suppressed'],
  ...['bounced', 'delivered'],
];

const onChat = ({ refresh }: LiveCache): void => refresh(CHATS);

function onConversation({ queries, refresh }: LiveCache, { data }: Frame): void {
  refresh(CHATS);
  const { conversationId } = (data ?? {}) as { conversationId?: unknown };
  if (typeof conversationId === 'string')
    void queries.invalidateQueries({ queryKey: chatKeys.chat(conversationId) });
}

const table: LiveTable = {
  'crm.message.received.v1': onChat,
  'crm.message.sent.v1': onChat,
  'crm.message.status.changed.v1': onChat,
  ...Object.fromEntries(MAIL.map((fact) => [`crm.email.${fact}.v1`, onChat])),
  // A talk that was logged and a reading of an answer end what waited.
  'crm.lead.activity.logged.v1': onChat,
  'crm.response.classified.v1': onChat,
  'crm.conversation.opened.v1': onConversation,
  'crm.conversation.assigned.v1': onConversation,
  'crm.conversation.escalated.v1': onConversation,
  'crm.conversation.closed.v1': onConversation,
};

/** Events carry no text and often name no conversation: what is on screen is read again with the reader's rights. */
export const chatsRoom: LiveRoom = {
  table,
  read: async (queries) => {
    for (const queryKey of [chatKeys.threads, chatKeys.chats, chatKeys.lists, chatKeys.counts])
      await queries.invalidateQueries({ queryKey });
  },
  liveKeys: [chatKeys.lists, chatKeys.counts, chatKeys.chats, chatKeys.threads],
};
