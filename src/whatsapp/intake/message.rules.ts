import { z } from 'zod';
import type { MESSAGE_KINDS } from '../../events/catalogue';
import type { Item } from './envelope.rules';

export type MessageKind = (typeof MESSAGE_KINDS)[number];
export type ClickSource = 'template' | 'interactive' | 'list';

/** A tap as it came; what its payload means is another question. */
export interface Click {
  readonly source: ClickSource;
  readonly payload: string;
  readonly label: string;
}

/** A person as a body names them: either id may be missing, a number is never the only one for ever. */
export interface Sender {
  readonly waId: string | null;
  readonly userId: string | null;
  readonly profileName: string | null;
}

/** A message that came in, in our words. */
export interface Normalised {
  readonly wamid: string;
  readonly sender: Sender;
  readonly phoneNumberId: string | null;
  readonly kind: MessageKind;
  readonly text: string | null;
  readonly click: Click | null;
  readonly media: Readonly<Record<string, unknown>> | null;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly quotes: string | null;
  readonly referral: Readonly<Record<string, unknown>> | null;
  /** The number that a person goes on with. */
  readonly movedTo: string | null;
  readonly occurredAt: Date;
}

const word = z.string().catch('');
const maybe = z.string().min(1).optional().catch(undefined);
const loose = z.record(z.string(), z.unknown()).optional().catch(undefined);

const MessageSchema = z.looseObject({
  id: z.string().min(1),
  from: maybe,
  from_user_id: maybe,
  // Seconds since 1970, as a string.
  timestamp: z.coerce.number().int().positive(),
  type: z.string().min(1),
  context: z.looseObject({ id: maybe, from: maybe }).optional().catch(undefined),
  referral: loose,
  button: z.looseObject({ payload: word, text: word }).optional().catch(undefined),
  interactive: z
    .looseObject({
      type: word,
      button_reply: z.looseObject({ id: word, title: word }).optional().catch(undefined),
      list_reply: z
        .looseObject({ id: word, title: word, description: maybe })
        .optional()
        .catch(undefined),
      nfm_reply: loose,
    })
    .optional()
    .catch(undefined),
  text: z.looseObject({ body: word }).optional().catch(undefined),
  reaction: z.looseObject({ message_id: maybe, emoji: maybe }).optional().catch(undefined),
  system: z
    .looseObject({ type: maybe, body: maybe, wa_id: maybe, new_wa_id: maybe })
    .optional()
    .catch(undefined),
  errors: z.array(z.unknown()).optional().catch(undefined),
});
type Message = z.output<typeof MessageSchema>;

const ValueSchema = z.looseObject({
  metadata: z.looseObject({ phone_number_id: maybe }).optional().catch(undefined),
  contacts: z
    .array(
      z.looseObject({
        wa_id: maybe,
        user_id: maybe,
        profile: z.looseObject({ name: maybe }).optional().catch(undefined),
      }),
    )
    .catch([])
    .default([]),
});
type Value = z.output<typeof ValueSchema>;

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'] as const;
const STRUCTURED = ['location', 'contacts', 'order'] as const;
type Content = Pick<Normalised, 'kind'> &
  Partial<Pick<Normalised, 'text' | 'click' | 'media' | 'details' | 'quotes' | 'movedTo'>>;

/** @throws ZodError for a message without an id, a time or a type */
export function normalise({ data, value }: Pick<Item, 'data' | 'value'>): Normalised {
  const message = MessageSchema.parse(data);
  const around = ValueSchema.parse(value);
  const content = contentOf(message);
  return {
    wamid: message.id,
    sender: senderOf(message, around),
    phoneNumberId: around.metadata?.phone_number_id ?? null,
    text: null,
    click: null,
    media: null,
    details: null,
    referral: message.referral ?? null,
    movedTo: null,
    occurredAt: instantOf(message.timestamp),
    ...content,
    quotes: content.quotes ?? message.context?.id ?? null,
  };
}

export function instantOf(seconds: number): Date {
  return new Date(seconds * 1000);
}

/** The first that applies: a template's button, a reply button, a row of a list, then everything that is no tap. */
function contentOf(message: Message): Content {
  const { type, button, interactive } = message;
  if (type === 'button' && button) return tap('template', button.payload, button.text);
  if (type === 'interactive' && interactive) return interactiveOf(interactive);
  if (type === 'text') return { kind: 'text', text: message.text?.body ?? '' };
  if (type === 'reaction') return reactionOf(message);
  if (type === 'system') return systemOf(message);
  const media = MEDIA.find((kind) => kind === type);
  if (media) return mediaOf(media, message[media]);
  const structured = STRUCTURED.find((kind) => kind === type);
  if (structured) return { kind: structured, details: { [structured]: message[structured] } };
  return { kind: 'unsupported', details: { type, errors: message.errors ?? [] } };
}

function interactiveOf({
  button_reply: button,
  list_reply: row,
  nfm_reply: flow,
  type,
}: NonNullable<Message['interactive']>): Content {
  if (button) return tap('interactive', button.id, button.title);
  if (row) return tap('list', row.id, row.title);
  if (flow) return { kind: 'flow', text: textIn(flow['body']), details: flow };
  return { kind: 'unsupported', details: { type: `interactive ${type}` } };
}

function tap(source: ClickSource, payload: string, label: string): Content {
  return { kind: 'click', text: label, click: { source, payload: payload || label, label } };
}

function reactionOf({ reaction }: Message): Content {
  return {
    kind: 'reaction',
    text: reaction?.emoji ?? null,
    details: { removed: reaction?.emoji === undefined },
    quotes: reaction?.message_id ?? null,
  };
}

function systemOf({ system, from }: Message): Content {
  const movedTo = system?.new_wa_id ?? system?.wa_id ?? null;
  return {
    kind: 'system',
    text: system?.body ?? null,
    details: { type: system?.type ?? null },
    movedTo: movedTo === from ? null : movedTo,
  };
}

function mediaOf(kind: (typeof MEDIA)[number], given: unknown): Content {
  const media = z.record(z.string(), z.unknown()).catch({}).parse(given);
  return { kind, text: textIn(media['caption']), media };
}

function senderOf(message: Message, { contacts }: Value): Sender {
  const named =
    contacts.find(
      (one) =>
        (one.wa_id !== undefined && one.wa_id === message.from) ||
        (one.user_id !== undefined && one.user_id === message.from_user_id),
    ) ?? (contacts.length === 1 ? contacts[0] : undefined);
  return {
    waId: message.from ?? named?.wa_id ?? null,
    userId: message.from_user_id ?? named?.user_id ?? null,
    profileName: named?.profile?.name ?? null,
  };
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
