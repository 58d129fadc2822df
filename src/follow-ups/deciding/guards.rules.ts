import { isInWindow, nextAllowed, type Place } from '../../core/calendar/working-hours.rules';
import type { GuardKey, ReasonCode } from './reasons.rules';

const HOUR_MS = 3_600_000;

/** What a step does once its time is over: go anyway, go somewhere in the next hours, or not go. */
export interface LatePolicy {
  readonly past: 'send' | 'spread' | 'skip';
  readonly spreadHours: number;
}

/** The way to a contact that came furthest; what comes later in this list is only asked if what comes before holds. */
export interface Route {
  readonly channel: 'email' | 'whatsapp';
  readonly contactId: string | null;
  readonly reachable: boolean;
  readonly blocked: boolean;
  readonly consent: { readonly basis: string; readonly consentId: string } | null;
  readonly suppressed: boolean;
  /** Whether its template may be used now; what is not asked for counts as usable. */
  readonly usable?: boolean;
  /** The channels that it does not go by although the step knows them, and why. */
  readonly instead?: readonly {
    readonly channel: 'email' | 'whatsapp';
    readonly reason: ReasonCode;
  }[];
}

/** Everything that a decision depends on, at one moment. */
export interface Facts {
  readonly now: Date;
  readonly place: Place;
  readonly spreadMs: number;
  /** Set for what follows no calendar. */
  readonly anyHour?: true;
  readonly notAfter: Date;
  readonly late: LatePolicy & { readonly share: number };
  readonly automation: Readonly<
    Record<'installation' | 'everywhere' | 'territory' | 'sequence' | 'lead', boolean>
  >;
  /** Null when the lead does not exist any more; `LAPSED` when its protection is over and nobody has taken it, `MERGED` as part of another. */
  readonly status: string | null;
  readonly owner: { readonly id: string | null; readonly active: boolean };
  readonly clockStopped: boolean;
  readonly route: Route;
  readonly anchorAt: Date;
  readonly heardAt: Date | null;
  readonly activityAt: Date | null;
  /** The step before: null for the first one. */
  readonly previous: {
    readonly step: string;
    readonly state: string;
    readonly handedOverAt: Date | null;
  } | null;
  readonly minDistanceHours: number;
  /** When messages of any channel were handed over to this lead, in any order. */
  readonly contactedAt: readonly Date[];
  readonly caps: readonly { readonly messages: number; readonly hours: number }[];
  readonly holdOut: { readonly share: number; readonly percent: number };
  readonly approval: { readonly needed: boolean; readonly approvedAt: Date | null };
  readonly template: { readonly versionId: string | null; readonly missing: readonly string[] };
}

/** What one guard found. `until` is when a deferral is worth asking again. */
export interface Finding {
  readonly value: Readonly<Record<string, unknown>>;
  readonly against: ReasonCode | null;
  readonly until?: Date;
}

/** Asked again at the latest after a day; whatever ends the wait sets the follow-up due by its event. */
const ASK_AGAIN_MS = 24 * HOUR_MS;
/** What no event announces is asked for every hour. */
const ASK_SOON_MS = HOUR_MS;

const hold = (value: Finding['value']): Finding => ({ value, against: null });

function later(facts: Facts, ms: number): Date {
  return nextAllowed(new Date(facts.now.getTime() + ms), facts.place, facts.spreadMs);
}

const CLOSED: Record<string, ReasonCode> = {
  CONVERTED: 'LEAD_CONVERTED',
  LOST: 'LEAD_LOST',
  MERGED: 'MERGED',
  LAPSED: 'LEAD_LAPSED',
};
const OPEN_STATES = ['planned', 'queued'];

