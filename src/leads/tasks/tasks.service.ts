import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { TaskCompleted, TaskOpened } from '../../events/catalogue';
import { type Scope, UsersQueries } from '../../identity';
import { AssigneeNotAvailable, LeadNotOwned, TaskDone, TaskNotFound } from '../leads.problems';
import type { OpenTask, TaskView } from './tasks.dto';
import { Task } from './task.entity';
import { TasksQueries } from './tasks.queries';

/** A task as other modules open it. */
export interface TaskFact {
  readonly leadId: string;
  /** `CONSENT_MISSING`: what is to be done. */
  readonly kind: string;
  /** `NO_CONSENT`: what it is about; one open task a lead, kind and code. */
  readonly subjectCode: string;
  readonly text?: string | null;
  /** Null: whoever manages the team of the lead. */
  readonly assigneeId: string | null;
  readonly dueAt: Date;
  /** `follow-up:<id>`. */
  readonly origin: string;
}

/** What people owe leads. */
@Injectable()
export class TasksService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly users: UsersQueries,
    private readonly queries: TasksQueries,
  ) {}

  /** A task that a person opens, for themselves or a colleague. */
  async create(scope: Scope, { leadId, text, dueAt, assigneeId }: OpenTask): Promise<TaskView> {
    return this.db.transaction(scope, async (tx) => {
      const free = await this.queries.isFree(tx, leadId);
      if (free && (scope.kind === 'own' || scope.kind === 'team')) throw new LeadNotOwned();
      const assignee = await this.users.assignable(tx, assigneeId ?? scope.userId ?? '');
      if (!assignee) throw new AssigneeNotAvailable();
      const id = this.ids.uuid();
      const fact = { leadId, kind: 'MANUAL', subjectCode: id, text, assigneeId: assignee.id };
      await this.insert(tx, id, { ...fact, dueAt: new Date(dueAt), origin: 'hand' });
      return this.queries.get(tx, id);
    });
  }

  /**
   * Opens a task in the caller's transaction, unless one of this kind about this thing is open.
   * @returns the id of the open task; null when one is open that the caller may not see
   */
  async open(tx: Tx, fact: TaskFact): Promise<string | null> {
    const { leadId: subjectId, kind, subjectCode } = fact;
    for (let tries = 0; tries < 2; tries++) {
      const id = this.ids.uuid();
      if (await this.insert(tx, id, fact)) return id;
      const [standing] = await tx.rows<{ id: string }>(
        'SELECT id FROM tasks WHERE subject_id = $1 AND kind = $2 AND subject_code = $3 AND done_at IS NULL',
        [subjectId, kind, subjectCode],
      );
      if (standing) return standing.id;
      // Done between the two statements, so that there is a new one to open; or out of the caller's sight.
    }
    return null;
  }

  /**
   * A task of nobody is for whoever manages.
   * @throws TaskDone for the second who completes it
   */
  async complete(scope: Scope, id: string): Promise<TaskView> {
    return this.db.transaction(scope, async (tx) => {
      const now = this.clock.now();
      const by = scope.userId;
      const [done] = await tx.rows<{ leadId: string; kind: string; subjectCode: string }>(
        `UPDATE tasks SET done_at = $2, done_by = $3 WHERE id = $1 AND done_at IS NULL AND (assignee_id IS NOT NULL OR $4)
         RETURNING subject_id AS "leadId", kind, subject_code AS "subjectCode"`,
        [id, now, by, scope.kind !== 'own'],
      );
      if (!done) throw await this.refusal(tx, id);
      const facts = { taskId: id, ...done, completedBy: by };
      await this.events.record(tx, TaskCompleted, done.leadId, facts);
      return this.queries.get(tx, id);
    });
  }

  /** Done by what happened, not by hand: closes the open tasks of this kind about leads, or about one thing of them. */
  close(
    tx: Tx,
    leadIds: readonly string[],
    kind: string,
    subjectCode: string | null = null,
  ): Promise<void> {
    return this.closeOf(tx, leadIds, kind, subjectCode);
  }

  /** As {@link close}, whatever they are about. */
  closeAll(tx: Tx, leadIds: readonly string[]): Promise<void> {
    return this.closeOf(tx, leadIds, null, null);
  }

  private async closeOf(
    tx: Tx,
    leadIds: readonly string[],
    kind: string | null,
    of: string | null,
  ): Promise<void> {
    if (leadIds.length === 0) return;
    const by = tx.scope.actor.kind === 'user' ? tx.scope.actor.id : null;
    const closed = await tx.rows<{ id: string; leadId: string; kind: string; subjectCode: string }>(
      `UPDATE tasks SET done_at = $3, done_by = $4 WHERE subject_id = ANY ($1::uuid[])
          AND ($2::text IS NULL OR kind = $2) AND ($5::text IS NULL OR subject_code = $5) AND done_at IS NULL
       RETURNING id, subject_id AS "leadId", kind, subject_code AS "subjectCode"`,
      [leadIds, kind, this.clock.now(), by, of],
    );
    await this.events.recordAll(
      tx,
      closed.map(({ id, leadId, kind: done, subjectCode }) => ({
        definition: TaskCompleted,
        subject: leadId,
        data: { taskId: id, leadId, kind: done, subjectCode, completedBy: by },
      })),
    );
  }

  /** Gives every open task of somebody who leaves to the successor. */
  async passOn(tx: Tx, from: string, to: string): Promise<void> {
    await tx.manager
      .createQueryBuilder()
      .update(Task)
      .set({ assigneeId: to })
      .where('assignee_id = :from AND done_at IS NULL', { from })
      .execute();
  }

  /** Gives the open tasks of a lead's former owner to the new one, or to the manager when there is none. */
  async followLead(tx: Tx, leadId: string, from: string, to: string | null): Promise<void> {
    await tx.rows(
      'UPDATE tasks SET assignee_id = $3 WHERE subject_id = $1 AND assignee_id = $2 AND done_at IS NULL',
      [leadId, from, to],
    );
  }

  private async insert(tx: Tx, id: string, fact: TaskFact): Promise<boolean> {
    const { leadId, kind, subjectCode, text = null, assigneeId, dueAt, origin } = fact;
    const by = tx.scope.actor.kind === 'user' ? tx.scope.actor.id : null;
    const rows = await tx.rows(
      `INSERT INTO tasks (id, subject_id, kind, subject_code, text, assignee_id, due_at, origin, opened_by, opened_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (subject_id, kind, subject_code) WHERE done_at IS NULL DO NOTHING RETURNING id`,
      [id, leadId, kind, subjectCode, text, assigneeId, dueAt, origin, by, this.clock.now()],
      'tasks.open',
    );
    if (rows.length === 0) return false;
    const facts = { taskId: id, leadId, kind, subjectCode, assigneeId };
    await this.events.record(tx, TaskOpened, leadId, { ...facts, dueAt: dueAt.toISOString() });
    return true;
  }

  private async refusal(tx: Tx, id: string): Promise<Error> {
    const task = await this.queries.find(tx, id);
    if (!task || (task.doneAt === null && task.assignee === null)) return new TaskNotFound();
    const { doneAt, doneBy } = task;
    return new TaskDone(undefined, { members: { doneAt, doneBy } });
  }
}
