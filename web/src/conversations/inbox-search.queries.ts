import { anyText, oneOf, type Reader, searchOf, uuid } from '../core/url';

/** Boxes of answers that are decided one by one, and boxes of conversations. */
export const BOXES = ['review', 'waiting', 'open', 'all', 'decided'] as const;
export type Box = (typeof BOXES)[number];
/** Conversations as the list names them. */
const CHATS = ['waiting', 'open', 'all'] as const;
export type Chats = (typeof CHATS)[number];

export const isChats = (box: Box): box is Chats => CHATS.some((one) => one === box);

/** One's own, or those of one colleague. */
const owner: Reader<string> = (text) => (text === 'me' ? text : uuid(text));

/** The URL of the inbox; what waits for a decision is left out, because it is the first. */
export const inboxSearch = searchOf({
  box: oneOf(BOXES),
  owner,
  channel: oneOf(['email', 'whatsapp', 'person']),
  /** Looked for among conversations. */
  q: anyText(100),
  /** The entry or the conversation that is open. */
  id: uuid,
});
export type InboxSearch = ReturnType<typeof inboxSearch>;
export type ChatSearch = Pick<InboxSearch, 'owner' | 'channel' | 'q'>;
/** Shows another view of the inbox. What is chosen is a step for the Back button; what is walked or typed through is none. */
export type Go = (search: InboxSearch, replace?: boolean) => void;
