import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { TemplateVersion } from '../templates/template-version.entity';

/** What was really sent, by its digest; may be purged without touching the mail. */
@Entity('email_contents')
export class Content {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'email_contents_pkey' })
  sha256: Buffer;

  @Column('uuid', { name: 'template_version_id' })
  templateVersionId: string;

  @ManyToOne(() => TemplateVersion)
  @JoinColumn({
    name: 'template_version_id',
    foreignKeyConstraintName: 'email_contents_template_version_id_fkey',
  })
  templateVersion?: Relation<TemplateVersion>;

  @Column('text')
  locale: string;

  /** Deflated with the template as dictionary: a letter differs little from its template. */
  @Column('bytea')
  packed: Buffer;

  @Column('timestamptz', { name: 'stored_at', default: () => 'now()' })
  storedAt: Date;
}
