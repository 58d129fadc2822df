/** What a socket can subscribe to, beside `all`. The order gives each its bit. */
export const CHANNELS = [
  'followups',
  'leads',
  'emails',
  'webhook',
  'buttons',
  'content',
  'conversations',
  'conversions',
  'metrics',
  'alerts',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** Names that older screens use. */
const ALIASES: ReadonlyMap<string, Channel> = new Map([
  ['button_clicks', 'buttons'],
  ['content_delivery', 'content'],
  ['text_messages', 'conversations'],
]);

/** The first prefix that fits decides, so the narrower one stands above the wider. */
const BY_PREFIX: readonly (readonly [prefix: string, channel: Channel])[] = [
  ['crm.lead.followup.', 'followups'],
  ['crm.lead.converted.', 'conversions'],
  ['crm.conversion.', 'conversions'],
  ['crm.customer.', 'conversions'],
  ['crm.opportunity.', 'conversions'],
  ['crm.lead.', 'leads'],
  ['crm.consent.', 'leads'],
  ['crm.task.', 'leads'],
  ['crm.email.', 'emails'],
  ['crm.button.', 'buttons'],
  ['crm.content.', 'content'],
  ['crm.message.status.', 'webhook'],
  ['crm.message.number.', 'webhook'],
  ['crm.message.template.', 'webhook'],
  ['crm.message.', 'conversations'],
  ['crm.conversation.', 'conversations'],
  ['crm.response.', 'conversations'],
  ['crm.alert.', 'alerts'],
];

/** Every channel, and the events that have none (users, sessions, settings). */
export const ALL = (1 << (CHANNELS.length + 1)) - 1;
const NO_CHANNEL = 1 << CHANNELS.length;

/** @returns null for events that only a subscriber of `all` gets */
export function channelOf(eventType: string): Channel | null {
  return BY_PREFIX.find(([prefix]) => eventType.startsWith(prefix))?.[1] ?? null;
}

/** The bit of a channel in a subscriber's mask. */
export function bitOf(channel: Channel | null): number {
  return channel === null ? NO_CHANNEL : 1 << CHANNELS.indexOf(channel);
}

/** @returns null when there is no channel of this name */
export function maskOf(name: string): number | null {
  if (name === 'all') return ALL;
  const channel = ALIASES.get(name) ?? CHANNELS.find((known) => known === name);
  return channel ? bitOf(channel) : null;
}

/** The names that a mask stands for; `['all']` when it is everything. */
export function namesOf(mask: number): string[] {
  if (mask === ALL) return ['all'];
  return CHANNELS.filter((channel) => (mask & bitOf(channel)) !== 0);
}
