import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Reporter } from './webhook.rules';

/** How many requests in the name of a provider were turned away within an hour. */
@Entity('email_webhook_hours')
@Check('email_webhook_hours_provider_check', "provider IN ('sendgrid', 'ses')")
export class WebhookHour {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'email_webhook_hours_pkey' })
  provider: Reporter;

  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'email_webhook_hours_pkey' })
  hour: Date;

  @Column('int')
  rejected: number;
}
