import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What one contact of a lead and we say to each other on one channel. */
@Entity('conversations')
@Check('conversations_channel_check', "channel IN ('email', 'whatsapp')")
@Check('conversations_state_check', "state IN ('open', 'pending_agent', 'snoozed', 'closed')")
@Check('conversations_closed_at_check', "(state = 'closed') = (closed_at IS NOT NULL)")
@Index('conversations_subject_id_idx', ['subjectId', 'channel'])
export class Conversation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conversations_pkey' })
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

  /** Null: somebody at the lead who is none of its contacts. */
  @Column('uuid', { name: 'contact_id', nullable: true })
  contactId: string | null;

  @Column('text')
  channel: 'email' | 'whatsapp';

  @Column('text', { default: 'open' })
  state: 'open' | 'pending_agent' | 'snoozed' | 'closed';

  @Column('timestamptz', { name: 'opened_at' })
  openedAt: Date;

  @Column('timestamptz', { name: 'last_inbound_at', nullable: true })
  lastInboundAt: Date | null;

  @Column('timestamptz', { name: 'last_outbound_at', nullable: true })
  lastOutboundAt: Date | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: Date | null;
}
