import type { AddressInfo } from 'node:net';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { Config } from '../../core/config';
import { Log } from '../../core/log';
import { Signatures } from '../signatures.service';
import { Intake } from './intake.service';
import { MailUnreadable } from './mime.provider';
import type { RawInbound } from './parsed-mail.rules';
import { signedAddress } from './signals.rules';

export const MOST_INBOUND_BYTES = 25 * 1024 * 1024;

/** Takes mail for our signed addresses from the mail server in front of it; nobody else's mail, and relays nothing. */
@Injectable()
export class InboundServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: SMTPServer | null = null;

  constructor(
    private readonly config: Config,
    private readonly log: Log,
    private readonly signatures: Signatures,
    private readonly intake: Intake,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const port = this.config.get('EMAIL_INBOUND_PORT');
    if (port !== undefined && this.config.runs('worker')) this.server = await this.listen(port);
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** @throws Error when this process takes no mail */
  get port(): number {
    const address = this.server?.server.address() as AddressInfo | null | undefined;
    if (!address) throw new Error('No server for mail that comes in is open in this process.');
    return address.port;
  }

  private listen(port: number): Promise<SMTPServer> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 1000,
      maxClients: 100,
      size: MOST_INBOUND_BYTES,
      onRcptTo: ({ address }, _session, done) => {
        const ours = signedAddress(address, this.signatures) !== null;
        done(ours ? null : smtpError(550, '5.1.1 No such address'));
      },
      onData: (stream, session, done) => {
        this.receive(stream, session).then(() => done(), done);
      },
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.config.get('EMAIL_INBOUND_HOST'), () => {
        server.off('error', reject);
        server.on('error', (error: Error) =>
          this.log.debug('inbound.connection', { message: error.message }),
        );
        resolve(server);
      });
    });
  }

  private async receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const mail = await receivedMail(stream, session);
    try {
      await this.intake.take(mail);
    } catch (error) {
      if (error instanceof MailUnreadable) throw smtpError(554, '5.6.0 The mail cannot be read');
      this.log.error('inbound.failed', { error });
      // Whoever sent it keeps it and tries again.
      throw smtpError(451, '4.3.0 Try again later');
    }
  }
}

/** The whole mail out of a dialogue. @throws an SMTP error for one that is too large */
export async function receivedMail(
  stream: SMTPServerDataStream,
  { envelope: { mailFrom, rcptTo } }: SMTPServerSession,
): Promise<RawInbound> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw smtpError(552, '5.3.4 Message too large');
  return {
    rcpt: rcptTo.map(({ address }) => address),
    mailFrom: mailFrom ? mailFrom.address : '',
    raw: Buffer.concat(chunks),
  };
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
