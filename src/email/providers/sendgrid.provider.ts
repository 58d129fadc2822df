import { Injectable } from '@nestjs/common';
import { Client } from '@sendgrid/client';
import { MailService, type ResponseError } from '@sendgrid/mail';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { type BuiltMail, EmailProvider, type Outcome } from './email.provider';
import { freshAgents } from './http-agents.provider';
import { networkFailure, withoutAnswer } from './network-outcome.rules';
import { sendGridMail } from './sendgrid-mail.rules';
import { classifySendGrid } from './sendgrid-outcome.rules';
import { redact } from './smtp-outcome.rules';

/** The client has none of its own. */
const TIMEOUT_MS = 15_000;
const NEEDED_SCOPE = 'mail.send';

/** Sends by SendGrid's API v3, with a client of its own and no retries. */
@Injectable()
export class SendGridProvider extends EmailProvider {
  readonly id = 'sendgrid';
  private readonly client = new Client();
  private readonly service = new MailService();

  constructor(
    config: Config,
    private readonly clock: Clock,
  ) {
    super();
    const key = config.get('EMAIL_SENDGRID_API_KEY');
    // Setting the key sets the address, too.
    if (key !== undefined) this.client.setApiKey(key);
    const defaults = {
      baseUrl: config.get('EMAIL_SENDGRID_URL'),
      // Whatever a request names stands above it.
      url: '',
      timeout: TIMEOUT_MS,
      maxRedirects: 0,
      ...freshAgents(),
    };
    this.client.setDefaultRequest(defaults);
    this.service.setClient(this.client);
  }

  async send(mail: BuiltMail): Promise<Outcome> {
    try {
      const [response] = await this.service.send(sendGridMail(mail));
      const headers = response.headers as Record<string, string | undefined>;
      if (response.statusCode !== 202)
        return this.refused(response.statusCode, response.body, headers);
      return {
        kind: 'accepted',
        providerMessageId: headers['x-message-id'] ?? null,
        // It leaves a Message-ID that it is given as it is.
        wireMessageId: null,
        response: String(response.statusCode),
      };
    } catch (error) {
      const answer = answerOf(error);
      return answer
        ? this.refused(answer.code, answer.body, answer.headers)
        : withoutAnswer(networkFailure(error));
    }
  }

  async verify(): Promise<void> {
    let body: unknown;
    try {
      const answer = await this.client.request({ method: 'GET', url: '/v3/scopes' });
      body = answer[1];
    } catch (error) {
      const answer = answerOf(error);
      const said = answer ? `answers ${String(answer.code)}` : networkFailure(error).message;
      throw new Error(`SendGrid: ${redact(said)}`, { cause: error });
    }
    const scopes = (body as { scopes?: unknown }).scopes;
    if (!Array.isArray(scopes) || !scopes.includes(NEEDED_SCOPE))
      throw new Error(`SendGrid: the key lacks the right ${NEEDED_SCOPE}`);
  }

  private refused(status: number, body: unknown, headers: Headers): Outcome {
    const rateLimitReset = headers['x-ratelimit-reset'] ?? null;
    return classifySendGrid({ status, body, rateLimitReset, now: this.clock.now() });
  }
}

type Headers = Readonly<Record<string, string | undefined>>;

function answerOf(error: unknown): { code: number; body: unknown; headers: Headers } | null {
  const { code, response } = error as Partial<ResponseError>;
  if (typeof code !== 'number' || !response) return null;
  return { code, body: response.body, headers: response.headers };
}
