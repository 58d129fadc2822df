import type { Schemas } from '../core/api';

export type TimelineGroup = Schemas['TimelineItem']['group'];

export const TIMELINE_GROUPS = [
  'messages',
  'activities',
  'automation',
  'changes',
] as const satisfies readonly TimelineGroup[];

export const timelineKeys = {
  all: ['leads', 'timeline'] as const,
  lead: (id: string) => ['leads', 'timeline', id] as const,
  one: (id: string, filter: TimelineGroup | undefined) =>
    ['leads', 'timeline', id, filter ?? 'all'] as const,
  news: (id: string) => ['leads', 'timeline-news', id] as const,
};

export const workKeys = {
  allTasks: ['leads', 'tasks'] as const,
  tasks: (id: string) => ['leads', 'tasks', id] as const,
  allConsents: ['leads', 'consents'] as const,
  consents: (id: string) => ['leads', 'consents', id] as const,
  allSamples: ['leads', 'samples'] as const,
  samples: (id: string) => ['leads', 'samples', id] as const,
  allClockStops: ['leads', 'clock-stops'] as const,
  clockStops: (id: string) => ['leads', 'clock-stops', id] as const,
};

/** Facts that frames told of a lead, by the id of the event; frames write it, nothing fetches it. */
export type News = Readonly<Record<string, TimelineGroup>>;

const ACTIVITIES = ['crm.task.', 'crm.lead.activity.', 'crm.lead.sample.'];

/** Where the server files a fact; null for what no timeline tells. */
export function groupOf(type: string): TimelineGroup | null {
  if (type === 'crm.lead.followup.planned.v1') return null;
  if (type.startsWith('crm.email.') || type.startsWith('crm.response.')) return 'messages';
  if (type.startsWith('crm.lead.followup.')) return 'automation';
  return ACTIVITIES.some((prefix) => type.startsWith(prefix)) ? 'activities' : 'changes';
}
