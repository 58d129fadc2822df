import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import type { RuleTrace } from './evaluate.rules';
import type { Facts } from './facts.rules';
import { RuleSet } from './rule-set.entity';
import type { Action } from './rule-set.rules';

export type EvaluationResult = 'DONE' | 'NOTHING' | 'SWITCHED_OFF' | 'TOO_DEEP';

/** Why an answer had consequences or none: facts, every clause, the result. Written once. */
@Entity('conversion_evaluations')
@Check(
  'conversion_evaluations_action_check',
  "action IN ('CONVERT', 'QUALIFY', 'REQUIRE_APPROVAL', 'CREATE_TASK', 'IGNORE')",
)
@Check(
  'conversion_evaluations_result_check',
  "result IN ('DONE', 'NOTHING', 'SWITCHED_OFF', 'TOO_DEEP')",
)
@Unique('conversion_evaluations_event_id_key', ['eventId'])
@Index('conversion_evaluations_replay_idx', ['respondedAt', 'id'])
export class Evaluation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conversion_evaluations_pkey' })
  id: string;

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

  @Column('uuid', { name: 'rule_set_id' })
  ruleSetId: string;

  @ManyToOne(() => RuleSet)
  @JoinColumn({
    name: 'rule_set_id',
    foreignKeyConstraintName: 'conversion_evaluations_rule_set_id_fkey',
  })
  ruleSet?: Relation<RuleSet>;

  @Column('int', { name: 'rule_set_version' })
  ruleSetVersion: number;

  /** The fact that was judged; once each. */
  @Column('uuid', { name: 'event_id' })
  eventId: string;

  @Column('uuid', { name: 'response_id' })
  responseId: string;

  @Column('int', { name: 'response_version' })
  responseVersion: number;

  @Column('uuid', { name: 'follow_up_id', nullable: true })
  followUpId: string | null;

  @Column('timestamptz', { name: 'responded_at' })
  respondedAt: Date;

  /** Code of what the answer was read by. */
  @Column('text', { nullable: true })
  evidence: string | null;

  @Column('jsonb')
  facts: Facts;

  @Column('jsonb')
  clauses: readonly RuleTrace[];

  /** Keys of the rules that matched, up to the first that stops. */
  @Column('jsonb')
  matched: readonly string[];

  @Column('text')
  action: Action;

  @Column('text')
  result: EvaluationResult;

  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId: string | null;

  @Column('timestamptz', { name: 'evaluated_at' })
  evaluatedAt: Date;
}
