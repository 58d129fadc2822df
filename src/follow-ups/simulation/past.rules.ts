import type { RecordedEvent } from '../../events/recorded-event';
import type { LeadForFollowUp, LeadHistory } from '../../leads';
import type { PackedGuards } from '../deciding/decide.rules';
import type { Outcome } from '../deciding/reasons.rules';
import type { AnchorKind, Pause } from '../sequences/enrolment.entity';
import type { FollowUpState } from '../sequences/follow-up.entity';

/** A decision as it was kept. */
export interface PastDecision {
  readonly decidedAt: Date;
  readonly decidedBy: string | null;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly nextAt: Date | null;
  readonly guards: PackedGuards;
  readonly templateKey: string | null;
}

/** A follow-up as it really went. */
export interface PastFollowUp {
  readonly id: string;
  readonly step: string;
  readonly channel: 'email' | 'whatsapp';
  readonly state: FollowUpState;
  readonly reason: string | null;
  readonly queuedAt: Date | null;
  readonly handedOverAt: Date | null;
  readonly settledAt: Date | null;
  readonly approvedAt: Date | null;
  readonly dispatchedAt: Date | null;
  readonly decisions: readonly PastDecision[];
}

/** Everything that is known of one lead's way, as of now, and of what was known when. */
export interface Past {
  readonly lead: LeadForFollowUp;
  readonly history: LeadHistory;
  /** In the order of the log. */
  readonly events: readonly RecordedEvent[];
  readonly enrolment: {
    readonly id: string;
    readonly anchorKind: AnchorKind;
    readonly anchorAt: Date;
    readonly startedAt: Date;
    readonly laterAt: Date | null;
    readonly pauses: readonly Pause[];
    readonly sequencePauses: readonly Pause[];
  };
  readonly followUps: readonly PastFollowUp[];
  /** Addresses that are suppressed now. */
  readonly suppressed: ReadonlySet<string>;
  /** When each address last wrote. */
  readonly heardFrom: ReadonlyMap<string, Date>;
}

export function isPaused(pauses: readonly Pause[], at: Date): boolean {
  return pauses.some(({ from, to }) => new Date(from) <= at && (to === null || new Date(to) > at));
}

/** The lead as it was known at an instant. Addresses are those of today: values that were replaced are not kept. */
export function leadAt({ lead, history, events }: Past, at: Date): LeadForFollowUp {
  const known = history.activities.filter(({ loggedAt }) => loggedAt <= at);
  const latest = (flag: 'meaningful' | 'answer') =>
    known.reduce<Date | null>(
      (last, one) => (one[flag] && (!last || one.occurredAt > last) ? one.occurredAt : last),
      null,
    );
  const said = (field: string) => lastOf(events, 'crm.lead.status.changed.v1', field, at);
  const status = said('to') ?? 'REGISTERED';
  return {
    ...lead,
    status,
    merged: status === 'LOST' && said('reason') === 'MERGED',
    ownerId: ownerAt(events, at, lead.ownerId),
    clockStopped: history.clockStops.some(({ from, to }) => from <= at && (!to || to > at)),
    automationPaused: pausedAt(events, at, lead.automationPaused),
    lastMeaningfulActivityAt: latest('meaningful'),
    lastAnswerLoggedAt: latest('answer'),
    contacts: lead.contacts
      .filter(({ id }) => bornAt(id) <= at.getTime())
      .map((contact) => ({ ...contact, consents: consentsAt(history, contact.id, at) })),
  };
}

function consentsAt({ consents }: LeadHistory, contactId: string, at: Date) {
  const seen = new Set<string>();
  return consents.filter(({ contactId: of, recordedAt, channel, purpose }) => {
    const key = `${channel}:${purpose}`;
    if (of !== contactId || recordedAt > at || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** When an id was made: the first 48 bits of a UUIDv7 (RFC 9562 §5.7). */
function bornAt(id: string): number {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : 0;
}

function lastOf(
  events: readonly RecordedEvent[],
  type: string,
  field: string,
  at: Date,
): string | null {
  const last = events.findLast((event) => event.type === type && event.time <= at);
  const value: unknown = last && Reflect.get(last.data as object, field);
  return typeof value === 'string' ? value : null;
}

/** Everybody who owned the lead at some time. */
export function ownersOf({ lead, events }: Past): (string | null)[] {
  const assigned = events.filter(({ type }) => type === 'crm.lead.assigned.v1');
  const moves = assigned.map(({ data }) => data as { from: string | null; to: string | null });
  return [lead.ownerId, ...moves.flatMap(({ from, to }) => [from, to])];
}

function ownerAt(events: readonly RecordedEvent[], at: Date, today: string | null): string | null {
  const assigned = events.filter(({ type }) => type === 'crm.lead.assigned.v1');
  const last = assigned.findLast(({ time }) => time <= at);
  if (last) return (last.data as { to: string | null }).to;
  const [next] = assigned;
  return next ? (next.data as { from: string | null }).from : today;
}

/** Each change turned it over, so that the way back from today leads to what it was. */
function pausedAt(events: readonly RecordedEvent[], at: Date, today: boolean): boolean {
  const turned = events.filter(
    ({ type, time, data }) =>
      type === 'crm.lead.changed.v1' &&
      time > at &&
      (data as { fields: string[] }).fields.includes('automation'),
  );
  return turned.length % 2 === 0 ? today : !today;
}

/**
 * Addresses that were suppressed at an instant: of those that are today, the ones whose bounce or withdrawal came
 * before, or of which a decision of that time said so; where nothing tells, they were from the beginning.
 */
export function suppressedAt({ suppressed, events, followUps }: Past, at: Date): Set<string> {
  if (suppressed.size === 0) return new Set();
  const told = events.filter(
    ({ type }) => type === 'crm.email.unsubscribed.v1' || type === 'crm.email.bounced.v1',
  );
  const looks = followUps
    .flatMap(({ decisions }) => decisions)
    .filter(({ guards }) => 'suppression' in guards);
  const free = looks.filter((look) => !wasSuppressed(look) && look.reason !== 'SUPPRESSED');
  const since = [
    ...told.map(({ time }) => time),
    ...looks.filter(wasSuppressed).map(({ decidedAt }) => decidedAt),
  ].reduce<Date | null>((first, one) => (!first || one < first ? one : first), null);
  if (since) return since <= at ? new Set(suppressed) : new Set();
  const lastFree = free.at(-1)?.decidedAt;
  return lastFree && lastFree >= at ? new Set() : new Set(suppressed);
}

function wasSuppressed({ guards }: PastDecision): boolean {
  return Array.isArray(guards.suppression);
}

/** When each address had last written at an instant, as far as that is known. */
export function heardAt({ heardFrom }: Past, at: Date): Map<string, Date> {
  return new Map([...heardFrom].filter(([, heard]) => heard <= at));
}
