import type { AddressInfo } from 'node:net';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Ids } from '../../core/ids';
import { Log } from '../../core/log';
import { MOST_INBOUND_BYTES, receivedMail } from '../inbound/inbound-server.provider';
import { Intake } from '../inbound/intake.service';
import { signedAddress } from '../inbound/signals.rules';
import { Signatures } from '../signatures.service';

const ON_THIS_MACHINE = '127.0.0.1';

/**
 * The development mailbox: a real SMTP server in this process, so that capture mode goes the whole way, and back:
 * mail to our signed addresses is taken in.
 */
@Injectable()
export class Mailbox implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: SMTPServer | null = null;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
    private readonly signatures: Signatures,
    private readonly intake: Intake,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.get('EMAIL_MODE') !== 'capture' || !this.config.runs('worker')) return;
    const wanted = this.config.get('EMAIL_MAILBOX_PORT');
    try {
      this.server = await this.listen(wanted);
    } catch (error) {
      if (Reflect.get(Object(error), 'code') !== 'EADDRINUSE') throw error;
      // Another program's server there must not get our mail: we take a port of our own.
      this.server = await this.listen(0);
      this.log.warn('mailbox.port.taken', { wanted, port: this.port });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** @throws Error when this process keeps no mailbox */
  get port(): number {
    const address = this.server?.server.address() as AddressInfo | null | undefined;
    if (!address) throw new Error('The development mailbox is not open in this process.');
    return address.port;
  }

  private listen(port: number): Promise<SMTPServer> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 1000,
      size: MOST_INBOUND_BYTES,
      onData: (stream, session, done) => {
        this.keep(stream, session).then(() => done(), done);
      },
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, ON_THIS_MACHINE, () => {
        server.off('error', reject);
        server.on('error', (error: Error) =>
          this.log.debug('mailbox.connection', { message: error.message }),
        );
        resolve(server);
      });
    });
  }

  private async keep(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const mail = await receivedMail(stream, session);
    const isSigned = (address: string) => signedAddress(address, this.signatures) !== null;
    // What goes to a signed address is an answer, on its way in.
    const answers = mail.rcpt.filter(isSigned);
    if (answers.length > 0) await this.intake.take({ ...mail, rcpt: answers });
    const rcpt = mail.rcpt.filter((address) => !isSigned(address));
    if (rcpt.length === 0) return;
    const { mailFrom, raw } = mail;
    await this.db.transaction(systemDbScope('email.mailbox'), (tx) =>
      tx.rows(
        `INSERT INTO email_mailbox (id, mail_from, rcpt_to, subject_line, raw, received_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [this.ids.uuid(), mailFrom, rcpt, subjectOf(raw), raw, this.clock.now()],
        'mailbox.keep',
      ),
    );
  }
}

/** As it stands in the header, folded lines joined; decoded where it is shown. */
function subjectOf(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.subarray(0, end < 0 ? raw.length : end).toString('utf8');
  const line = /^subject:[ \t]*(.*(?:\r\n[ \t].*)*)/im.exec(head)?.[1] ?? '';
  return line.replace(/\r\n[ \t]+/g, ' ').slice(0, 998);
}
