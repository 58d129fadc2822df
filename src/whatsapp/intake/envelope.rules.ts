import { hash } from 'node:crypto';
import { isStorable } from '../../core/storable-text.rules';

export type ItemKind =
  'message' | 'receipt' | 'template' | 'number' | 'account' | 'preference' | 'errors' | 'other';

/** One thing that a body tells of, and what it stood beside. */
export interface Item {
  readonly kind: ItemKind;
  /** The same for everything that tells the same: what makes a repetition one. */
  readonly key: string;
  /** What must be worked in the order in which it came. */
  readonly lane: string;
  /** The wa_id of whoever wrote a message. */
  readonly heardFrom: string | null;
  readonly field: string;
  readonly accountId: string | null;
  /** Seconds since 1970 of the entry, where it has them. */
  readonly entryTime: number | null;
  /** The message, the receipt, or the whole value of any other field. */
  readonly data: Json;
  /** The value around it: metadata and contacts. */
  readonly value: Json;
}

export type Envelope =
  | { readonly kind: 'malformed' }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'work'; readonly items: readonly Item[] };

export type Json = Readonly<Record<string, unknown>>;

const OBJECT = 'whatsapp_business_account';
/** Types of messages that are no answer. */
const SAYS_NOTHING = ['system', 'reaction'];
const LONGEST_KEY = 400;
const DECODER = new TextDecoder('utf-8', { fatal: true });
const FIELD_KINDS: Readonly<Record<string, ItemKind>> = {
  message_template_status_update: 'template',
  message_template_quality_update: 'template',
  template_category_update: 'template',
  phone_number_quality_update: 'number',
  business_capability_update: 'number',
  account_update: 'account',
  account_alerts: 'account',
  security: 'account',
};

/** The text of a body, null for what PostgreSQL could not keep as text. */
export function textOf(body: Uint8Array): string | null {
  try {
    const text = DECODER.decode(body);
    // What was decoded holds no half of a surrogate pair.
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** Takes a body apart, always in the same order. Bad content in one place leaves the others whole. */
export function readEnvelope(text: string | null): Envelope {
  const body = parsed(text);
  if (!isJson(body) || typeof body['object'] !== 'string') return { kind: 'malformed' };
  if (body['object'] !== OBJECT) return { kind: 'ignored' };
  if (!Array.isArray(body['entry'])) return { kind: 'malformed' };
  return { kind: 'work', items: listOf(body['entry']).flatMap(itemsOfEntry) };
}

function itemsOfEntry(entry: Json): Item[] {
  const accountId = text(entry['id']);
  const entryTime = typeof entry['time'] === 'number' ? entry['time'] : null;
  return listOf(entry['changes']).flatMap((change) => {
    const field = text(change['field']) ?? '';
    const value = isJson(change['value']) ? change['value'] : {};
    const place = { field, accountId, entryTime, value };
    return field === 'messages' ? itemsOfMessages(place) : itemsOfField(place);
  });
}

type Place = Pick<Item, 'field' | 'accountId' | 'entryTime' | 'value'>;

function itemsOfMessages(place: Place): Item[] {
  const { value } = place;
  const errors = Array.isArray(value['errors']) ? [value['errors']] : [];
  return [
    ...listOf(value['messages']).map((message) => messageItem(place, message)),
    ...listOf(value['statuses']).map((status) => receiptItem(place, status)),
    ...errors.map((list) => other(place, 'errors', { errors: list })),
  ];
}

function messageItem(place: Place, message: Json): Item {
  const wamid = text(message['id']);
  if (wamid === null) return other(place, 'other', message);
  const from = text(message['from']);
  const person = from ?? text(message['from_user_id']) ?? wamid;
  return {
    ...place,
    kind: 'message',
    key: keyOf('msg', wamid),
    lane: keyOf('contact', person),
    heardFrom: SAYS_NOTHING.includes(text(message['type']) ?? '') ? null : from,
    data: message,
  };
}

function receiptItem(place: Place, status: Json): Item {
  const wamid = text(status['id']);
  const name = text(status['status']);
  if (wamid === null || name === null) return other(place, 'other', status);
  return {
    ...place,
    kind: 'receipt',
    key: keyOf('status', `${wamid}:${name}`),
    lane: keyOf('receipt', wamid),
    heardFrom: null,
    data: status,
  };
}

function itemsOfField(place: Place): Item[] {
  const { field, value, entryTime } = place;
  if (field === 'user_preferences')
    return listOf(value['user_preferences']).map((preference) =>
      other(place, 'preference', preference),
    );
  const kind = FIELD_KINDS[field] ?? 'other';
  const templateId = text(value['message_template_id']) ?? numeral(value['message_template_id']);
  if (kind !== 'template' || templateId === null) return [other(place, kind, value)];
  const event =
    text(value['event']) ??
    text(value['new_quality_score']) ??
    text(value['new_category']) ??
    field;
  return [
    {
      ...place,
      kind,
      key: keyOf('tpl', `${templateId}:${event}:${String(entryTime ?? digestOf(value))}`),
      lane: keyOf('template', templateId),
      heardFrom: null,
      data: value,
    },
  ];
}

/** What has no id of its own is known by what it says and when. */
function other(place: Place, kind: ItemKind, data: Json): Item {
  const { field, accountId, entryTime } = place;
  return {
    ...place,
    kind,
    key: keyOf('other', `${field}:${String(entryTime ?? 0)}:${digestOf(data)}`),
    lane: keyOf('account', accountId ?? ''),
    heardFrom: null,
    data,
  };
}

function digestOf(data: Json): string {
  return hash('sha256', JSON.stringify(data));
}

function keyOf(prefix: string, rest: string): string {
  const known = rest.length <= LONGEST_KEY && isStorable(rest);
  return `${prefix}:${known ? rest : hash('sha256', JSON.stringify(rest))}`;
}

function parsed(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    // An escape can spell what PostgreSQL keeps nowhere.
    return JSON.parse(text, text.includes('\\u') ? storable : undefined);
  } catch {
    return undefined;
  }
}

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' && !isStorable(value)
    ? value.replaceAll('\0', '').replace(/\p{Cs}/gu, '\ufffd')
    : value;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function numeral(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : null;
}
