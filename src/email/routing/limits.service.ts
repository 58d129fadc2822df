import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { type Outcome, type ProviderId, type Quota } from '../providers/email.provider';
import { EmailProviders } from '../providers/email-providers.service';
import { isLoopback } from '../providers/loopback.rules';
import {
  available,
  eased,
  type Pace,
  secondsToWait,
  slotSeconds,
  slowed,
  take,
} from './pace.rules';

const SMTP_PER_SECOND = 1;
const SENDGRID_PER_SECOND = 10;
/** Of what SES allows, so that others who use the account find room. */
const SES_RATE_SHARE = 0.8;
const SES_DAY_SHARE = 0.9;
/** What SES allows everybody; until it has been asked. */
const SES_PER_SECOND = SES_RATE_SHARE;
const BLOCKED_SECONDS = 600;
const ASK_SECONDS = 3600;
const ASK_BLOCKED_SECONDS = 600;

const PACES = `
  SELECT key, emission_seconds AS "emissionSeconds", least_seconds AS "leastSeconds",
         extract(epoch FROM free_at - clock_timestamp())::float8 AS "aheadSeconds", day_cap AS "dayCap", day_used AS "dayUsed"
    FROM email_limit_buckets WHERE key = ANY ($1::text[]) ORDER BY key`;

interface Bucket extends Pace {
  readonly key: string;
  readonly leastSeconds: number;
  readonly dayCap: number | null;
  readonly dayUsed: number;
}

/** What of the calls that were wanted may be made. */
export interface Granted {
  readonly calls: number;
  /** When the turn of those comes that got none. */
  readonly waitSeconds: (place: number) => number;
}

const keyOf = (provider: ProviderId) => `p:${provider}`;

/** How fast providers may be asked, by all processes together. The development mailbox and this machine have no limits. */
@Injectable()
export class Limits {
  private readonly rates: ReadonlyMap<ProviderId, number>;
  private ensured = false;

  constructor(
    private readonly config: Config,
    private readonly providers: EmailProviders,
  ) {
    const rates = providers.ids.map((id) => [id, this.rateOf(id)] as const);
    this.rates = new Map(rates.flatMap(([id, rate]) => (rate === null ? [] : [[id, rate]])));
  }

  /**
   * How many mails are worth claiming.
   * @returns null where some provider has no limit; `waitSeconds` is when there will be more
   */
  async budget(tx: Tx): Promise<{ readonly mails: number; readonly waitSeconds: number } | null> {
    if (this.rates.size < this.providers.ids.length || this.rates.size === 0) return null;
    const buckets = await this.buckets(tx, [...this.rates.keys()], '');
    const mails = Math.max(...buckets.map(available));
    return { mails, waitSeconds: Math.min(...buckets.map(secondsToWait)) };
  }

  /** Takes calls of several providers, in the transaction that writes them down. One without a limit grants all. */
  async take(tx: Tx, wanted: ReadonlyMap<ProviderId, number>): Promise<Map<ProviderId, Granted>> {
    const limited = [...wanted.keys()].filter((provider) => this.rates.has(provider));
    const granted = new Map<ProviderId, Granted>();
    for (const [provider, calls] of wanted)
      if (!this.rates.has(provider)) granted.set(provider, { calls, waitSeconds: () => 0 });
    if (limited.length === 0) return granted;
    const buckets = await this.buckets(tx, limited, 'FOR UPDATE');
    for (const provider of limited) {
      const bucket = buckets.find(({ key }) => key === keyOf(provider));
      if (!bucket) throw new Error(`The limit of ${provider} is gone.`);
      const left = bucket.dayCap === null ? Infinity : Math.max(0, bucket.dayCap - bucket.dayUsed);
      const { granted: calls, aheadSeconds } = take(
        bucket,
        Math.min(left, wanted.get(provider) ?? 0),
      );
      this.write(tx, bucket, { calls, aheadSeconds, isUsedUp: calls === left });
      const after = { ...bucket, aheadSeconds };
      granted.set(provider, { calls, waitSeconds: (place) => slotSeconds(after, place) });
    }
    return granted;
  }

