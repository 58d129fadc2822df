import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { MalformedBody } from '../../core/core.problems';
import { Log } from '../../core/log';
import { ReportNotSigned } from '../email.problems';
import { readSendGrid } from './sendgrid-events.rules';
import { refusalOf, type SignedRequest, verificationKey } from './sendgrid-signature.rules';
import { readSes } from './ses-events.rules';
import {
  confirmationUrl,
  type Envelope,
  faultOf,
  isSignedBy,
  readEnvelope,
} from './sns-envelope.rules';
import { Sns } from './sns.provider';
import { WebhookCounts } from './webhook-counts.service';
import { WebhookIntake } from './webhook-intake.service';
import type { Refusal, Reporter } from './webhook.rules';

export interface SnsRequest {
  readonly body: Buffer;
  readonly type: string | undefined;
  readonly rawDelivery: string | undefined;
}

/** Believes what a provider signed, and nothing else. */
@Injectable()
export class WebhookDoors {
  private readonly keys: readonly KeyObject[];

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly sns: Sns,
    private readonly intake: WebhookIntake,
    private readonly counts: WebhookCounts,
  ) {
    this.keys = config.get('EMAIL_SENDGRID_WEBHOOK_PUBLIC_KEY').map(verificationKey);
  }

  /** Whether somebody set this door up. */
  isOpen(provider: Reporter): boolean {
    return provider === 'sendgrid'
      ? this.keys.length > 0
      : this.config.get('EMAIL_SES_TOPIC_ARNS').length > 0;
  }

  /** @throws ReportNotSigned, MalformedBody */
  async takeSendGrid(request: SignedRequest): Promise<void> {
    const refusal = refusalOf(request, { keys: this.keys, ...this.believable() });
    if (refusal) this.refuse('sendgrid', refusal);
    const reading = readSendGrid(request.body);
    if (!reading) return this.refuse('sendgrid', 'malformed');
    await this.intake.keep('sendgrid', reading);
  }

  /** @throws ReportNotSigned, MalformedBody, ReporterSilent */
  async takeSns({ body, type, rawDelivery }: SnsRequest): Promise<void> {
    // Raw delivery takes the envelope away, and with it the signature.
    if (rawDelivery !== undefined && rawDelivery !== 'false') this.refuse('ses', 'raw_delivery');
    const envelope = readEnvelope(body);
    if (!envelope) return this.refuse('ses', 'malformed');
    const fault = faultOf(
      envelope,
      { type },
      {
        topics: this.config.get('EMAIL_SES_TOPIC_ARNS'),
        takesSha1: this.config.get('EMAIL_SES_TAKES_SHA1'),
        ...this.believable(),
      },
    );
    if (fault) this.refuse('ses', fault);
    const key = await this.sns.signingKey(envelope.SigningCertURL);
    if (!key) return this.refuse('ses', 'certificate');
    if (!isSignedBy(envelope, key)) this.refuse('ses', 'signature');
    await this.follow(envelope);
  }

  private async follow(envelope: Envelope): Promise<void> {
    const { Type, TopicArn, Message, MessageId, Timestamp } = envelope;
    if (Type === 'Notification') {
      const reading = readSes(Message, MessageId, new Date(Timestamp));
      // A topic also carries words of its own, such as that it was set up: signed, and about no mail.
      await this.intake.keep(
        'ses',
        reading ?? { events: [], left: [{ kind: 'other', malformed: true }] },
      );
      return;
    }
    if (Type === 'UnsubscribeConfirmation') {
      this.log.error('email.webhook.unsubscribed', new Error('A topic was unsubscribed.'), {
        topic: TopicArn,
      });
      return;
    }
    const url = confirmationUrl(envelope);
    if (url === null) return this.refuse('ses', 'malformed');
    await this.sns.confirm(url);
    this.log.info('email.webhook.subscribed', { topic: TopicArn });
  }

  private believable() {
    const toleranceHours = this.config.get('EMAIL_WEBHOOK_TOLERANCE_HOURS');
    return { now: this.clock.now(), toleranceHours };
  }

  private refuse(provider: Reporter, reason: Refusal): never {
    this.counts.rejected(provider, reason);
    if (reason === 'malformed') throw new MalformedBody();
    throw new ReportNotSigned();
  }
}
