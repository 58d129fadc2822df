import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Inbound } from './inbound.entity';

/** What a mail said that came in, raw and taken apart, for those who see its lead. */
@Entity('email_inbound_mails')
@Index('email_inbound_mails_subject_id_idx', ['subjectId', 'id'], {
  where: 'subject_id IS NOT NULL',
})
@Index('email_inbound_mails_owner_id_idx', ['ownerId', 'id'])
@Index('email_inbound_mails_team_id_idx', ['teamId', 'id'])
export class KeptMail {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_inbound_mails_pkey' })
  id: string;

  @OneToOne(() => Inbound, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'id', foreignKeyConstraintName: 'email_inbound_mails_id_fkey' })
  inbound?: Relation<Inbound>;

  @Column('uuid', { name: 'subject_id', nullable: true })
  subjectId: string | null;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text', { nullable: true })
  territory: string | null;

  @Column('boolean', { default: false })
  simulated: boolean;

  @Column('uuid', { name: 'contact_id', nullable: true })
  contactId: string | null;

  @Column('text', { name: 'about_kind', nullable: true })
  aboutKind: string | null;

  @Column('uuid', { name: 'about_id', nullable: true })
  aboutId: string | null;

  @Column('text', { name: 'from_address' })
  fromAddress: string;

  @Column('text', { name: 'from_name', nullable: true })
  fromName: string | null;

  @Column('text', { name: 'to_addresses', array: true })
  toAddresses: string[];

  @Column('text', { name: 'subject_line' })
  subjectLine: string;

  @Column('text', { name: 'visible_text' })
  visibleText: string;

  @Column('text', { name: 'full_text' })
  fullText: string;

  @Column('jsonb')
  headers: { key: string; value: string }[];

  @Column('boolean', { name: 'other_sender', default: false })
  otherSender: boolean;

  @Column('date', { name: 'away_until', nullable: true })
  awayUntil: string | null;

  @Column('boolean', { name: 'contact_left', default: false })
  contactLeft: boolean;

  @Column('text', { name: 'report_status', nullable: true })
  reportStatus: string | null;

  @Column('text', { name: 'report_diagnostic', nullable: true })
  reportDiagnostic: string | null;

  @Column('bytea')
  raw: Buffer;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;
}
