import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { RecordedEvent } from '../../events/recorded-event';
import { UsersQueries } from '../../identity';
import { ActivitiesQueries } from '../activities/activities.queries';
import { ConsentsQueries } from '../privacy/consents.queries';
import { TasksQueries } from '../tasks/tasks.queries';
import type { LeadEntry } from './entries.dto';

/** What leads know of facts in the log. */
@Injectable()
export class EntriesQueries {
  constructor(
    private readonly users: UsersQueries,
    private readonly activities: ActivitiesQueries,
    private readonly consents: ConsentsQueries,
    private readonly tasks: TasksQueries,
  ) {}

  /** By event, in one statement a kind whatever their number. */
  async of(tx: Tx, events: readonly RecordedEvent[]): Promise<Map<string, LeadEntry>> {
    const facts = events.map(dataOf);
    const ids = (key: string) => [
      ...new Set(facts.flatMap((d) => (typeof d[key] === 'string' ? [d[key]] : []))),
    ];
    const activities = byId(await this.activities.byIds(tx, ids('activityId')));
    const consents = byId(await this.consents.byIds(tx, ids('consentId')));
    const tasks = byId(await this.tasks.byIds(tx, ids('taskId')));
    const names = await this.users.names(tx, facts.flatMap(peopleIn));
    return new Map(
      events.map((event) => {
        const data = dataOf(event);
        const people = peopleIn(data).map((id) => ({ id, name: names.get(id) ?? '' }));
        const entry = {
          people,
          activity: activities.get(String(data['activityId'])) ?? null,
          consent: consents.get(String(data['consentId'])) ?? null,
          task: tasks.get(String(data['taskId'])) ?? null,
        };
        return [event.id, entry];
      }),
    );
  }
}

function dataOf(event: RecordedEvent): Record<string, unknown> {
  return event.data as Record<string, unknown>;
}

function byId<T extends { id: string }>(rows: readonly T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

const PEOPLE = [
  ...['ownerId', 'from', 'to', 'assigneeId', 'completedBy'],
  ...['decidedBy', 'convertedBy', 'undoneBy', 'by'],
];

/** Users that a fact names. */
function peopleIn(data: Record<string, unknown>): string[] {
  const named = PEOPLE.map((key) => data[key]);
  return [...new Set(named)].filter(
    (id): id is string => typeof id === 'string' && /^[0-9a-f]{8}-/.test(id),
  );
}
