import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { Conditions } from '../lead-filter.rules';
import { LeadNotFound } from '../leads.problems';
import { Pages } from '../pages.queries';
import type { ListTasks, TaskPage, TaskView } from './tasks.dto';

type Stored = Omit<TaskView, 'assignee' | 'openedBy' | 'doneBy' | 'overdue'> & {
  assigneeId: string | null;
  openedById: string | null;
  doneById: string | null;
};

const VIEW = `t.id, t.kind, t.subject_code AS "subjectCode", t.text, t.subject_id AS "leadId",
  (SELECT l.company_name FROM leads l WHERE l.id = t.subject_id) AS company, t.assignee_id AS "assigneeId",
  t.due_at AS "dueAt", t.origin, t.opened_by AS "openedById", t.opened_at AS "openedAt", t.done_at AS "doneAt",
  t.done_by AS "doneById"`;

type TaskFilter = Pick<ListTasks, 'state' | 'assignee' | 'leadId' | 'kind' | 'dueBefore'>;

/** What is to be done, by whom and when. */
@Injectable()
export class TasksQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly users: UsersQueries,
    private readonly pages: Pages,
  ) {}

  /** The first due first. */
  async list(scope: Scope, query: ListTasks): Promise<TaskPage> {
    return this.db.transaction(scope, (tx) => {
      const where = conditions(scope, query);
      return this.pages.read<Stored, TaskView>(tx, query, {
        name: `tasks-${query.state}`,
        sql: `SELECT ${VIEW}, t.due_at::text AS place FROM tasks t WHERE ${where.sql}`,
        values: where.values,
        order: { column: 't.due_at', cast: 'timestamptz', id: 't.id', descending: false },
        view: (rows) => this.views(tx, rows),
      });
    });
  }

  /** How many the list of the same filter has. */
  async count(tx: Tx<Scope>, filter: TaskFilter): Promise<number> {
    const where = conditions(tx.scope, filter);
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM tasks t WHERE ${where.sql}`,
      where.values,
    );
    return row?.n ?? 0;
  }

  async get(tx: Tx, id: string): Promise<TaskView> {
    const task = await this.find(tx, id);
    if (!task) throw new Error('A task that was just written is not to be seen.');
    return task;
  }

  async find(tx: Tx, id: string): Promise<TaskView | null> {
    const [task] = await this.byIds(tx, [id]);
    return task ?? null;
  }

  /** Those of the ids that the caller may see, in no order. */
  async byIds(tx: Tx, ids: readonly string[]): Promise<TaskView[]> {
    if (ids.length === 0) return [];
    const rows = await tx.rows<Stored>(
      `SELECT ${VIEW} FROM tasks t WHERE t.id = ANY ($1::uuid[])`,
      [ids],
    );
    return this.views(tx, rows);
  }

  /** @throws LeadNotFound */
  async isFree(tx: Tx, leadId: string): Promise<boolean> {
    const [lead] = await tx.rows<{ free: boolean }>(
      'SELECT owner_id IS NULL AS free FROM leads WHERE id = $1',
      [leadId],
    );
    if (!lead) throw new LeadNotFound();
    return lead.free;
  }

  private async views(tx: Tx, rows: readonly Stored[]): Promise<TaskView[]> {
    const now = this.clock.now();
    const people = rows.flatMap((r) => [r.assigneeId, r.openedById, r.doneById]);
    const names = await this.users.names(tx, people);
    const person = (id: string | null) => (id ? { id, name: names.get(id) ?? '' } : null);
    return rows.map(({ assigneeId, openedById, doneById, ...row }) => ({
      ...row,
      assignee: person(assigneeId),
      openedBy: person(openedById),
      doneBy: person(doneById),
      overdue: row.doneAt === null && new Date(row.dueAt) < now,
    }));
  }
}

function conditions(
  scope: Scope,
  { state, assignee, leadId, kind, dueBefore }: TaskFilter,
): Conditions {
  const where = new Conditions();
  where.add(state === 'open' ? 't.done_at IS NULL' : 't.done_at IS NOT NULL');
  if (assignee !== undefined) {
    const id = where.value(assignee === 'me' ? scope.userId : assignee);
    const manages = assignee === 'me' && scope.kind === 'team';
    where.add(`(t.assignee_id = ${id}::uuid${manages ? ` OR ${unassigned(where, scope)}` : ''})`);
  }
  // A task of nobody is decided by whoever manages, not by whoever sells.
  if (scope.kind === 'own') where.add('t.assignee_id IS NOT NULL');
  if (leadId !== undefined) where.add(`t.subject_id = ${where.value(leadId)}::uuid`);
  if (kind !== undefined) where.add(`t.kind = ${where.value(kind)}`);
  if (dueBefore !== undefined) where.add(`t.due_at < ${where.value(dueBefore)}::timestamptz`);
  return where;
}

/** A task of nobody is for whoever manages the team, or the territory when the lead is free. */
function unassigned(where: Conditions, { teamIds, territories }: Scope): string {
  const [teams, places] = [where.value(teamIds), where.value(territories)];
  return `(t.assignee_id IS NULL AND (t.team_id = ANY (${teams}::uuid[])
    OR (t.owner_id IS NULL AND t.territory = ANY (${places}::text[]))))`;
}
