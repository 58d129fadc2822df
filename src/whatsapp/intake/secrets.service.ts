import { hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import { modeOf } from '../mode.rules';

/** The words by which Meta and we know each other. */
@Injectable()
export class Secrets {
  private signing: string[] | null = null;

  constructor(private readonly config: Config) {}

  /** With these may be signed; two while one takes over from the other. */
  appSecrets(): readonly string[] {
    this.signing ??= this.findAppSecrets();
    return this.signing;
  }

  verifyToken(): string | undefined {
    return this.config.get('WHATSAPP_VERIFY_TOKEN') ?? this.ofSimulator('verify-token');
  }

  private findAppSecrets(): string[] {
    const given = [
      this.config.get('WHATSAPP_APP_SECRET') ?? this.ofSimulator('app-secret'),
      this.config.get('WHATSAPP_APP_SECRET_PREVIOUS'),
    ];
    return given.filter((secret) => secret !== undefined);
  }

  /** The stand-in for WhatsApp lives in this process and needs nothing set up. */
  private ofSimulator(purpose: string): string | undefined {
    const key = this.config.get('SECRET_KEY');
    if (modeOf(this.config) !== 'simulated' || key === undefined) return undefined;
    return Buffer.from(hkdfSync('sha256', key, '', `relance:whatsapp:${purpose}`, 32)).toString(
      'hex',
    );
  }
}
