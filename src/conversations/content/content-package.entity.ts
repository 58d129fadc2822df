import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { PackageBodies } from './items.rules';

/** A version of what is kept for contacts until they ask for it; frozen once it is approved. */
@Entity('content_packages')
@Check('content_packages_state_check', "state IN ('draft', 'approved', 'archived')")
@Check('content_packages_approved_at_check', "state <> 'approved' OR approved_at IS NOT NULL")
@Unique('content_packages_key_number_key', ['key', 'number'])
@Index('content_packages_approved_key', ['key'], { unique: true, where: "state = 'approved'" })
@Index('content_packages_draft_key', ['key'], { unique: true, where: "state = 'draft'" })
export class ContentPackage {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'content_packages_pkey' })
  id: string;

  @Column('text')
  key: string;

  @Column('int')
  number: number;

  @Column('text')
  state: 'draft' | 'approved' | 'archived';

  @Column('int', { name: 'row_version', default: 1 })
  rowVersion: number;

  @Column('text')
  name: string;

  @Column('jsonb')
  bodies: PackageBodies;

  @Column('uuid', { name: 'edited_by', nullable: true })
  editedBy: string | null;

  @Column('timestamptz', { name: 'edited_at' })
  editedAt: Date;

  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy: string | null;

  @Column('timestamptz', { name: 'approved_at', nullable: true })
  approvedAt: Date | null;
}
