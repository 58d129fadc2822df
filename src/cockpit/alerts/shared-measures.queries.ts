import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EmailQueries } from '../../email';
import { ConsumersQueries } from '../../events/consumers.queries';
import { FollowUpFigures } from '../../follow-ups';
import { WebhookQueries, WhatsAppQueries } from '../../whatsapp';
import { STOPPED_TEMPLATES } from '../webhook/figures.rules';
import { gaugeOf } from './process-measures.service';
import type { SharedMeasures } from './shared-conditions.rules';

const MINUTE_MS = 60_000;
const SIGNATURE_MINUTES = 5;

/** Measures what is true of the whole installation; needs the rights of the system. */
@Injectable()
export class SharedMeasuresQueries {
  constructor(
    private readonly clock: Clock,
    private readonly readers: ConsumersQueries,
    private readonly email: EmailQueries,
    private readonly followUps: FollowUpFigures,
    private readonly webhook: WebhookQueries,
    private readonly whatsapp: WhatsAppQueries,
  ) {}

  async measure(tx: Tx): Promise<SharedMeasures> {
    return {
      lags: await this.readers.lagSeconds(tx),
      // One number for the whole cluster, and every process measures it by itself.
      horizonSeconds: await gaugeOf('crm_event_horizon_age_seconds'),
      deadLetters: (await this.readers.countParked(tx)).dead,
      followUps: await this.followUps.pulse.waiting(tx),
      canary: await this.followUps.pulse.canary(tx),
      mail: await this.email.health(tx),
      whatsapp: this.webhook.mode === 'off' ? null : await this.channel(tx),
    };
  }

  private async channel(tx: Tx): Promise<SharedMeasures['whatsapp']> {
    const now = this.clock.now();
    const { oldestAt, dead } = await this.webhook.backlog(tx);
    const from = new Date(now.getTime() - SIGNATURE_MINUTES * MINUTE_MS);
    const minutes = await this.webhook.minutes(tx, from, new Date(now.getTime() + 1));
    const bad = minutes.reduce((sum, { badSignature }) => sum + badSignature, 0);
    const number = await this.webhook.number(tx);
    const templates = await this.whatsapp.templates(tx);
    return {
      oldestPendingSeconds: oldestAt && (now.getTime() - oldestAt.getTime()) / 1000,
      deadLetters: dead,
      badSignaturesPerMinute: bad / SIGNATURE_MINUTES,
      stoppedTemplates: templates
        .filter(({ status }) => STOPPED_TEMPLATES.includes(status))
        .map(({ key, locale, status }) => ({ name: `${key}/${locale}`, status })),
      quality: number?.quality ?? null,
      blockedBy: number?.blockedBy ?? null,
    };
  }
}
