import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../../core/config';
import { Mailbox } from '../mailbox/mailbox.provider';
import { DkimProvider } from './dkim.provider';
import { type BuiltMail, EmailProvider, type Outcome } from './email.provider';
import { isLoopback } from './loopback.rules';
import { type SmtpOptions, SmtpSession } from './smtp-session.provider';

// RFC 5321 allows ten minutes after the final dot; what takes longer than one is ambiguous and stays so.
const SOCKET_TIMEOUT_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;

type Wire = Pick<BuiltMail, 'from' | 'to' | 'raw'>;

/** Sends by SMTP over connections that are kept; the development mailbox is reached in the same way. */
@Injectable()
export class SmtpProvider extends EmailProvider implements OnApplicationShutdown {
  readonly id = 'smtp';
  private readonly idle: SmtpSession[] = [];
  private readonly waiting: ((session: SmtpSession | Outcome) => void)[] = [];
  private open = 0;

  constructor(
    private readonly config: Config,
    private readonly mailbox: Mailbox,
    private readonly dkim: DkimProvider,
  ) {
    super();
  }

  /** Signed by us: the other providers sign what they send, and change what a signature of ours would cover. */
  async send({ from, to, raw }: BuiltMail): Promise<Outcome> {
    return this.sendSigned({ from, to, raw: await this.dkim.sign(raw) });
  }

  private async sendSigned(mail: Wire): Promise<Outcome> {
    const session = await this.acquire();
    if (!(session instanceof SmtpSession)) return session;
    const wasUsed = session.used;
    const outcome = await session.send(mail);
    this.release(session);
    // A kept connection that the server has closed meanwhile proves nothing about the server: once more, on a fresh one.
    const stale = wasUsed && outcome.kind === 'not_accepted' && outcome.phase === 'session';
    return stale ? this.sendFresh(mail) : outcome;
  }

  async verify(): Promise<void> {
    const session = await this.acquire();
    if (!(session instanceof SmtpSession))
      throw new Error(`The SMTP server refuses: ${describe(session)}`);
    const alive = await session.reset();
    if (!alive) session.close();
    this.release(session);
    if (!alive) throw new Error('The SMTP server does not answer.');
  }

  onApplicationShutdown(): void {
    for (const session of this.idle.splice(0)) session.quit();
  }

  private async sendFresh(mail: Wire): Promise<Outcome> {
    for (const session of this.idle.splice(0)) {
      session.quit();
      this.open -= 1;
    }
    const session = await this.acquire();
    if (!(session instanceof SmtpSession)) return session;
    const outcome = await session.send(mail);
    this.release(session);
    return outcome;
  }

  /** @returns a session, or why there is none */
  private async acquire(): Promise<SmtpSession | Outcome> {
    for (let session = this.idle.pop(); session; session = this.idle.pop()) {
      if (session.alive) return session;
      this.open -= 1;
    }
    if (this.open >= this.config.get('EMAIL_CONCURRENCY'))
      return new Promise((resolve) => this.waiting.push(resolve));
    this.open += 1;
    return this.connect();
  }

  private async connect(): Promise<SmtpSession | Outcome> {
    const session = new SmtpSession(this.options());
    const refusal = await session.open();
    if (!refusal) return session;
    this.open -= 1;
    // Whoever waits for a connection would meet the same refusal, one time-out after the other.
    if (this.open === 0) for (const resolve of this.waiting.splice(0)) resolve(refusal);
    return refusal;
  }

  private release(session: SmtpSession): void {
    const next = this.waiting.shift();
    if (session.alive) {
      if (next) next(session);
      else this.idle.push(session);
      return;
    }
    if (next) void this.connect().then(next);
    else this.open -= 1;
  }

  private options(): SmtpOptions {
    const own = this.config.get('EMAIL_MODE') === 'capture';
    const address = own
      ? `smtp://127.0.0.1:${String(this.mailbox.port)}`
      : this.config.get('EMAIL_SMTP_URL');
    const url = new URL(address ?? '');
    const secure = url.protocol === 'smtps:';
    const near = isLoopback(url.href);
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || (secure ? 465 : 587)),
      secure,
      // Nothing but this machine is spoken to in the clear.
      ...(near ? { ignoreTLS: !secure } : { requireTLS: !secure }),
      tls: { minVersion: 'TLSv1.2', rejectUnauthorized: !near },
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
      ...(url.username && {
        auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
      }),
    };
  }
}

function describe(outcome: Outcome): string {
  return 'code' in outcome ? `${outcome.code} in ${outcome.phase}` : outcome.kind;
}
