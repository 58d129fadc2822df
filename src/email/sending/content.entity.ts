import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was really sent, by its digest; may be purged without touching the mail. */
@Entity('email_contents')
export class Content {
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'email_contents_pkey' })
  sha256: Buffer;

  @Column('text', { name: 'subject_line' })
  subjectLine: string;

  @Column('text')
  html: string;

  @Column('text')
  plain: string;

  @Column('timestamptz', { name: 'stored_at', default: () => 'now()' })
  storedAt: Date;
}
