import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../core/config';
import { normalAddress } from '../core/mail-address.rules';
import { remembered } from '../core/remembered';
import { ContactKeys } from '../identity';
import { base32, idOfMid, midOf } from './mid.rules';
import { type Stream, STREAMS } from './sending/message.entity';

const MAC_BYTES = 10;
const STREAM_CODES: Record<Stream, string> = {
  transactional: 't',
  followup: 'f',
  notification: 'n',
  marketing: 'm',
};

/** What a signed address is for: answers, returned mail, withdrawals. */
export type AddressKind = 'reply' | 'bounce' | 'unsubscribe';

/** What a link in a mail allows: to withdraw from one stream, for the recipient of one mail. */
export interface UnsubscribeRight {
  readonly messageId: string;
  readonly stream: Stream;
}

/** What a link in a mail stands for: a place that the mail names by a number, or that it was opened. */
export interface TrackedLink {
  readonly messageId: string;
  /** Null for the picture that tells of opening. */
  readonly number: number | null;
}

const LINK_TOKEN = /^([0-9a-z]{4})\.([0-9a-z]{26})\.(\d{1,2})\.[0-9a-z]{16}$/;
const OPEN_TOKEN = /^([0-9a-z]{4})\.([0-9a-z]{26})\.[0-9a-z]{16}$/;

/** Everything that is signed or digested with a key of ours: ids in headers, links, addresses. */
@Injectable()
export class Signatures {
  private readonly keys = new Map<string, KeyObject>();
  private keyId: string | null = null;
  /** One follow-up asks for the digests of its addresses half a dozen times. */
  private readonly hashes = new Map<string, Buffer>();

  constructor(
    private readonly config: Config,
    private readonly keysOfContacts: ContactKeys,
  ) {}

  /** Digest of an address that survives the address: the same for every way of writing it. */
  addressHash(address: string): Buffer {
    return remembered(this.hashes, address, () => this.hmac('address', normalAddress(address)));
  }

  /** Keys for `lockKeys`: addresses as written, numbers in E.164. */
  contactKeys(values: readonly string[]): string[] {
    return this.keysOfContacts.of(values);
  }

  /** `<mid>.<mac>`, in Message-ID and X-CRM-Mid. */
  messageToken(messageId: string): string {
    const mid = midOf(messageId);
    return `${mid}.${this.mac('message', mid)}`;
  }

  /** `<mid><mac>` for the local part of reply (`r+`) and return (`b+`) addresses. */
  addressToken(kind: AddressKind, messageId: string): string {
    const mid = midOf(messageId);
    return `${mid}${this.mac(kind, mid)}`;
  }

  /** The synthetic root of a thread, which survives providers that replace Message-ID. */
  threadToken(threadKey: string): string {
    const thread = base32(this.hmac('thread', threadKey).subarray(0, 20));
    return `thr.${thread}.${this.mac('thread-id', thread)}`;
  }

  /** @returns the mail that `<mid>.<mac>` names, null for a token that is not ours */
  readMessageToken(token: string): string | null {
    const messageId = idOfMid(token.slice(0, 26));
    return messageId && isSame(token, this.messageToken(messageId)) ? messageId : null;
  }

  /** @returns the mail of a signed local part without its prefix, null for one that is not ours */
  readAddressToken(kind: AddressKind, token: string): string | null {
    const messageId = idOfMid(token.slice(0, 26));
    return messageId && isSame(token, this.addressToken(kind, messageId)) ? messageId : null;
  }

  /** Whether it is the root of some thread of ours; of which one, only {@link threadToken} of its key tells. */
  isThreadToken(token: string): boolean {
    const [prefix, thread = '', mac = ''] = token.split('.');
    return prefix === 'thr' && isSame(mac, this.mac('thread-id', thread));
  }

  unsubscribeToken({ messageId, stream }: UnsubscribeRight): string {
    const action = `${midOf(messageId)}${STREAM_CODES[stream]}`;
    return `${action}${this.mac('unsubscribe', action)}`;
  }

  /** @returns null for a token that is not ours, byte for byte */
  readUnsubscribeToken(token: string): UnsubscribeRight | null {
    const messageId = idOfMid(token.slice(0, 26));
    const stream = STREAMS.find((name) => STREAM_CODES[name] === token[26]);
    if (!messageId || !stream) return null;
    return isSame(token, this.unsubscribeToken({ messageId, stream }))
      ? { messageId, stream }
      : null;
  }

  /** `<kid>.<mid>.<number>.<mac>`, or `<kid>.<mid>.<mac>` for the picture; `kid` tells which key it was signed with. */
  trackingToken({ messageId, number }: TrackedLink): string {
    const mid = midOf(messageId);
    const what = number === null ? mid : `${mid}.${String(number)}`;
    this.keyId ??= this.mac('tracking-key', '').slice(0, 4);
    return `${this.keyId}.${what}.${this.mac(number === null ? 'opening' : 'link', what)}`;
  }

  /** @returns null for a token that is not ours, byte for byte */
  readTrackingToken(token: string): TrackedLink | null {
    const [, , mid = '', digits = null] = LINK_TOKEN.exec(token) ?? OPEN_TOKEN.exec(token) ?? [];
    const messageId = idOfMid(mid);
    if (!messageId) return null;
    const link = { messageId, number: digits === null ? null : Number(digits) };
    return isSame(token, this.trackingToken(link)) ? link : null;
  }

  /** Lets the form beside a kept mail answer it, without a session that a foreign page could borrow. */
  formToken(mailboxMailId: string): string {
    return this.mac('mailbox-form', mailboxMailId);
  }

  isFormToken(token: string, mailboxMailId: string): boolean {
    return isSame(token, this.formToken(mailboxMailId));
  }

  private mac(purpose: string, data: string): string {
    return base32(this.hmac(purpose, data).subarray(0, MAC_BYTES));
  }

  private hmac(purpose: string, data: string): Buffer {
    return createHmac('sha256', this.key(purpose)).update(data).digest();
  }

  private key(purpose: string): KeyObject {
    const known = this.keys.get(purpose);
    if (known) return known;
    const secret = this.config.get('SECRET_KEY');
    // A key of the moment would lose every suppression with the process.
    if (!secret) throw new Error('SECRET_KEY is needed for mail; the start command makes one.');
    const key = createSecretKey(
      Buffer.from(hkdfSync('sha256', secret, '', `relance:email:${purpose}`, 32)),
    );
    this.keys.set(purpose, key);
    return key;
  }
}

/** In the same time whatever differs. */
function isSame(given: string, due: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(due)];
  return a.length === b.length && timingSafeEqual(a, b);
}
