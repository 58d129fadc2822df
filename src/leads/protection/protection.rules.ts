import { DateTime } from 'luxon';
import { later, zoneCalled } from '../../core/calendar/zones.rules';
import { HOUSE_ZONE } from '../house-time.rules';

export const PROTECTION_STATES = [
  'PROTECTED',
  'REMINDER_DUE',
  'GRACE',
  'LAPSED',
  'STOPPED',
] as const;
export type ProtectionState = (typeof PROTECTION_STATES)[number];

/** How long what lasts: whole calendar months and days. */
export interface ProtectionTerms {
  readonly baseMonths: number;
  readonly progressDays: number;
  readonly graceDays: number;
  readonly preClaimDays: number;
  /** Days without progress after which the owner hears of it early; null: never. */
  readonly noticeDays: number | null;
}

/** What happened; nothing here says what state the protection is in. */
export interface ProtectionFacts {
  /** The registration, or the day a manager lets it count from, or when somebody took the free lead. */
  readonly from: Date;
  readonly stage: number;
  readonly firstContactAt: Date | null;
  readonly lastProgressAt: Date | null;
  readonly noticedAt: Date | null;
  readonly remindedAt: Date | null;
  readonly lapsedAt: Date | null;
  readonly extensionDays: number;
  /** Approved stops of the clock; one without an end runs. None overlaps another. */
  readonly stops: readonly { readonly from: Date; readonly to: Date | null }[];
}

/** What follows from the facts at one instant. Instants are null while a running stop moves them on. */
export interface Protection {
  readonly state: ProtectionState;
  /** Nobody has documented a first contact yet. */
  readonly preClaim: boolean;
  /** The end of the base protection, extensions and pauses included. */
  readonly endsAt: Date | null;
  /** When provable progress is due next; null for a pre-claim. */
  readonly progressDueAt: Date | null;
  /** When it lapses unless something happens; null: not before a reminder. */
  readonly lapsesAt: Date | null;
  /** What somebody has to do about it now. */
  readonly step: 'notice' | 'remind' | 'lapse' | null;
  /** The next instant at which `step` may be another. */
  readonly nextAt: Date | null;
}

/** Days and months of the house, so that a change to summer time takes no hour away. */
const plus = (at: Date, span: Parameters<typeof later>[1]): Date =>
  later(at, span, zoneCalled(HOUSE_ZONE));

/** The end of the day that many calendar days later; the day itself does not count. */
export const afterDays = (at: Date, days: number): Date =>
  DateTime.fromJSDate(at, { zone: zoneCalled(HOUSE_ZONE) })
    .startOf('day')
    .plus({ days: days + 1 })
    .toJSDate();

/** Moves an end by every pause that begins before it; null while one of them runs. */
function paused(from: Date, end: Date, stops: ProtectionFacts['stops']): Date | null {
  let moved = end.getTime();
  const sorted = [...stops].sort((a, b) => a.from.getTime() - b.from.getTime());
  for (const stop of sorted) {
    const begin = Math.max(stop.from.getTime(), from.getTime());
    if (begin >= moved) continue;
    if (stop.to === null) return null;
    moved += Math.max(0, stop.to.getTime() - begin);
  }
  return new Date(moved);
}

const earliest = (...instants: readonly (Date | null)[]): Date | null =>
  instants.reduce((first, at) => (at && (!first || at < first) ? at : first), null);

/**
 * The protection of an owned, open lead. Base protection from its start; within it progress every so many days, else a
 * reminder, a grace of whole calendar days from the reminder, and the end. Nothing lapses for want of progress before
 * a reminder, however late that came.
 */
export function protectionOf(
  facts: ProtectionFacts,
  terms: ProtectionTerms,
  now: Date,
): Protection {
  const { from, stops } = facts;
  const isOver = (at: Date | null) => at !== null && at <= now;
  const preClaim = facts.stage === 0 && facts.firstContactAt === null;
  const base = plus(plus(from, { months: terms.baseMonths }), { days: facts.extensionDays });
  const endsAt = preClaim
    ? paused(from, afterDays(from, terms.preClaimDays), stops)
    : paused(from, base, stops);
  const anchor = facts.lastProgressAt && facts.lastProgressAt > from ? facts.lastProgressAt : from;
  const after = (days: number) => paused(anchor, plus(anchor, { days }), stops);
  const progressDueAt = preClaim ? null : after(terms.progressDays);
  const noticeAt = preClaim || terms.noticeDays === null ? null : after(terms.noticeDays);
  const since = (at: Date | null, due: Date | null) => (at && due && at >= due ? at : null);
  const remindedAt = since(facts.remindedAt, progressDueAt);
  const graceEndsAt =
    remindedAt && paused(remindedAt, afterDays(remindedAt, terms.graceDays), stops);
  const lapsesAt = earliest(endsAt, graceEndsAt);
  const stopped = stops.some((stop) => stop.from <= now && (stop.to === null || stop.to > now));
  const common = { preClaim, endsAt, progressDueAt, lapsesAt };
  if (facts.lapsedAt) return { ...common, state: 'LAPSED', step: null, nextAt: null };
  if (stopped) return { ...common, state: 'STOPPED', step: null, nextAt: null };
  if (isOver(lapsesAt)) return { ...common, state: 'LAPSED', step: 'lapse', nextAt: null };
  if (remindedAt) return { ...common, state: 'GRACE', step: null, nextAt: lapsesAt };
  if (isOver(progressDueAt))
    return { ...common, state: 'REMINDER_DUE', step: 'remind', nextAt: lapsesAt };
  const noticed = since(facts.noticedAt, noticeAt) !== null;
  const nextAt = earliest(noticed ? null : noticeAt, progressDueAt, lapsesAt);
  const step = !noticed && isOver(noticeAt) ? 'notice' : null;
  return { ...common, state: 'PROTECTED', step, nextAt };
}
