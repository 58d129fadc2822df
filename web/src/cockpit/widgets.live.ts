import type { QueryClient } from '@tanstack/react-query';
import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import { Spaced } from '../core/spaced';
import type { Frame } from '../core/stream';
import { myDayKeys } from './my-day.queries';
import { teamKeys } from './team.queries';
import { widgetKeys } from './widgets.queries';

const SPACED_MS = 3_000;
type Keys = readonly (readonly unknown[])[];

/** An import or a wave of mails changes hundreds a second: so often nobody reads a number. */
function often(keys: Keys): (cache: LiveCache) => void {
  const spaces = new WeakMap<QueryClient, Spaced>();
  return ({ queries }) => {
    const spaced = spaces.get(queries) ?? new Spaced(SPACED_MS);
    spaces.set(queries, spaced);
    spaced.run(() => {
      for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
    });
  };
}

const onWork = often([
  myDayKeys.all,
  teamKeys.all,
  widgetKeys.tasks,
  widgetKeys.answers,
  widgetKeys.unanswered,
]);
const onMail = often([widgetKeys.sendings]);
const onLeads = often([widgetKeys.pipelines, teamKeys.all]);

/** Numbers of leads or follow-ups have changed: so have those made of them. */
function onNumbers(cache: LiveCache, { data }: Frame): void {
  const numbers = (data as { numbers?: Record<string, unknown> } | null)?.numbers;
  if (numbers?.['leads']) onLeads(cache);
  if (numbers?.['followups']) onWork(cache);
}

/** A mail that a colleague wrote in a thread answers what waited there. */
function onQueued(cache: LiveCache, { data }: Frame): void {
  onMail(cache);
  const { about } = (data ?? {}) as { about?: { kind?: unknown } };
  if (about?.kind === 'conversation') onWork(cache);
}

const WORK = [
  'crm.response.classified.v1',
  'crm.conversion.reviewed.v1',
  'crm.lead.converted.v1',
  'crm.conversion.undone.v1',
  'crm.task.opened.v1',
  'crm.task.completed.v1',
  'crm.lead.clock.stopped.v1',
  'crm.lead.clock.restarted.v1',
  'crm.email.clicked.v1',
  'crm.lead.activity.logged.v1',
  'crm.message.received.v1',
  'crm.message.sent.v1',
  'crm.conversation.assigned.v1',
  'crm.conversation.escalated.v1',
  'crm.conversation.closed.v1',
];
const MAIL = ['sent', 'failed', 'unknown', 'cancelled', 'suppressed', 'bounced', 'complained'];

export const widgetsTable: LiveTable = {
  ...Object.fromEntries(WORK.map((type) => [type, onWork])),
  ...Object.fromEntries(MAIL.map((fact) => [`crm.email.${fact}.v1`, onMail])),
  'crm.email.queued.v1': onQueued,
  'crm.lead.changed.v1': onLeads,
  'crm.opportunity.opened.v1': onLeads,
  'crm.opportunity.changed.v1': onLeads,
  'metrics.update': onNumbers,
};

export const widgetsRoom: LiveRoom = {
  table: widgetsTable,
  read: () => Promise.resolve(),
  liveKeys: [
    myDayKeys.all,
    teamKeys.all,
    widgetKeys.pipelines,
    widgetKeys.sendings,
    widgetKeys.tasks,
    widgetKeys.answers,
    widgetKeys.unanswered,
  ],
};
