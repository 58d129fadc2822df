import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { canonical, type Envelope } from '../../src/email/webhooks/sns-envelope.rules';

const FIXTURES = join(__dirname, '../fixtures/sns');
const fixture = (name: string) => readFileSync(join(FIXTURES, `${name}.pem`), 'utf8');
const KEY = fixture('key');

export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:ses-events';
export const SNS_HOST = 'https://sns.eu-central-1.amazonaws.com';

/** What SendGrid does with a webhook: a list with CR LF at its end, signed over the time and the bytes. */
export class SendGrid {
  readonly publicKey: string;
  private readonly privateKey;

  constructor() {
    const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    this.publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    this.privateKey = pair.privateKey;
  }

  bodyOf(events: readonly object[]): string {
    return `[${events.map((event) => JSON.stringify(event)).join(',\r\n')}]\r\n`;
  }

  headers(body: string, at: Date): Record<string, string> {
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const signature = sign('sha256', Buffer.from(timestamp + body), {
      key: this.privateKey,
      dsaEncoding: 'der',
    });
    return {
      'content-type': 'application/json',
      'x-twilio-email-event-webhook-timestamp': timestamp,
      'x-twilio-email-event-webhook-signature': signature.toString('base64'),
    };
  }
}

/** Certificates by the digit that their names are made of. */
const CERTIFICATES: Readonly<Record<string, string>> = { a: 'good', b: 'foreign', c: 'expired' };
export const certificateUrl = (digit = 'a') =>
  `${SNS_HOST}/SimpleNotificationService-${digit.repeat(32)}.pem`;

/** Signs as SNS does, with the key of the certificates among the fixtures. */
export function snsMessage(more: Record<string, unknown>): Record<string, unknown> {
  const unsigned = {
    Type: 'Notification',
    TopicArn: TOPIC,
    SignatureVersion: '2',
    SigningCertURL: certificateUrl(),
    ...more,
  };
  const digest = unsigned.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  const text = canonical(unsigned as unknown as Envelope);
  return { ...unsigned, Signature: sign(digest, Buffer.from(text), KEY).toString('base64') };
}

/** Amazon, as far as we ask it: an HTTP server that everything to its host is led to; whoever else is asked is noted. */
export class Amazon {
  /** Addresses outside of this machine that were asked. */
  readonly asked: string[] = [];
  isDown = false;

  private constructor(
    private readonly server: Server,
    private readonly restore: () => void,
  ) {}

  static async start(): Promise<Amazon> {
    const server = createServer((request, response) => {
      const [, digit = ''] = /SimpleNotificationService-([0-9a-f])/.exec(request.url ?? '') ?? [];
      const certificate = CERTIFICATES[digit];
      if (amazon.isDown) response.writeHead(503).end();
      else if (certificate !== undefined) response.end(fixture(certificate));
      else if (request.url?.startsWith('/?Action=ConfirmSubscription')) response.end('<ok/>');
      else response.writeHead(404).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const real = globalThis.fetch;
    const amazon = new Amazon(server, () => {
      globalThis.fetch = real;
    });
    globalThis.fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (/^http:\/\/(127\.0\.0\.1|localhost):/.test(url)) return real(input, init);
      amazon.asked.push(url);
      if (!url.startsWith(`${SNS_HOST}/`)) return Promise.reject(new Error('Nobody is there.'));
      return real(url.replace(SNS_HOST, `http://127.0.0.1:${String(port)}`), init);
    };
    return amazon;
  }

  async stop(): Promise<void> {
    this.restore();
    await new Promise((done) => this.server.close(done));
  }
}
