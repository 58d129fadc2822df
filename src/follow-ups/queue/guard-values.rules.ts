import type { GuardRecord } from '../deciding/decide.rules';
import type { GuardKey, Language } from '../deciding/reasons.rules';
import { LABELS, type Words, WORDS } from './guard-words.rules';

/** Says instants in the reader's zone. */
export type SayInstant = (at: Date) => string;

type Value = GuardRecord['value'];

interface Told {
  readonly value: Value;
  readonly words: Words;
  readonly label: (code: unknown) => string;
  readonly at: (value: unknown) => string;
  readonly number: (value: unknown) => string;
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);
const isNone = (value: unknown): boolean => value === null || value === undefined;

const SAY: Readonly<Record<GuardKey, (told: Told) => string>> = {
  automation({ value, words }) {
    const off = (['installation', 'everywhere', 'territory', 'sequence', 'lead'] as const).filter(
      (place) => value[place] === false,
    );
    return off.length === 0
      ? words.runs
      : `${words.off} ${off.map((place) => words[place]).join(', ')}`;
  },
  lead: ({ value, words, label }) =>
    isNone(value['status']) ? words.gone : label(value['status']),
  owner({ value, words }) {
    if (isNone(value['id'])) return words.nobody;
    return value['active'] === true ? words.active : words.inactive;
  },
  clock: ({ value, words }) => (value['stopped'] === true ? words.off : words.runs),
  channel({ value, words, label }) {
    const instead = listOf<{ channel: string; reason: string }>(value['instead']).map(
      ({ channel, reason }) =>
        fill(words.instead, { channel: label(channel), why: label(`WHY_${reason}`) }),
    );
    const chosen = value['reachable'] === true ? label(value['channel']) : words.unreachable;
    return [value['blocked'] === true ? words.blocked : chosen, ...instead].join('; ');
  },
  consent: ({ value, words, label }) =>
    isNone(value['basis']) ? words.none : label(value['basis']),
  suppression: ({ value, words }) => (value['suppressed'] === true ? words.held : words.nobodyHeld),
  answer({ value, words, at }) {
    const [template, when] = isNone(value['heardAt'])
      ? [words.noneSince, value['anchorAt']]
      : [words.last, value['heardAt']];
    return fill(template, { at: at(when) });
  },
  activity({ value, words, at }) {
    const [template, when] = isNone(value['activityAt'])
      ? [words.contactNoneSince, value['since']]
      : [words.last, value['activityAt']];
    return fill(template, { at: at(when) });
  },
  distance({ value, words, at, number }) {
    if (isNone(value['previous'])) return words.first;
    const step = text(value['previous']);
    if (value['state'] === 'planned' || value['state'] === 'queued')
      return fill(words.beforeOpen, { step });
    if (isNone(value['handedOverAt'])) return fill(words.beforeNone, { step });
    const hours = number(value['minDistanceHours']);
    return fill(words.before, { step, at: at(value['handedOverAt']), hours });
  },
  frequency({ value, words, number }) {
    const caps = listOf<{ messages: number; hours: number }>(value['caps']).map(
      ({ messages, hours }) =>
        fill(words.cap, { messages: number(messages), hours: number(hours) }),
    );
    return fill(words.messages, { count: number(value['messages']), caps: caps.join(', ') });
  },
  holdOut: ({ value, words, number }) =>
    fill(words.share, { share: number(value['share']), percent: number(value['percent']) }),
  approval({ value, words, at }) {
    if (value['needed'] !== true) return words.notNeeded;
    return isNone(value['approvedAt'])
      ? words.waiting
      : fill(words.given, { at: at(value['approvedAt']) });
  },
  lateness: ({ value, words, at }) => fill(words.until, { at: at(value['notAfter']) }),
  window: ({ value }) => [value['zone'], value['region']].map(text).filter(Boolean).join(', '),
  template({ value, words }) {
    if (isNone(value['versionId'])) return words.noTemplate;
    const names = listOf<string>(value['missing']);
    return names.length === 0 ? words.complete : fill(words.missing, { names: names.join(', ') });
  },
};

/** What a guard saw, in the reader's words; the values themselves stay beside it for machines. */
export function sayValue(
  { key, value }: Pick<GuardRecord, 'key' | 'value'>,
  locale: Language,
  sayInstant: SayInstant,
): string {
  const number = new Intl.NumberFormat(locale === 'de' ? 'de-DE' : 'en-GB');
  return SAY[key]({
    value,
    words: WORDS[locale],
    label: (code) => LABELS[locale][text(code)] ?? text(code),
    at: (at) => (typeof at === 'string' || at instanceof Date ? sayInstant(new Date(at)) : ''),
    number: (n) => (typeof n === 'number' ? number.format(n) : ''),
  });
}
