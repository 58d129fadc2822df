import type { RecordedEvent } from '../../events/recorded-event';
import { type Channel, channelOf } from './channels.rules';

type Fact = Pick<RecordedEvent, 'type' | 'data'>;

/** The channels whose numbers an event may have changed: its own, and those of what moves along with a lead. */
export function changedChannels({ type, data }: Fact): Channel[] {
  const own = channelOf(type);
  const moved =
    type === 'crm.lead.assigned.v1' || (type === 'crm.lead.changed.v1' && namesCollaborators(data));
  return [
    ...(own === null || !tellsAtOnce(own, type) ? [] : [own]),
    // Whatever comes in or goes out passes through the webhook: its receipts do.
    ...(own !== 'webhook' && isOfChat(type) ? (['webhook'] as const) : []),
    ...(moved ? (['followups'] as const) : []),
  ];
}

/** Of taps and talks a consumer counts; the facts of conversations themselves are written with what they count. */
function tellsAtOnce(own: Channel, type: string): boolean {
  if (own === 'buttons') return false;
  return own !== 'conversations' || type.startsWith('crm.conversation.');
}

function isOfChat(type: string): boolean {
  return type.startsWith('crm.message.') || type.startsWith('crm.button.');
}

function namesCollaborators(data: unknown): boolean {
  const { fields } = (data ?? {}) as { fields?: unknown };
  return Array.isArray(fields) && fields.includes('collaborators');
}

/** A consumer that changes the numbers of a channel by events that say nothing of it. */
export interface Echo {
  readonly consumer: string;
  readonly channel: Channel;
  readonly isBy: (fact: Fact) => boolean;
}

const MAIL_FACTS: ReadonlySet<string> = new Set([
  'crm.email.sent.v1',
  'crm.email.failed.v1',
  'crm.email.unknown.v1',
  'crm.email.suppressed.v1',
  'crm.email.cancelled.v1',
]);

/** A number changes when its consumer has taken the event, and no event tells of that. */
export const ECHOES: readonly Echo[] = [
  {
    consumer: 'follow-ups.follow',
    channel: 'followups',
    isBy: ({ type, data }) =>
      MAIL_FACTS.has(type) && (data as { about?: { kind?: unknown } }).about?.kind === 'follow-up',
  },
  {
    consumer: 'analytics.messaging',
    channel: 'buttons',
    isBy: ({ type }) => isOfChat(type) || type === 'crm.content.unlocked.v1',
  },
  {
    consumer: 'conversations.chats',
    channel: 'conversations',
    isBy: ({ type }) => type === 'crm.message.received.v1' || type === 'crm.message.sent.v1',
  },
  {
    consumer: 'conversations.mails',
    channel: 'conversations',
    isBy: ({ type }) => type === 'crm.email.received.v1',
  },
];