  /** Slows down for what said that we are too fast, and stops asking whose day is used up. */
  async heed(
    tx: Tx,
    calls: readonly { readonly provider: ProviderId; readonly outcome: Outcome }[],
  ): Promise<void> {
    const told = new Map<ProviderId, Outcome & { kind: 'throttled' }>();
    for (const { provider, outcome } of calls)
      if (outcome.kind === 'throttled' && told.get(provider)?.scope !== 'daily')
        told.set(provider, outcome);
    for (const [provider, { scope, retryAfterSeconds }] of [...told].sort()) {
      if (scope === 'daily') await this.block(tx, provider, retryAfterSeconds ?? BLOCKED_SECONDS);
      else if (this.rates.has(provider)) await this.slowDown(tx, provider, retryAfterSeconds ?? 0);
    }
  }

  /** A tenth faster for each minute since somebody complained. */
  async ease(tx: Tx): Promise<void> {
    const buckets = await this.buckets(tx, [...this.rates.keys()], 'FOR UPDATE');
    for (const { key, emissionSeconds, leastSeconds } of buckets)
      if (emissionSeconds > leastSeconds)
        await tx.rows(
          `UPDATE email_limit_buckets SET emission_seconds = $2, paced_at = clock_timestamp()
            WHERE key = $1 AND paced_at <= clock_timestamp() - interval '60 s'`,
          [key, eased(emissionSeconds, leastSeconds)],
        );
  }

  /** @returns those whose provider is to be asked now what it allows; nobody else asks them */
  async toAsk(tx: Tx): Promise<ProviderId[]> {
    const asked = [...this.rates.keys()].filter((provider) => provider === 'ses');
    if (asked.length === 0) return [];
    await this.ensure(tx);
    const rows = await tx.rows<{ key: string }>(
      `UPDATE email_limit_buckets SET asked_at = clock_timestamp()
        WHERE key = ANY ($1::text[]) AND (asked_at IS NULL OR asked_at <= clock_timestamp() - make_interval(secs =>
              CASE WHEN blocked_until IS NULL THEN $2::float8 ELSE $3::float8 END)) RETURNING key`,
      [asked.map(keyOf), ASK_SECONDS, ASK_BLOCKED_SECONDS],
    );
    return asked.filter((provider) => rows.some(({ key }) => key === keyOf(provider)));
  }

  /** What a provider said that it allows; a rate of ours stands above its own. */
  async learn(tx: Tx, provider: ProviderId, quota: Quota): Promise<void> {
    const own = this.config.get('EMAIL_SES_MAILS_PER_SECOND');
    const least = 1 / (own ?? Math.max(0.01, quota.perSecond * SES_RATE_SHARE));
    // SES says -1 for no limit.
    const cap = quota.perDay < 0 ? null : Math.floor(quota.perDay * SES_DAY_SHARE);
    await tx.rows(
      `UPDATE email_limit_buckets SET least_seconds = $2::float8, day_cap = $3::int, day_used = $4::int,
              emission_seconds = CASE WHEN emission_seconds <= least_seconds THEN $2::float8
                                      ELSE greatest($2::float8, emission_seconds) END,
              blocked_until = CASE WHEN $4::int >= $3::int THEN clock_timestamp() + make_interval(secs => $5) END
        WHERE key = $1`,
      [keyOf(provider), least, cap, Math.ceil(quota.used), BLOCKED_SECONDS],
    );
  }

  private write(
    tx: Tx,
    { key }: Bucket,
    taken: { calls: number; aheadSeconds: number; isUsedUp: boolean },
  ): void {
    if (taken.calls === 0 && !taken.isUsedUp) return;
    void tx.send(
      `UPDATE email_limit_buckets SET free_at = clock_timestamp() + make_interval(secs => $2), day_used = day_used + $3,
              blocked_until = CASE WHEN $4::boolean THEN clock_timestamp() + make_interval(secs => $5) ELSE blocked_until END
        WHERE key = $1`,
      [key, taken.aheadSeconds, taken.calls, taken.isUsedUp, BLOCKED_SECONDS],
      'email.take',
    );
  }

