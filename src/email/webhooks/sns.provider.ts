import { type KeyObject, X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Log } from '../../core/log';
import { ReporterSilent } from '../email.problems';

const TIMEOUT_MS = 3000;
const MOST_BYTES = 8 * 1024;
const MOST_KEPT = 16;
/** Of `sns.<region>.amazonaws.com`, or of the service without a region. */
const AMAZON = /(^|[=.:\s])amazonaws\.com(\.cn)?$/;

/** The door to Amazon SNS: signing certificates, and the word that we want what a topic sends. */
@Injectable()
export class Sns {
  private readonly kept = new Map<string, Promise<X509Certificate>>();

  constructor(
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * The key that signs, of a certificate that is kept once it was read.
   * @param url checked by the caller: TLS to that host says whose the certificate is
   * @returns null for a certificate that is not valid now or not Amazon's
   * @throws ReporterSilent when it cannot be had
   */
  async signingKey(url: string): Promise<KeyObject | null> {
    const certificate = await this.certificate(url);
    const now = this.clock.now();
    const { validFrom, validTo } = certificate;
    const isValid = new Date(validFrom) <= now && now <= new Date(validTo);
    const names = [certificate.subject, ...(certificate.subjectAltName?.split(', ') ?? [])];
    const isAmazons = names
      .join('\n')
      .split('\n')
      .some((name) => AMAZON.test(name));
    return isValid && isAmazons ? certificate.publicKey : null;
  }

  /** @throws ReporterSilent when SNS does not take it; it asks again by itself */
  async confirm(url: string): Promise<void> {
    await this.ask(url, (answer) => answer);
  }

  private certificate(url: string): Promise<X509Certificate> {
    const known = this.kept.get(url);
    if (known) return known;
    const asked = this.ask(url, (pem) => new X509Certificate(pem));
    this.kept.set(url, asked);
    // What failed is asked for again; the oldest makes room.
    asked.catch(() => this.kept.delete(url));
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return asked;
  }

  private async ask<T>(url: string, understand: (text: string) => T): Promise<T> {
    try {
      return understand(await read(url));
    } catch (error) {
      const { origin, pathname } = new URL(url);
      this.log.error('email.sns.silent', error, { url: origin + pathname });
      throw new ReporterSilent();
    }
  }
}

async function read(url: string): Promise<string> {
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`It answered ${String(response.status)}.`);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const stream = response.body as AsyncIterable<Uint8Array> | null;
  for await (const part of stream ?? []) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error('It answered too much.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
