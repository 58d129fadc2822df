import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** When a contact is next asked which of what is kept for them they want. The row is the schedule. */
@Entity('content_prompts')
@Index('content_prompts_due_idx', ['dueAt'])
@Index('content_prompts_subject_id_idx', ['subjectId'])
export class ContentPrompt {
  @PrimaryColumn('uuid', { name: 'contact_id', primaryKeyConstraintName: 'content_prompts_pkey' })
  contactId: string;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  @Column('boolean', { default: false })
  simulated: boolean;

  @Column('timestamptz', { name: 'due_at' })
  dueAt: Date;

  @Column('timestamptz', { name: 'prompted_at', nullable: true })
  promptedAt: Date | null;

  @Column('int', { default: 0 })
  number: number;
}
