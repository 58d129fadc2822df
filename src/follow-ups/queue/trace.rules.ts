import { DateTime } from 'luxon';
import type { GuardRecord } from '../deciding/decide.rules';
import {
  ENDS_BY_TIME,
  GUARDS,
  isReason,
  type Language,
  type ReasonCode,
  REASONS,
} from '../deciding/reasons.rules';
import type { FollowUpState } from '../sequences/follow-up.entity';
import { sayValue } from './guard-values.rules';
import type { TraceDecision, TraceFollowUp } from './trace.dto';

/** In which language and zone a trace is read. */
export interface Reader {
  readonly locale: Language;
  readonly timeZone: string;
}

interface Told {
  readonly step: string;
  readonly state: FollowUpState;
  /** Why it was skipped or cancelled, or what it waits for. */
  readonly reason: string | null;
  readonly dueAt: Date;
  readonly handedOverAt: Date | null;
}

const SENTENCES: Readonly<Record<Language, Record<FollowUpState | 'deferred', string>>> = {
  de: {
    planned: '{step} ist für {due} geplant.',
    deferred: '{step} wartet. {reason} Nächste Prüfung: {due}.',
    queued: '{step} ist eingereiht und wird gleich übergeben.',
    handed_over: '{step} wurde am {at} gesendet.',
    failed: '{step} konnte nicht gesendet werden.',
    unknown: 'Ob {step} angekommen ist, ist ungeklärt; der Versuch begann am {at}.',
    skipped: '{step} wurde übersprungen. {reason}',
    cancelled: '{step} entfällt. {reason}',
  },
  en: {
    planned: '{step} is planned for {due}.',
    deferred: '{step} is waiting. {reason} Next check: {due}.',
    queued: '{step} is queued and about to be handed over.',
    handed_over: '{step} was sent on {at}.',
    failed: '{step} could not be sent.',
    unknown: 'It is not known whether {step} has arrived; the attempt began on {at}.',
    skipped: '{step} was skipped. {reason}',
    cancelled: '{step} is off. {reason}',
  },
};

const WORDS = {
  de: {
    and: ' und ',
    counterfactual: '{step} wäre am {at} gesendet worden, wenn {unless}.',
    queued: '{step} durfte gesendet werden: Alle Prüfungen sind bestanden.',
    refused: '{step} kann jetzt nicht gesendet werden. {reason} {next}',
    earliest: 'Frühestens {due}.',
    nothing: 'Für diesen Lead sind keine Follow-ups geplant.',
    over: 'Alle Follow-ups dieses Leads sind erledigt.',
    paused: 'Die Follow-ups dieses Leads sind angehalten.',
  },
  en: {
    and: ' and ',
    counterfactual: '{step} would have been sent on {at} if {unless}.',
    queued: '{step} was allowed to leave: every check passed.',
    refused: '{step} cannot be sent now. {reason} {next}',
    earliest: '{due} at the earliest.',
    nothing: 'No follow-ups are planned for this lead.',
    over: 'All follow-ups of this lead are done.',
    paused: 'The follow-ups of this lead are paused.',
  },
} as const;

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '').trim();
}

/** `Do 05.03. 08:24`, `Thu 5 Mar 08:24`, in the reader's zone. */
export function sayInstant(at: Date, { locale, timeZone }: Reader): string {
  const there = DateTime.fromJSDate(at, { zone: timeZone }).setLocale(locale);
  return there
    .toFormat(locale === 'de' ? 'ccc dd.LL. HH:mm' : 'ccc d LLL HH:mm')
    .replace('.,', ',');
}

export function sayReason(code: string | null, { locale }: Reader): string | null {
  return code !== null && isReason(code) ? REASONS[code][locale].says : null;
}

/** What happened, or what happens next and why not yet. */
export function sayFollowUp(told: Told, reader: Reader): Pick<TraceFollowUp, 'asks' | 'sentence'> {
  const { step, state, reason, dueAt, handedOverAt } = told;
  const key = state === 'planned' && reason !== null ? 'deferred' : state;
  const sentence = fill(SENTENCES[reader.locale][key], {
    step,
    reason: sayReason(reason, reader) ?? '',
    due: sayInstant(dueAt, reader),
    at: handedOverAt ? sayInstant(handedOverAt, reader) : '',
  });
  if (state === 'planned') return { asks: 'why-not-yet', sentence };
  return { asks: ['skipped', 'cancelled', 'failed'].includes(state) ? 'why-not' : 'why', sentence };
}

export function sayDecision(
  step: string,
  {
    outcome,
    reason,
    nextAt,
  }: { outcome: TraceDecision['outcome']; reason: string | null; nextAt: Date | null },
  reader: Reader,
): string {
  if (outcome === 'queued') return fill(WORDS[reader.locale].queued, { step });
  return fill(SENTENCES[reader.locale][outcome], {
    step,
    reason: sayReason(reason, reader) ?? '',
    due: nextAt ? sayInstant(nextAt, reader) : '',
  });
}

/** Why "send now" would not send, and when it may go where only time is against it. */
export function sayRefusal(
  step: string,
  reason: ReasonCode | null,
  nextAt: Date | null,
  reader: Reader,
): string {
  const { refused, earliest } = WORDS[reader.locale];
  const byTime = ENDS_BY_TIME.includes(reason) && nextAt;
  return fill(refused, {
    step,
    reason: sayReason(reason, reader) ?? '',
    next: byTime ? fill(earliest, { due: sayInstant(nextAt, reader) }) : '',
  });
}

export function sayCounterfactual(
  step: string,
  { unless, at }: { unless: readonly string[]; at: string },
  reader: Reader,
): string {
  const { and, counterfactual } = WORDS[reader.locale];
  const conditions = unless.flatMap((code) =>
    isReason(code) ? REASONS[code][reader.locale].unless : [],
  );
  return fill(counterfactual, {
    step,
    at: sayInstant(new Date(at), reader),
    unless: conditions.join(and),
  });
}

export function sayGuard(guard: GuardRecord, reader: Reader): TraceDecision['guards'][number] {
  const { key, value, result, against } = guard;
  const label = GUARDS[key][reader.locale];
  const valueText = sayValue(guard, reader.locale, (at) => sayInstant(at, reader));
  const reason = { reason: against, text: sayReason(against, reader) };
  return { key, label, value, valueText, result, ...reason };
}

/** The one sentence above everything: the next step, or why there is none. */
export function sayLead(
  enrolment: { readonly state: string; readonly reason: string | null } | null,
  next: string | null,
  reader: Reader,
): string {
  const words = WORDS[reader.locale];
  if (!enrolment) return words.nothing;
  if (enrolment.state === 'paused') return words.paused;
  if (enrolment.state === 'stopped') return sayReason(enrolment.reason, reader) ?? words.over;
  return next ?? words.over;
}
