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
import type { ReturnClass } from '../inbound/bounce.rules';
import { Message } from '../sending/message.entity';
import type { Reporter, Said } from './webhook.rules';

export const EVENT_STATES = ['pending', 'applied', 'ignored', 'orphan', 'dead'] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** What a provider told of one mail, kept before it was answered. The row is the queue; no address stands in it. */
@Entity('email_provider_events')
@Check('email_provider_events_provider_check', "provider IN ('sendgrid', 'ses')")
@Check(
  'email_provider_events_state_check',
  "state IN ('pending', 'applied', 'ignored', 'orphan', 'dead')",
)
@Check('email_provider_events_settled_at_check', "(state = 'pending') = (settled_at IS NULL)")
@Check(
  'email_provider_events_bounce_class_check',
  "bounce_class IN ('hard', 'soft', 'delayed', 'blocked')",
)
@Index('email_provider_events_pending_idx', ['id'], { where: "state = 'pending'" })
@Index('email_provider_events_received_at_idx', ['provider', 'receivedAt'])
@Index('email_provider_events_message_id_idx', ['messageId', 'id'], {
  where: 'message_id IS NOT NULL',
})
@Index('email_provider_events_about_hash_idx', ['aboutHash', 'occurredAt'], {
  where: "bounce_class = 'soft'",
})
@Unique('email_provider_events_event_id_key', ['provider', 'eventId'])
export class ProviderEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_provider_events_pkey' })
  id: string;

  @Column('text')
  provider: Reporter;

  @Column('text', { name: 'event_id' })
  eventId: string;

  @Column('text')
  kind: string;

  @Column('uuid', { name: 'named_message_id', nullable: true })
  namedMessageId: string | null;

  @Column('text', { name: 'provider_message_id', nullable: true })
  providerMessageId: string | null;

  @Column('text', { name: 'wire_message_id', nullable: true })
  wireMessageId: string | null;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt: Date;

  @Column('jsonb')
  said: Said;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;

  @Column('text', { default: 'pending' })
  state: EventState;

  @Column('int', { default: 0 })
  attempts: number;

  /** The database's time. */
  @Column('timestamptz', { name: 'retry_at', nullable: true })
  retryAt: Date | null;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt: Date | null;

  @Column('text', { nullable: true })
  error: string | null;

  @Column('uuid', { name: 'message_id', nullable: true })
  messageId: string | null;

  @ManyToOne(() => Message)
  @JoinColumn({
    name: 'message_id',
    foreignKeyConstraintName: 'email_provider_events_message_id_fkey',
  })
  message?: Relation<Message>;

  @Column('bytea', { name: 'about_hash', nullable: true })
  aboutHash: Buffer | null;

  @Column('text', { name: 'bounce_class', nullable: true })
  bounceClass: ReturnClass | null;
}
