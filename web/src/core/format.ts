/** Every number and instant on the screens passes through here: `Intl` only, in the user's language and zone. */
export interface Words {
  now: string;
  yesterday: string;
  minutes: (count: number) => string;
}

const NBSP = '\u00a0';
const MINUTE = 60_000;
const DAY = 86_400_000;
export const NOT_MEASURED = '–';

export interface Money {
  readonly cents: number;
  readonly currency: string;
}

type Instant = string | Date;

export class Format {
  private readonly intl: string;

  constructor(
    locale: 'de' | 'en',
    private readonly timeZone: string | undefined,
    private readonly words: Words,
  ) {
    this.intl = locale === 'de' ? 'de-DE' : 'en-GB';
  }

  number(value: number | null | undefined): string {
    return value === null || value === undefined
      ? NOT_MEASURED
      : new Intl.NumberFormat(this.intl).format(value);
  }

  /** `84.000 €` in lists, `84.000,00 €` on records; cents show wherever there are some. The code stands for currencies without a sign of their own here. */
  money(value: Money | null | undefined, exact = false): string {
    if (!value) return NOT_MEASURED;
    const digits = exact || Math.round(value.cents) % 100 !== 0 ? 2 : 0;
    const amount = new Intl.NumberFormat(this.intl, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value.cents / 100);
    return `${amount}${NBSP}${value.currency === 'EUR' ? '€' : value.currency}`;
  }

  /** `1,9 Mio. €`, for sums at a glance. */
  shortMoney({ cents, currency }: Money): string {
    const amount = new Intl.NumberFormat(this.intl, {
      notation: 'compact',
      maximumFractionDigits: 1,
    }).format(cents / 100);
    return `${amount}${NBSP}${currency === 'EUR' ? '€' : currency}`;
  }

  /** A part of one as per cent. */
  rate(value: number | null | undefined): string {
    if (value === null || value === undefined) return NOT_MEASURED;
    const percent = new Intl.NumberFormat(this.intl, { maximumFractionDigits: 1 });
    return `${percent.format(value * 100)}${NBSP}%`;
  }

  /** A change in per cent, with its sign: `+12,5 %`. */
  change(percent: number | null | undefined): string {
    if (percent === null || percent === undefined) return NOT_MEASURED;
    const signed = new Intl.NumberFormat(this.intl, {
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    });
    return `${signed.format(percent)}${NBSP}%`;
  }

  time(at: Instant): string {
    return this.part(at, { hour: '2-digit', minute: '2-digit' });
  }

  /** `Mo 16.03.`, with the year when it is another one. */
  day(at: Instant, now: Date): string {
    const sameYear = this.part(at, { year: 'numeric' }) === this.part(now, { year: 'numeric' });
    const weekday = this.part(at, { weekday: 'short' }).replace(/\.$/, '');
    return sameYear
      ? `${weekday} ${this.part(at, this.intl === 'de-DE' ? { day: '2-digit', month: '2-digit' } : { day: 'numeric', month: 'short' })}`
      : this.date(at);
  }

  date(at: Instant): string {
    return this.part(at, { day: '2-digit', month: '2-digit', year: 'numeric' });
  }

  /** `Donnerstag, 12. März 2026`. */
  longDate(at: Instant): string {
    return this.part(at, { dateStyle: 'full' });
  }

  dateTime(at: Instant): string {
    return `${this.date(at)} ${this.time(at)}`;
  }

  /** For a tooltip: the whole instant with its zone. */
  full(at: Instant): string {
    return this.part(at, { dateStyle: 'full', timeStyle: 'long' });
  }

  /** How long ago, in the fewest words: `vor 4 Min`, `09:38`, `gestern`, `Mo 16.03.`, `09.03.2025`. */
  ago(at: Instant, now: Date): string {
    const past = now.getTime() - new Date(at).getTime();
    if (past >= 0 && past < MINUTE) return this.words.now;
    if (past >= 0 && past < 60 * MINUTE) return this.words.minutes(Math.floor(past / MINUTE));
    const days = this.dayNumber(now) - this.dayNumber(at);
    if (days === 0) return this.time(at);
    if (days === 1) return this.words.yesterday;
    return this.day(at, now);
  }

  /** By when, in the fewest words: `14:30` of today, `Mo 16.03. 09:00`. */
  soon(at: Instant, now: Date): string {
    const isToday = this.dayNumber(now) === this.dayNumber(at);
    return isToday ? this.time(at) : `${this.day(at, now)} ${this.time(at)}`;
  }

  private part(at: Instant, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.intl, { ...options, timeZone: this.timeZone }).format(
      new Date(at),
    );
  }

  /** Days since the epoch on the user's calendar. */
  private dayNumber(at: Instant): number {
    const parts = new Intl.DateTimeFormat('en-CA', { timeZone: this.timeZone }).format(
      new Date(at),
    );
    return Math.round(Date.parse(`${parts}T00:00:00Z`) / DAY);
  }
}
