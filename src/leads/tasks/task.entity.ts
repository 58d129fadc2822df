import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something a person owes a lead or customer; unique while open. */
@Entity('tasks')
@Index('tasks_open_key', ['subjectId', 'kind', 'subjectCode'], {
  unique: true,
  where: 'done_at IS NULL',
})
@Index('tasks_assignee_id_due_at_idx', ['assigneeId', 'dueAt', 'id'], { where: 'done_at IS NULL' })
@Index('tasks_team_id_due_at_idx', ['teamId', 'dueAt', 'id'], { where: 'done_at IS NULL' })
@Index('tasks_due_at_idx', ['dueAt', 'id'])
@Index('tasks_open_due_at_idx', ['dueAt', 'subjectId'], { where: 'done_at IS NULL' })
@Check('tasks_kind_check', "kind ~ '^[A-Z][A-Z0-9_]{0,59}$'")
export class Task {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'tasks_pkey' })
  id: string;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  @Column('text')
  kind: string;

  /** What it is about within its kind; a task made by hand has its own id here. */
  @Column('text', { name: 'subject_code' })
  subjectCode: string;

  @Column('text', { nullable: true })
  text: string | null;

  /** Null: whoever manages the team. */
  @Column('uuid', { name: 'assignee_id', nullable: true })
  assigneeId: string | null;

  @Column('timestamptz', { name: 'due_at' })
  dueAt: Date;

  /** `hand`, or what opened it: `follow-up:<id>`. */
  @Column('text')
  origin: string;

  @Column('uuid', { name: 'opened_by', nullable: true })
  openedBy: string | null;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt: Date;

  @Column('timestamptz', { name: 'done_at', nullable: true })
  doneAt: Date | null;

  @Column('uuid', { name: 'done_by', nullable: true })
  doneBy: string | null;
}
