import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from './config';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SIGNATURE_BYTES = 16;
/** Counted up with every new key, so that digests of two keys are never held against each other. */
const PSEUDONYM_KEY = 1;

/** Keeps what a table must hold for a while from everybody who reads the table alone. AES-256-GCM, NIST SP 800-38D. */
@Injectable()
export class Sealing {
  private readonly secret: string | Buffer;

  /** Without SECRET_KEY, which production requires, what was sealed is lost with the process. */
  constructor(config: Config) {
    this.secret = config.get('SECRET_KEY') ?? randomBytes(32);
  }

  /** @param place what the sealed bytes belong to; they open only there */
  seal(purpose: string, place: string, plain: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key(purpose), nonce);
    cipher.setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @returns null for what this key did not seal for this place */
  open(purpose: string, place: string, sealed: Buffer): Buffer | null {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.key(purpose), nonce);
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const plain = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([plain, decipher.final()]);
    } catch {
      return null;
    }
  }

  /** `<key number>:<HMAC-SHA-256>`: the same for the same text, and to nobody without the key the way back. RFC 2104. */
  pseudonym(purpose: string, text: string): string {
    const digest = createHmac('sha256', this.key(`pseudonym:${String(PSEUDONYM_KEY)}:${purpose}`));
    return `${String(PSEUDONYM_KEY)}:${digest.update(text).digest('base64url')}`;
  }

  /** 22 characters of base64url that only this key can make of the text. */
  signature(purpose: string, text: string): string {
    const mac = createHmac('sha256', this.key(`signature:${purpose}`))
      .update(text)
      .digest();
    return mac.subarray(0, SIGNATURE_BYTES).toString('base64url');
  }

  /** In the same time whatever differs. */
  isSignature(purpose: string, text: string, given: string): boolean {
    const [due, found] = [Buffer.from(this.signature(purpose, text)), Buffer.from(given)];
    return due.length === found.length && timingSafeEqual(due, found);
  }

  private key(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.secret, '', `relance:core:${purpose}`, 32));
  }
}
