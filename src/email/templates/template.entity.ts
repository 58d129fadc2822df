import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Stream } from '../sending/message.entity';

/** What a text is for, and for whom it is meant; null means for everybody. */
@Entity('email_templates')
@Check('email_templates_key_check', "key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'")
@Check(
  'email_templates_stream_check',
  "stream IN ('transactional', 'followup', 'notification', 'marketing')",
)
@Index('email_templates_purpose_idx', ['purpose'])
@Unique('email_templates_key_key', ['key'])
export class Template {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_templates_pkey' })
  id: string;

  @Column('text')
  key: string;

  @Column('text')
  purpose: string;

  @Column('text')
  stream: Stream;

  @Column('text', { name: 'business_type', nullable: true })
  businessType: string | null;

  @Column('text', { nullable: true })
  season: string | null;

  @Column('text', { nullable: true })
  territory: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
