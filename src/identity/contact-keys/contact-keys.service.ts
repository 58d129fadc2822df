import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import { normalAddress } from '../../core/mail-address.rules';
import { remembered } from '../../core/remembered';

/**
 * The locks under which an answer and a hand-over meet, the same on every channel: whatever reaches a person has a key
 * that says nothing of it.
 */
@Injectable()
export class ContactKeys {
  private readonly known = new Map<string, string>();
  private key: KeyObject | null = null;

  constructor(private readonly config: Config) {}

  /** Keys for `lockKeys`: addresses as written, numbers in E.164. */
  of(values: readonly string[]): string[] {
    const keys = values.map((value) => remembered(this.known, value, () => this.digest(value)));
    return [...new Set(keys)].sort();
  }

  private digest(value: string): string {
    const same = value.includes('@') ? normalAddress(value) : value.replace(/[^\d+]/g, '');
    const hmac = createHmac('sha256', this.secretKey()).update(same).digest('hex');
    return `contact:${hmac.slice(0, 32)}`;
  }

  private secretKey(): KeyObject {
    if (this.key) return this.key;
    const secret = this.config.get('SECRET_KEY');
    if (!secret) throw new Error('SECRET_KEY is needed for messages; the start command makes one.');
    // Derived as mail did first: rows that wait in the queue hold keys of then.
    this.key = createSecretKey(
      Buffer.from(hkdfSync('sha256', secret, '', 'relance:email:contact', 32)),
    );
    return this.key;
  }
}
