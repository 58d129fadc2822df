import { GetSendQuotaCommand, SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import type { Mailbox } from '../sending/headers.rules';
import { type BuiltMail, EmailProvider, type Outcome, type Quota } from './email.provider';
import { freshAgents } from './http-agents.provider';
import { networkFailure } from './network-outcome.rules';
import { classifySes, type SesFailure } from './ses-outcome.rules';
import { redact } from './smtp-outcome.rules';

const TIMEOUT_MS = 15_000;
/** The first region has a domain of its own for the ids it gives. */
const OLDEST_REGION = 'us-east-1';

/** Sends whole mails by Amazon SES, with the client's own retries off. */
@Injectable()
export class SesProvider extends EmailProvider {
  readonly id = 'ses';
  private made: SESClient | null = null;

  constructor(private readonly config: Config) {
    super();
  }

  async send({ mid, to, raw, parts }: BuiltMail): Promise<Outcome> {
    const set = this.config.get('EMAIL_SES_CONFIGURATION_SET');
    const from = parts.headers.find(([name]) => name === 'From')?.[1] as Mailbox;
    try {
      const { MessageId: id } = await this.client.send(
        new SendRawEmailCommand({
          // What comes back is told as an event: its return address is one of its own.
          Source: from.address,
          Destinations: [to],
          RawMessage: { Data: raw },
          Tags: [{ Name: 'mid', Value: mid }],
          ...(set !== undefined && { ConfigurationSetName: set }),
        }),
      );
      if (id === undefined)
        return classifySes(failureOf(new Error('The answer names no MessageId.')));
      return {
        kind: 'accepted',
        providerMessageId: id,
        wireMessageId: `${id}@${this.idDomain}`,
        response: id,
      };
    } catch (error) {
      return classifySes(failureOf(error));
    }
  }

  async verify(): Promise<void> {
    await this.quota();
  }

  override async quota(): Promise<Quota> {
    try {
      const { MaxSendRate, Max24HourSend, SentLast24Hours } = await this.client.send(
        new GetSendQuotaCommand({}),
      );
      return {
        perSecond: MaxSendRate ?? 1,
        perDay: Max24HourSend ?? 0,
        used: SentLast24Hours ?? 0,
      };
    } catch (error) {
      const { name, message } = failureOf(error);
      throw new Error(`SES: ${redact(`${name} ${message}`)}`, { cause: error });
    }
  }

  private get region(): string {
    return this.config.get('EMAIL_SES_REGION') ?? OLDEST_REGION;
  }

  private get idDomain(): string {
    return this.region === OLDEST_REGION ? 'email.amazonses.com' : `${this.region}.amazonses.com`;
  }

  /** Made when it is first asked: looking for credentials is nothing to do where SES is not used. */
  private get client(): SESClient {
    this.made ??= this.make();
    return this.made;
  }

  private make(): SESClient {
    const accessKeyId = this.config.get('EMAIL_SES_ACCESS_KEY_ID');
    const secretAccessKey = this.config.get('EMAIL_SES_SECRET_ACCESS_KEY');
    const endpoint = this.config.get('EMAIL_SES_URL');
    return new SESClient({
      region: this.region,
      maxAttempts: 1,
      requestHandler: {
        requestTimeout: TIMEOUT_MS,
        throwOnRequestTimeout: true,
        ...freshAgents(),
      },
      ...(endpoint !== undefined && { endpoint }),
      ...(accessKeyId !== undefined &&
        secretAccessKey !== undefined && { credentials: { accessKeyId, secretAccessKey } }),
    });
  }
}

function failureOf(error: unknown): SesFailure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const metadata = (error as { $metadata?: { httpStatusCode?: number } }).$metadata;
  return {
    name,
    message,
    status: metadata?.httpStatusCode ?? null,
    network: networkFailure(error),
  };
}
