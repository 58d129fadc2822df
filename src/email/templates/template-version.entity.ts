import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { Template } from './template.entity';

/** One text in one language, in Liquid. */
export interface TemplateBody {
  readonly subject: string;
  readonly html: string;
  readonly plain: string;
}

export type TemplateBodies = Readonly<Record<string, TemplateBody>>;

export interface Finding {
  readonly level: 'error' | 'warning';
  readonly code: string;
  readonly locale: string;
  readonly detail: string;
}

/** A text as it was at one time; frozen once it is published. */
@Entity('email_template_versions')
@Check('email_template_versions_number_check', 'number >= 1')
@Check(
  'email_template_versions_state_check',
  "state IN ('draft', 'published', 'archived', 'trial')",
)
@Check(
  'email_template_versions_published_at_check',
  "(state IN ('draft', 'trial')) = (published_at IS NULL)",
)
@Index('email_template_versions_number_key', ['templateId', 'number'], {
  unique: true,
  where: "state <> 'trial'",
})
@Index('email_template_versions_published_key', ['templateId'], {
  unique: true,
  where: "state = 'published'",
})
@Index('email_template_versions_draft_key', ['templateId'], {
  unique: true,
  where: "state = 'draft'",
})
export class TemplateVersion {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_template_versions_pkey' })
  id: string;

  @Column('uuid', { name: 'template_id' })
  templateId: string;

  @ManyToOne(() => Template)
  @JoinColumn({
    name: 'template_id',
    foreignKeyConstraintName: 'email_template_versions_template_id_fkey',
  })
  template?: Relation<Template>;

  @Column('int')
  number: number;

  /** `trial`: the text of a version as its author had it sent to themselves; no version that counts. */
  @Column('text')
  state: 'draft' | 'published' | 'archived' | 'trial';

  /** Optimistic locking of a draft. */
  @Column('int', { name: 'row_version', default: 1 })
  rowVersion: number;

  @Column('jsonb')
  bodies: TemplateBodies;

  @Column('bytea')
  checksum: Buffer;

  /** Paths of the variables that the text names, such as `contact.lastName`. */
  @Column('text', { array: true, default: [] })
  uses: string[];

  @Column('jsonb', { default: [] })
  findings: readonly Finding[];

  /** Null for what Relance brings along. */
  @Column('uuid', { name: 'edited_by', nullable: true })
  editedBy: string | null;

  @Column('timestamptz', { name: 'edited_at' })
  editedAt: Date;

  @Column('uuid', { name: 'published_by', nullable: true })
  publishedBy: string | null;

  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt: Date | null;
}
