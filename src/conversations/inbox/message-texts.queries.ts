import { Injectable } from '@nestjs/common';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { EmailQueries, type MailState } from '../../email';
import { type OutboundMessage, WhatsAppQueries } from '../../whatsapp';
import type { ThreadMessage } from './inbox.dto';

/** A row of a thread, as far as its channel has to be asked for it. */
export interface AskedMessage {
  readonly id: string;
  readonly channel: 'email' | 'whatsapp';
  readonly direction: 'inbound' | 'outbound';
  readonly channelMessageId: string;
}

/** What a channel knows of a message. */
export type MessageText = Pick<
  ThreadMessage,
  'subject' | 'text' | 'media' | 'state' | 'at' | 'error'
>;

const NOT_YET = { queuedAt: null, sentAt: null, deliveredAt: null, readAt: null, failedAt: null };
const NOTHING: MessageText = {
  ...{ subject: null, text: null, media: null, state: null, error: null },
  at: NOT_YET,
};
/** Lines with the links by which a reader withdraws: they are for the reader alone. */
const PERSONAL_LINK = /^.*\/e\/u\/.*$\n?/gm;

/** Texts and states of messages: they stay with their channels, which are asked by id. */
@Injectable()
export class MessageTexts {
  constructor(
    private readonly db: Database,
    private readonly email: EmailQueries,
    private readonly whatsapp: WhatsAppQueries,
  ) {}

  /** By the id of the row; of mails of ours how far they came, and what a person wrote in them. */
  async of(tx: Tx, rows: readonly AskedMessage[]): Promise<ReadonlyMap<string, MessageText>> {
    const idsOf = (channel: AskedMessage['channel'], direction: AskedMessage['direction']) =>
      rows
        .filter((row) => row.channel === channel && row.direction === direction)
        .map(({ channelMessageId }) => channelMessageId);
    const [mailsIn, chatsIn] = [idsOf('email', 'inbound'), idsOf('whatsapp', 'inbound')];
    const [mailsOut, chatsOut] = [idsOf('email', 'outbound'), idsOf('whatsapp', 'outbound')];
    const texts = new Map<string, MessageText>();
    if (mailsIn.length > 0)
      for (const [id, { subject, visibleText }] of await this.email.inbound(tx, mailsIn))
        texts.set(id, { ...NOTHING, subject, text: visibleText });
    if (chatsIn.length > 0)
      for (const [id, { text, media }] of await this.whatsapp.inbound(tx, chatsIn))
        texts.set(id, { ...NOTHING, text, media });
    if (chatsOut.length > 0)
      for (const [id, message] of await this.whatsapp.outbound(tx, chatsOut))
        texts.set(id, chatOf(message));
    if (mailsOut.length > 0)
      for (const [id, state] of await this.email.states(tx, mailsOut)) texts.set(id, mailOf(state));
    return new Map(rows.map((row) => [row.id, texts.get(row.channelMessageId) ?? NOTHING]));
  }

  /**
   * What mails of ours said is kept from people, since it holds the reader's own links; without them it may be seen by
   * whoever sees the message. Reads in a transaction of its own, so it comes after the caller's.
   */
  async withMails(messages: readonly ThreadMessage[]): Promise<ThreadMessage[]> {
    const isAsked = ({ kind, direction, state, text }: ThreadMessage) =>
      kind === 'mail' && direction === 'outbound' && state !== null && text === null;
    const ids = messages.filter(isAsked).map(({ channelMessageId }) => channelMessageId);
    if (ids.length === 0) return [...messages];
    const texts = await this.db.transaction(systemDbScope('conversations.texts'), (tx) =>
      this.email.outbound(tx, ids),
    );
    return messages.map((message) => {
      const text = isAsked(message) ? texts.get(message.channelMessageId) : undefined;
      if (!text) return message;
      return { ...message, subject: text.subject, text: text.plain.replace(PERSONAL_LINK, '') };
    });
  }
}

function chatOf(message: OutboundMessage): MessageText {
  const { text, state, errorCode: code, reason } = message;
  return {
    ...{ subject: null, text, media: null },
    state: state === 'claimed' ? 'queued' : state,
    at: {
      queuedAt: message.queuedAt.toISOString(),
      sentAt: (message.sentAt ?? message.acceptedAt)?.toISOString() ?? null,
      deliveredAt: message.deliveredAt?.toISOString() ?? null,
      readAt: message.readAt?.toISOString() ?? null,
      failedAt: message.failedAt?.toISOString() ?? null,
    },
    error: code === null && reason === null ? null : { code, reason },
  };
}

function mailOf(mail: MailState): MessageText {
  const { status, reason, letter } = mail;
  const state = status === 'claimed' ? ('queued' as const) : status;
  const delivered = mail.deliveredAt ? ('delivered' as const) : state;
  return {
    ...{ ...NOTHING, subject: letter?.subject ?? null, text: letter?.text ?? null },
    state: mail.bouncedAt ? 'bounced' : delivered,
    at: {
      ...NOT_YET,
      sentAt: mail.sentAt?.toISOString() ?? null,
      deliveredAt: mail.deliveredAt?.toISOString() ?? null,
      failedAt: mail.bouncedAt?.toISOString() ?? null,
    },
    error: reason === null ? null : { code: null, reason },
  };
}