/** The guards, each asked whatever the others say, so that a trace can name what else stood in the way. */
export const GUARD_FUNCTIONS: Readonly<Record<GuardKey, (facts: Facts) => Finding>> = {
  automation(facts) {
    const value = facts.automation;
    if (Object.values(value).every(Boolean)) return hold(value);
    const against = value.installation ? 'PAUSED' : 'FENCED';
    return { value, against, until: later(facts, ASK_AGAIN_MS) };
  },
  lead({ status }) {
    const value = { status };
    return { value, against: status === null ? 'LEAD_ERASED' : (CLOSED[status] ?? null) };
  },
  owner(facts) {
    const value = facts.owner;
    if (value.id !== null && value.active) return hold(value);
    return { value, against: 'NO_OWNER', until: later(facts, ASK_AGAIN_MS) };
  },
  clock(facts) {
    const value = { stopped: facts.clockStopped };
    if (!facts.clockStopped) return hold(value);
    return { value, against: 'CLOCK_STOPPED', until: later(facts, ASK_AGAIN_MS) };
  },
  channel({ route: { channel, contactId, reachable, blocked, instead } }) {
    const value = { channel, contactId, reachable, blocked, ...(instead && { instead }) };
    return { value, against: reachable && !blocked ? null : 'NO_CHANNEL' };
  },
  consent({ route: { channel, consent } }) {
    const value = { channel, basis: consent?.basis ?? null, consentId: consent?.consentId ?? null };
    return { value, against: consent ? null : 'NO_CONSENT' };
  },
  suppression({ route: { channel, suppressed } }) {
    return { value: { channel, suppressed }, against: suppressed ? 'SUPPRESSED' : null };
  },
  answer({ heardAt, anchorAt }) {
    return {
      value: { heardAt, anchorAt },
      against: isAfter(heardAt, anchorAt) ? 'ANSWERED' : null,
    };
  },
  activity({ activityAt, anchorAt, previous }) {
    const since = previous?.handedOverAt ?? anchorAt;
    const against = isAfter(activityAt, since) ? 'ACTIVE_CONVERSATION' : null;
    return { value: { activityAt, since }, against };
  },
  distance: distanceGuard,
  frequency: frequencyGuard,
  holdOut({ holdOut: { share, percent } }) {
    const value = { share: Math.round(share * 1e4) / 100, percent };
    return { value, against: share * 100 < percent ? 'HOLD_OUT' : null };
  },
  approval(facts) {
    const value = facts.approval;
    if (!value.needed || value.approvedAt) return hold(value);
    return { value, against: 'AWAITING_APPROVAL', until: later(facts, ASK_AGAIN_MS) };
  },
  lateness(facts) {
    const { now, notAfter, late } = facts;
    const value = { notAfter, past: late.past };
    if (now <= notAfter || late.past === 'send') return hold(value);
    if (late.past === 'skip') return { value, against: 'TOO_LATE' };
    return {
      value,
      against: 'LATE_SPREAD',
      until: later(facts, late.share * late.spreadHours * HOUR_MS),
    };
  },
  window(facts) {
    const { now, place } = facts;
    const value = { zone: place.zone, region: place.region };
    if (facts.anyHour || isInWindow(now, place)) return hold(value);
    return { value, against: 'OUTSIDE_WINDOW', until: later(facts, 0) };
  },
  template(facts) {
    const value = facts.template;
    if (value.versionId !== null && value.missing.length === 0) return hold(value);
    return { value, against: 'TEMPLATE_INCOMPLETE', until: later(facts, ASK_SOON_MS) };
  },
};

function isAfter(at: Date | null, since: Date): boolean {
  return at !== null && at > since;
}

/** Skipped, cancelled and failed steps ask for no distance; an unknown one counts from when its attempt began. */
function distanceGuard(facts: Facts): Finding {
  const { now, previous, minDistanceHours } = facts;
  if (!previous) return hold({ previous: null });
  const { step, state, handedOverAt } = previous;
  const value = { previous: step, state, handedOverAt, minDistanceHours };
  if (OPEN_STATES.includes(state))
    return { value, against: 'PREVIOUS_OPEN', until: later(facts, ASK_SOON_MS) };
  if (!handedOverAt) return hold(value);
  const left = handedOverAt.getTime() + minDistanceHours * HOUR_MS - now.getTime();
  return left > 0 ? { value, against: 'TOO_SOON', until: later(facts, left) } : hold(value);
}

/** Free again when the oldest of the last n messages has left the cap's hours. */
function frequencyGuard(facts: Facts): Finding {
  const { now, contactedAt, caps } = facts;
  const newestFirst = contactedAt.map((at) => at.getTime()).sort((a, b) => b - a);
  const waits = caps.map(({ messages, hours }) => {
    const deciding = newestFirst[messages - 1];
    return deciding === undefined ? 0 : deciding + hours * HOUR_MS - now.getTime();
  });
  const wait = Math.max(0, ...waits);
  const value = { messages: newestFirst.length, caps };
  return wait > 0 ? { value, against: 'FREQUENCY_CAP', until: later(facts, wait) } : hold(value);
}
