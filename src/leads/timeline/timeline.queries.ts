import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import {
  ConsentChanged,
  LeadActivityLogged,
  LeadAssigned,
  LeadChanged,
  LeadRegistered,
  LeadStatusChanged,
  TaskCompleted,
  TaskOpened,
} from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { parseSequence } from '../../events/sequence.rules';
import { UsersQueries } from '../../identity';
import { ActivitiesQueries } from '../activities/activities.queries';
import { ConsentsQueries } from '../privacy/consents.queries';
import { TasksQueries } from '../tasks/tasks.queries';
import { VisibleLeads } from '../visible-leads.queries';
import type { TimelineItem } from './timeline.dto';

const OURS = [
  LeadRegistered,
  LeadAssigned,
  LeadStatusChanged,
  LeadChanged,
  LeadActivityLogged,
  ConsentChanged,
  TaskOpened,
  TaskCompleted,
].map(({ type }) => type);

/** Where to read from: sequences of the log, both excluded. */
export interface TimelineRange {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** What happened to a lead, from the log, with what this module knows of each fact beside it. */
@Injectable()
export class TimelineQueries {
  constructor(
    private readonly events: EventsQueries,
    private readonly visible: VisibleLeads,
    private readonly users: UsersQueries,
    private readonly activities: ActivitiesQueries,
    private readonly consents: ConsentsQueries,
    private readonly tasks: TasksQueries,
  ) {}

  /** The newest first. @throws LeadNotFound */
  async read(
    tx: Tx,
    leadId: string,
    { after, before, limit }: TimelineRange,
  ): Promise<TimelineItem[]> {
    await this.visible.require(tx, leadId);
    const events = await this.events.about(tx, leadId, {
      types: OURS,
      after: after === undefined ? null : parseSequence(after),
      before: before === undefined ? null : parseSequence(before),
      limit,
    });
    const details = await this.details(tx, events);
    return events.map((event) => {
      const { id, sequence, type, time, recordedAt } = event;
      const data = dataOf(event);
      return {
        id,
        sequence,
        type,
        at: time.toISOString(),
        recordedAt: recordedAt.toISOString(),
        data,
        people: peopleIn(data).map((person) => ({
          id: person,
          name: details.names.get(person) ?? '',
        })),
        activity: details.activities.get(String(data['activityId'])) ?? null,
        consent: details.consents.get(String(data['consentId'])) ?? null,
        task: details.tasks.get(String(data['taskId'])) ?? null,
      };
    });
  }

  private async details(tx: Tx, events: readonly RecordedEvent[]) {
    const data = events.map(dataOf);
    const ids = (key: string) => data.flatMap((d) => (typeof d[key] === 'string' ? [d[key]] : []));
    return {
      activities: byId(await this.activities.byIds(tx, ids('activityId'))),
      consents: byId(await this.consents.byIds(tx, ids('consentId'))),
      tasks: byId(await this.tasks.byIds(tx, [...new Set(ids('taskId'))])),
      names: await this.users.names(tx, data.flatMap(peopleIn)),
    };
  }
}

function dataOf(event: RecordedEvent): Record<string, unknown> {
  return event.data as Record<string, unknown>;
}

function byId<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** Users that a fact names. */
function peopleIn(data: Record<string, unknown>): string[] {
  const named = ['ownerId', 'from', 'to', 'assigneeId', 'completedBy'].map((key) => data[key]);
  return [...new Set(named)].filter(
    (id): id is string => typeof id === 'string' && /^[0-9a-f]{8}-/.test(id),
  );
}
