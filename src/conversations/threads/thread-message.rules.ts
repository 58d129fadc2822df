import type { RecordedEvent } from '../../events/recorded-event';
import type { Language } from '../classification/pattern.rules';
import { folded } from '../classification/visible.rules';

/** What a contact wrote, as a channel brings it. */
export interface HeardMessage {
  readonly leadId: string;
  readonly contactId: string | null;
  readonly channel: 'email' | 'whatsapp';
  readonly channelMessageId: string;
  readonly whatsappContactId?: string | null;
  /** As the channel names whoever writes. */
  readonly sender: string | null;
  readonly kind: string;
  readonly text: string | null;
  /** The message of ours that it answers. */
  readonly repliesToId: string | null;
  readonly about: { readonly kind: string; readonly id: string } | null;
  readonly language: Language | null;
  /** What it wants, the first one first. */
  readonly topics: readonly string[];
  readonly intent: { readonly name: string; readonly confidence: number } | null;
  /** A machine wrote it: nobody has to read it. */
  readonly quiet: boolean;
  /** Waits for an automatic answer. */
  readonly answered: boolean;
  readonly occurredAt: Date;
  readonly simulated: boolean;
  readonly cause: RecordedEvent;
}

/** With whom a talk is, and when. */
export type ThreadPlace = Pick<
  HeardMessage,
  'leadId' | 'contactId' | 'channel' | 'whatsappContactId' | 'occurredAt'
>;

/** What a conversation begins with. */
export type NewThread = ThreadPlace &
  Pick<HeardMessage, 'sender' | 'language' | 'simulated'> & { readonly cause?: RecordedEvent };

/** What we wrote. */
export interface SaidMessage {
  readonly channel: 'email' | 'whatsapp';
  readonly channelMessageId: string;
  readonly author: 'bot' | 'user' | 'system';
  readonly senderUserId: string | null;
  readonly kind: string;
  readonly templateKey: string | null;
  readonly text: string | null;
  readonly repliesToId: string | null;
  readonly about: { readonly kind: string; readonly id: string } | null;
  readonly occurredAt: Date;
  readonly simulated: boolean;
}

const LONGEST_SEARCHED = 4_000;

/** As the statement that adds messages reads it. */
export function rowOfHeard(message: HeardMessage) {
  return {
    ...base(message),
    direction: 'inbound',
    author: 'contact',
    sender_user_id: null,
    template_key: null,
    intent: message.intent?.name ?? null,
    intent_confidence: message.intent?.confidence ?? null,
    answer_state: message.answered ? 'due' : null,
    answer_due_at: message.answered ? message.occurredAt : null,
  };
}

/** As {@link rowOfHeard}, for what we wrote. */
export function rowOfSaid(message: SaidMessage) {
  return {
    ...base(message),
    direction: 'outbound',
    author: message.author,
    sender_user_id: message.senderUserId,
    template_key: message.templateKey,
  };
}

function base(message: HeardMessage | SaidMessage) {
  return {
    simulated: message.simulated,
    channel: message.channel,
    channel_message_id: message.channelMessageId,
    occurred_at: message.occurredAt,
    kind: message.kind,
    replies_to_id: message.repliesToId,
    about_kind: message.about?.kind ?? null,
    about_id: message.about?.id ?? null,
    search: folded((message.text ?? '').slice(0, LONGEST_SEARCHED)),
  };
}
