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
import { Lead } from '../lead.entity';
import type { FormLanguage } from './web-forms.rules';

/** A ticked box that waits for its confirmation. It lives for 30 days; what was confirmed is proven by the consent. */
@Entity('lead_opt_ins')
@Check('lead_opt_ins_language_check', "language IN ('de', 'en')")
@Index('lead_opt_ins_due_at_idx', ['dueAt', 'id'])
@Index('lead_opt_ins_email_idx', ['email'])
@Index('lead_opt_ins_lead_id_idx', ['leadId'])
export class OptIn {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_opt_ins_pkey' })
  id: string;

  @Column('uuid', { name: 'lead_id' })
  leadId: string;

  @ManyToOne(() => Lead, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lead_id', foreignKeyConstraintName: 'lead_opt_ins_lead_id_fkey' })
  lead?: Relation<Lead>;

  /** Null for somebody whom the lead does not know yet: it learns of them when they confirm. */
  @Column('uuid', { name: 'contact_id', nullable: true })
  contactId: string | null;

  @Column('text', { name: 'form_key' })
  formKey: string;

  @Column('text', { name: 'form_title' })
  formTitle: string;

  @Column('text')
  language: FormLanguage;

  /** Where the form was, or the endpoint that took it. */
  @Column('text')
  url: string;

  @Column('text')
  wording: string;

  @Column('text', { name: 'wording_version' })
  wordingVersion: string;

  @Column('text')
  email: string;

  @Column('text')
  name: string;

  /** Network address of whoever sent the form. */
  @Column('text')
  address: string;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt: Date;

  /** The mail that asked for the confirmation. */
  @Column('uuid', { name: 'mail_id', nullable: true })
  mailId: string | null;

  @Column('timestamptz', { name: 'reminded_at', nullable: true })
  remindedAt: Date | null;

  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt: Date | null;

  /** When to remind, then when to delete. */
  @Column('timestamptz', { name: 'due_at' })
  dueAt: Date;
}
