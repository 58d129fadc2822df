import type { RecordedEvent } from '../../events/recorded-event';
import { type Channel, channelOf } from './channels.rules';

type Fact = Pick<RecordedEvent, 'type' | 'data'>;

/** The channels whose numbers an event may have changed: its own, and those of what moves along with a lead. */
export function changedChannels({ type, data }: Fact): Channel[] {
  const own = channelOf(type);
  const moved =
    type === 'crm.lead.assigned.v1' || (type === 'crm.lead.changed.v1' && namesCollaborators(data));
  return [...(own === null ? [] : [own]), ...(moved ? (['followups'] as const) : [])];
}

function namesCollaborators(data: unknown): boolean {
  const { fields } = (data ?? {}) as { fields?: unknown };
  return Array.isArray(fields) && fields.includes('collaborators');
}

/** Reads what channels say of their mails; a number changes when it has, and no event tells of that. */
export const ECHO = { consumer: 'follow-ups.follow', channel: 'followups' } as const;

const MAIL_FACTS: ReadonlySet<string> = new Set([
  'crm.email.sent.v1',
  'crm.email.failed.v1',
  'crm.email.unknown.v1',
  'crm.email.suppressed.v1',
  'crm.email.cancelled.v1',
]);

/** Whether {@link ECHO}'s consumer changes numbers by this event. */
export function isEchoed({ type, data }: Fact): boolean {
  return (
    MAIL_FACTS.has(type) && (data as { about?: { kind?: unknown } }).about?.kind === 'follow-up'
  );
}
