import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import type { Evidence, ResponseClass } from '../classification/classify.rules';
import { Response } from './response.entity';

const key = { primaryKeyConstraintName: 'response_decisions_pkey' };

/** One reading of an answer, by the rules or by a person; written once. Those of people are labels to learn from. */
@Entity('response_decisions')
@Index('response_decisions_subject_id_idx', ['subjectId'])
export class ResponseDecision {
  @PrimaryColumn('uuid', { name: 'response_id', ...key })
  responseId: string;

  @ManyToOne(() => Response, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'response_id',
    foreignKeyConstraintName: 'response_decisions_response_id_fkey',
  })
  response?: Relation<Response>;

  @PrimaryColumn('int', key)
  version: number;

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

  @Column('text')
  class: ResponseClass;

  @Column('double precision', { nullable: true })
  confidence: number | null;

  @Column('jsonb')
  evidence: readonly Evidence[];

  @Column('timestamptz', { name: 'decided_at' })
  decidedAt: Date;

  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;
}
