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
import type { Rule } from './rule-set.rules';

/** An ordered list of rules; one is active, and an active one is never edited. */
@Entity('conversion_rule_sets')
@Check('conversion_rule_sets_state_check', "state IN ('draft', 'active', 'archived')")
@Check('conversion_rule_sets_version_check', "(state = 'draft') = (version IS NULL)")
@Check('conversion_rule_sets_archived_check', "(state = 'archived') = (archived_at IS NOT NULL)")
@Unique('conversion_rule_sets_version_key', ['version'])
@Index('conversion_rule_sets_active_key', ['state'], { unique: true, where: "state = 'active'" })
export class RuleSet {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conversion_rule_sets_pkey' })
  id: string;

  /** Given when it becomes active. */
  @Column('int', { nullable: true })
  version: number | null;

  /** Grows with every edit of a draft. */
  @Column('int', { default: 1 })
  revision: number;

  @Column('text')
  state: 'draft' | 'active' | 'archived';

  @Column('text')
  name: string;

  @Column('jsonb')
  rules: Rule[];

  @Column('uuid', { name: 'based_on_id', nullable: true })
  basedOnId: string | null;

  @ManyToOne(() => RuleSet)
  @JoinColumn({
    name: 'based_on_id',
    foreignKeyConstraintName: 'conversion_rule_sets_based_on_id_fkey',
  })
  basedOn?: Relation<RuleSet>;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;

  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt: Date | null;

  @Column('uuid', { name: 'activated_by', nullable: true })
  activatedBy: string | null;

  @Column('timestamptz', { name: 'archived_at', nullable: true })
  archivedAt: Date | null;
}
