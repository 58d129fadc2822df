import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import type { Frame } from '../core/stream';
import { traceKeys } from './trace-read.queries';

/** Whatever may change what comes next for a lead: its trace, if it is on screen, is read again. */
function onFact({ queries }: LiveCache, frame: Frame): void {
  const { leadId } = (frame.data ?? {}) as { leadId?: unknown };
  if (typeof leadId === 'string')
    void queries.invalidateQueries({ queryKey: traceKeys.one(leadId) });
}

const TYPES = [
  'crm.lead.followup.planned.v1',
  'crm.lead.followup.processed.v1',
  'crm.lead.followup.cancelled.v1',
  'crm.lead.followup.paused.v1',
  'crm.lead.followup.resumed.v1',
  'crm.lead.changed.v1',
  'crm.lead.assigned.v1',
  'crm.lead.status.changed.v1',
  'crm.lead.activity.logged.v1',
  'crm.consent.changed.v1',
  'crm.email.sent.v1',
  'crm.email.failed.v1',
  'crm.email.unknown.v1',
  'crm.email.suppressed.v1',
  'crm.email.cancelled.v1',
  'crm.email.unsubscribed.v1',
  'crm.email.received.v1',
  'crm.lead.sample.delivered.v1',
  'crm.lead.clock.stopped.v1',
  'crm.lead.clock.restarted.v1',
] as const;

const table: LiveTable = Object.fromEntries(TYPES.map((type) => [type, onFact]));

export const traceRoom: LiveRoom = {
  table,
  read: () => Promise.resolve(),
  liveKeys: [traceKeys.all],
};
