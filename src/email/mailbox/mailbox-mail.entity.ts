import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A mail that capture mode kept from leaving. */
@Entity('email_mailbox')
export class MailboxMail {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_mailbox_pkey' })
  id: string;

  @Column('text', { name: 'mail_from' })
  mailFrom: string;

  @Column('text', { name: 'rcpt_to', array: true })
  rcptTo: string[];

  @Column('text', { name: 'subject_line' })
  subjectLine: string;

  @Column('bytea')
  raw: Buffer;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;
}
