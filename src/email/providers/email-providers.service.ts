import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import { Crowd } from './crowd.provider';
import {
  type BuiltMail,
  type EmailProvider,
  type Outcome,
  type ProviderId,
  SINK,
  type Quota,
} from './email.provider';
import { SendGridProvider } from './sendgrid.provider';
import { SesProvider } from './ses.provider';
import { SmtpProvider } from './smtp.provider';

/** Calls of one HTTP interface at once. */
const MOST_REQUESTS = 8;

/** What a provider said when it was asked whether it would take mail. */
export interface Verified {
  readonly provider: ProviderId;
  /** Why it would not; null when it would. */
  readonly fault: string | null;
}

/** The ways by which mail leaves, in order of preference. */
@Injectable()
export class EmailProviders {
  readonly ids: readonly ProviderId[];
  private readonly doors: Readonly<Record<ProviderId, EmailProvider>>;
  private readonly crowds: Readonly<Record<ProviderId, Crowd>>;

  constructor(config: Config, sendgrid: SendGridProvider, ses: SesProvider, smtp: SmtpProvider) {
    this.ids = config.emailProviders;
    this.doors = { sendgrid, ses, smtp };
    const calls = config.get('EMAIL_CONCURRENCY');
    this.crowds = {
      sendgrid: new Crowd(sendgrid, Math.min(MOST_REQUESTS, calls)),
      ses: new Crowd(ses, Math.min(MOST_REQUESTS, calls)),
      smtp: new Crowd(smtp, calls),
    };
  }

  /** Simulated mail ends here, everything else leaves by the provider that its attempt names. */
  send(provider: ProviderId | typeof SINK, mail: BuiltMail): Promise<Outcome> {
    if (provider !== SINK) return this.crowds[provider].send(mail);
    return Promise.resolve({
      kind: 'accepted',
      providerMessageId: null,
      wireMessageId: null,
      response: 'kept in the sink: simulated',
    });
  }

  /** Whether the preferred way took what this process gave it last. */
  get isProven(): boolean {
    const [preferred] = this.ids;
    return preferred !== undefined && this.crowds[preferred].isProven;
  }

  /** Asks one, or all of them. */
  async verify(providers: readonly ProviderId[] = this.ids): Promise<Verified[]> {
    return Promise.all(
      providers.map(async (provider) => {
        try {
          await this.doors[provider].verify();
          return { provider, fault: null };
        } catch (error) {
          // What it says is the answer to the question.
          return { provider, fault: error instanceof Error ? error.message : String(error) };
        }
      }),
    );
  }

  /** @throws whatever keeps the provider from saying what it allows */
  quota(provider: ProviderId): Promise<Quota | null> {
    return this.doors[provider].quota();
  }
}