  private async block(tx: Tx, provider: ProviderId, seconds: number): Promise<void> {
    await tx.rows(
      `INSERT INTO email_limit_buckets AS b (key, emission_seconds, least_seconds, blocked_until)
       VALUES ($1, $2::float8, $2::float8, clock_timestamp() + make_interval(secs => $3))
       ON CONFLICT (key) DO UPDATE SET blocked_until = greatest(b.blocked_until, excluded.blocked_until)`,
      [keyOf(provider), 1 / (this.rates.get(provider) ?? 1), seconds],
    );
  }

  private async slowDown(tx: Tx, provider: ProviderId, retrySeconds: number): Promise<void> {
    const [bucket] = await this.buckets(tx, [provider], 'FOR UPDATE');
    if (!bucket) return;
    const emission = slowed(bucket.emissionSeconds, bucket.leastSeconds);
    // The first call of the next burst is free when the wait is over, and not before.
    const ahead = retrySeconds + slotSeconds({ emissionSeconds: emission, aheadSeconds: 0 }, 0);
    await tx.rows(
      `UPDATE email_limit_buckets SET emission_seconds = $2, paced_at = clock_timestamp(),
              free_at = greatest(free_at, clock_timestamp() + make_interval(secs => $3)) WHERE key = $1`,
      [keyOf(provider), emission, ahead],
    );
  }

  private async buckets(
    tx: Tx,
    providers: readonly ProviderId[],
    lock: '' | 'FOR UPDATE',
  ): Promise<Bucket[]> {
    if (providers.length === 0) return [];
    await this.ensure(tx);
    const name = lock === '' ? 'email.paces' : 'email.paces-locked';
    return tx.rows<Bucket>(`${PACES} ${lock}`, [providers.map(keyOf)], name);
  }

  /** What the settings say holds from now on; what SES said holds until it says something else. */
  private async ensure(tx: Tx): Promise<void> {
    if (this.ensured) return;
    for (const [provider, rate] of [...this.rates].sort())
      await tx.rows(
        `INSERT INTO email_limit_buckets AS b (key, emission_seconds, least_seconds) VALUES ($1, $2::float8, $2::float8)
         ON CONFLICT (key) DO UPDATE SET least_seconds = excluded.least_seconds,
           emission_seconds = CASE WHEN b.emission_seconds <= b.least_seconds THEN excluded.least_seconds
                                   ELSE greatest(excluded.least_seconds, b.emission_seconds) END
         WHERE $3::boolean AND b.least_seconds <> excluded.least_seconds`,
        [keyOf(provider), 1 / rate, !this.isLearned(provider)],
      );
    tx.afterCommit(() => {
      this.ensured = true;
    });
  }

  private isLearned(provider: ProviderId): boolean {
    return provider === 'ses' && this.config.get('EMAIL_SES_MAILS_PER_SECOND') === undefined;
  }

  /** Mails a second; null for no limit. */
  private rateOf(provider: ProviderId): number | null {
    const { config } = this;
    if (config.get('EMAIL_MODE') === 'capture') return null;
    const isNear = (url: string | undefined) => url !== undefined && isLoopback(url);
    switch (provider) {
      case 'smtp':
        return (
          config.get('EMAIL_SMTP_MAILS_PER_SECOND') ??
          (isNear(config.get('EMAIL_SMTP_URL')) ? null : SMTP_PER_SECOND)
        );
      case 'sendgrid':
        return (
          config.get('EMAIL_SENDGRID_MAILS_PER_SECOND') ??
          (isNear(config.get('EMAIL_SENDGRID_URL')) ? null : SENDGRID_PER_SECOND)
        );
      case 'ses':
        return (
          config.get('EMAIL_SES_MAILS_PER_SECOND') ??
          (isNear(config.get('EMAIL_SES_URL')) ? null : SES_PER_SECOND)
        );
    }
  }
}
