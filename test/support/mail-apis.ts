import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a fake does instead of taking a mail; `reset` takes it and hangs up before it says so. */
export type Trouble =
  | 'reset'
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> };

/** A mail that a provider has. */
export interface Taken {
  readonly id: string;
  readonly to: string;
  readonly mid: string;
  /** As it was given to the interface. */
  readonly request: unknown;
}

abstract class MailApi {
  readonly taken: Taken[] = [];
  /** Calls that were to send a mail. */
  calls = 0;
  /** Calls under way at once, at most. */
  mostAtOnce = 0;
  /** Asked for each mail by its recipient; undefined takes it. */
  trouble: (to: string) => Trouble | undefined = () => undefined;
  /** How long it thinks about a mail. */
  thinksMs = 0;
  protected readonly server: Server;
  private atOnce = 0;

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request, response);
    });
  }

  async start(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  get ids(): string[] {
    return this.taken.map(({ to }) => to);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  protected abstract answer(request: IncomingMessage, response: ServerResponse): Promise<void>;

  /** Takes a mail or makes trouble. @returns the id it gave, or null when it has answered itself */
  protected async take(mail: Omit<Taken, 'id'>, response: ServerResponse): Promise<string | null> {
    this.calls += 1;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await new Promise((resolve) => setTimeout(resolve, this.thinksMs));
    this.atOnce -= 1;
    const trouble = this.trouble(mail.to);
    if (trouble && trouble !== 'reset') {
      response.writeHead(trouble.status, trouble.headers).end(trouble.body);
      return null;
    }
    const id = `${this.constructor.name.toLowerCase()}-${String(this.taken.length)}`;
    this.taken.push({ id, ...mail });
    if (trouble !== 'reset') return id;
    response.socket?.destroy();
    return null;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

export interface SendGridRequest {
  readonly personalizations: readonly {
    readonly to: readonly { readonly email: string; readonly name?: string }[];
    readonly headers: Readonly<Record<string, string>>;
    readonly custom_args: Readonly<Record<string, string>>;
  }[];
  readonly from: { readonly email: string; readonly name?: string };
  readonly reply_to: { readonly email: string };
  readonly subject: string;
  readonly content: readonly { readonly type: string; readonly value: string }[];
  readonly tracking_settings: Readonly<Record<string, { readonly enable: boolean }>>;
}

/** SendGrid's API v3, as far as mail leaves by it. */
export class SendGrid extends MailApi {
  scopes = ['mail.send', 'scopes.read'];

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    response.setHeader('content-type', 'application/json');
    if (request.headers.authorization !== 'Bearer SG.key-of-the-test') {
      response.writeHead(401).end(sendGridErrors('The provided authorization grant is invalid'));
      return;
    }
    if (request.method === 'GET' && request.url === '/v3/scopes') {
      response.end(JSON.stringify({ scopes: this.scopes }));
      return;
    }
    const given = JSON.parse(body) as SendGridRequest;
    const [personal] = given.personalizations;
    const to = personal?.to[0]?.email ?? '';
    const mid = personal?.custom_args['mid'] ?? '';
    const id = await this.take({ to, mid, request: given }, response);
    if (id !== null) response.writeHead(202, { 'x-message-id': id }).end();
  }
}

/** What SendGrid says when it refuses. */
export function sendGridErrors(message: string, field: string | null = null): string {
  return JSON.stringify({ errors: [{ message, field, help: null }] });
}

/** The query interface of Amazon SES, as far as mail leaves by it. */
export class Ses extends MailApi {
  quota = { MaxSendRate: 14, Max24HourSend: 50_000, SentLast24Hours: 0 };

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
    response.setHeader('content-type', 'text/xml');
    if (
      !request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=AKIATESTTESTTEST/')
    ) {
      response.writeHead(403).end(sesError('InvalidClientTokenId', 'The token is invalid.'));
      return;
    }
    if (given['Action'] === 'GetSendQuota') {
      const values = Object.entries(this.quota).map(([k, v]) => `<${k}>${String(v)}</${k}>`);
      response.end(sesAnswer('GetSendQuota', values.join('')));
      return;
    }
    const to = given['Destinations.member.1'] ?? '';
    const mid = given['Tags.member.1.Name'] === 'mid' ? (given['Tags.member.1.Value'] ?? '') : '';
    const id = await this.take({ to, mid, request: given }, response);
    if (id !== null) response.end(sesAnswer('SendRawEmail', `<MessageId>${id}</MessageId>`));
  }
}

const SES_NAMES = 'xmlns="http://ses.amazonaws.com/doc/2010-12-01/"';

function sesAnswer(action: string, result: string): string {
  return `<${action}Response ${SES_NAMES}><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`;
}

/** What SES says when it refuses. */
export function sesError(code: string, message: string): string {
  return `<ErrorResponse ${SES_NAMES}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
}
