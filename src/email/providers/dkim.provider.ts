import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import DKIM from 'nodemailer/lib/dkim';
import { Config } from '../../core/config';
import { domainOf } from '../sending/headers.rules';

/**
 * What the signature covers. nodemailer's own list leaves List-Unsubscribe-Post out, which RFC 8058 §4 wants signed
 * together with List-Unsubscribe.
 */
const SIGNED_HEADERS = [
  'From',
  'To',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'In-Reply-To',
  'References',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
  'Auto-Submitted',
  'Content-Language',
  'MIME-Version',
  'Content-Type',
].join(':');

/** Signs mails with the domain's key (RFC 6376); the same mail gets the same signature, on every attempt. */
@Injectable()
export class DkimProvider {
  private readonly signer: DKIM | null;

  constructor(config: Config) {
    const keySelector = config.get('EMAIL_DKIM_SELECTOR');
    const privateKey = config.get('EMAIL_DKIM_PRIVATE_KEY');
    const domainName = domainOf(config.get('EMAIL_FROM_ADDRESS'));
    this.signer =
      keySelector && privateKey
        ? new DKIM({ domainName, keySelector, privateKey, headerFieldNames: SIGNED_HEADERS })
        : null;
  }

  /** @returns the mail as it was where no key is given */
  async sign(raw: Buffer): Promise<Buffer> {
    return this.signer ? buffer(this.signer.sign(raw)) : raw;
  }
}
