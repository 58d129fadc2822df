import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { domainOf } from '../sending/headers.rules';
import { Signatures } from '../signatures.service';
import type { Taken } from './arrival.rules';
import { Arrivals } from './arrivals.service';
import { kindOf } from './kind.rules';
import { MimeReader } from './mime.provider';
import type { RawInbound } from './parsed-mail.rules';
import { signalsOf } from './signals.rules';

/** The one way in for mail, wherever it comes from. */
@Injectable()
export class Intake {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly reader: MimeReader,
    private readonly signatures: Signatures,
    private readonly arrivals: Arrivals,
  ) {}

  /**
   * Stores a mail and does what follows from it, in one transaction: who got this answer may forget the mail.
   * @throws MailUnreadable for a mail that cannot be taken apart
   */
  async take(input: RawInbound): Promise<Taken> {
    const mail = await this.reader.read(input.raw);
    const signals = signalsOf(mail, input, this.signatures);
    const receivedAt = this.clock.now();
    const detected = kindOf(mail, {
      mailFrom: input.mailFrom,
      receivedAt,
      withdraws: signals.withdraws.length > 0,
      ownDomains: [domainOf(this.config.get('EMAIL_FROM_ADDRESS'))],
    });
    const sha256 = createHash('sha256').update(input.raw).digest();
    const from = mail.from?.address ?? input.mailFrom ?? '';
    const arrival = { ...input, mail, from, sha256, signals, detected, receivedAt };
    return this.db.transaction(systemDbScope('email.intake'), (tx) =>
      this.arrivals.enter(tx, arrival),
    );
  }
}
