import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import type { Frame } from '../core/stream';
import { type Timeline } from './timeline.queries';
import { groupOf, type News, timelineKeys, workKeys } from './work-keys.queries';

const TYPES = [
  'crm.lead.registered.v1',
  'crm.lead.assigned.v1',
  'crm.lead.status.changed.v1',
  'crm.lead.changed.v1',
  'crm.lead.activity.logged.v1',
  'crm.consent.changed.v1',
  'crm.task.opened.v1',
  'crm.task.completed.v1',
  'crm.lead.followup.processed.v1',
  'crm.lead.followup.cancelled.v1',
  'crm.email.queued.v1',
  'crm.email.sent.v1',
  'crm.email.failed.v1',
  'crm.email.unknown.v1',
  'crm.email.cancelled.v1',
  'crm.email.suppressed.v1',
  'crm.email.unsubscribed.v1',
  'crm.email.bounced.v1',
  'crm.email.delivered.v1',
  'crm.email.opened.v1',
  'crm.email.clicked.v1',
  'crm.email.complained.v1',
  'crm.email.received.v1',
  'crm.lead.sample.delivered.v1',
  'crm.lead.sample.rated.v1',
  'crm.lead.merged.v1',
  'crm.lead.unmerged.v1',
  'crm.lead.clock.stopped.v1',
  'crm.lead.clock.restarted.v1',
  'crm.lead.protection.reminded.v1',
  'crm.lead.protection.lapsed.v1',
  'crm.lead.protection.extended.v1',
  'crm.lead.protection.backdated.v1',
  'crm.lead.pseudonymised.v1',
  'crm.response.classified.v1',
  'crm.lead.converted.v1',
  'crm.conversion.reviewed.v1',
  'crm.conversion.undone.v1',
  'crm.opportunity.opened.v1',
  'crm.opportunity.changed.v1',
] as const;

/** Notes a fact beside the timeline of its lead; the page decides when it may move something. */
function onFact({ queries }: LiveCache, { id, type, data }: Frame): void {
  const { leadId } = (data ?? {}) as { leadId?: unknown };
  const group = groupOf(type);
  if (typeof leadId !== 'string' || !group) return;
  const open = queries.getQueriesData<Timeline>({ queryKey: timelineKeys.lead(leadId) });
  if (open.length > 0)
    queries.setQueryData<News>(timelineKeys.news(leadId), (before = {}) => ({
      ...before,
      [id]: group,
    }));
  if (type.startsWith('crm.task.'))
    void queries.invalidateQueries({ queryKey: workKeys.tasks(leadId) });
  if (type.startsWith('crm.lead.sample.'))
    void queries.invalidateQueries({ queryKey: workKeys.samples(leadId) });
  if (type.startsWith('crm.lead.clock.'))
    void queries.invalidateQueries({ queryKey: workKeys.clockStops(leadId) });
  if (type === 'crm.consent.changed.v1' || type === 'crm.email.unsubscribed.v1')
    void queries.invalidateQueries({ queryKey: workKeys.consents(leadId) });
}

const table: LiveTable = Object.fromEntries(TYPES.map((type) => [type, onFact]));

/** What belongs to one lead: its timeline, tasks, consents, samples and stopped clocks. */
export const workRoom: LiveRoom = {
  table,
  read: () => Promise.resolve(),
  liveKeys: [
    timelineKeys.all,
    workKeys.allTasks,
    workKeys.allConsents,
    workKeys.allSamples,
    workKeys.allClockStops,
  ],
};
