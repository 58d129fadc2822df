import type { ClauseTrace, Verdict } from './evaluate.rules';
import { type FactName, FACTS } from './facts.rules';
import type { Action } from './rule-set.rules';
import type { EvaluationResult } from './evaluation.entity';

type Language = 'de' | 'en';
type Both = Readonly<Record<Language, string>>;

const OPERATORS: Readonly<Record<string, Both>> = {
  equal: { de: 'ist', en: 'is' },
  notEqual: { de: 'ist nicht', en: 'is not' },
  in: { de: 'ist eines von', en: 'is one of' },
  notIn: { de: 'ist keines von', en: 'is none of' },
  lessThan: { de: 'ist kleiner als', en: 'is less than' },
  lessThanInclusive: { de: 'ist höchstens', en: 'is at most' },
  greaterThan: { de: 'ist größer als', en: 'is more than' },
  greaterThanInclusive: { de: 'ist mindestens', en: 'is at least' },
};

const ACTS: Readonly<Record<Action, Both>> = {
  CONVERT: { de: 'Der Lead wird Kunde', en: 'The lead becomes a customer' },
  QUALIFY: { de: 'Der Lead wird qualifiziert', en: 'The lead is qualified' },
  REQUIRE_APPROVAL: { de: 'Die Leitung entscheidet', en: 'A manager decides' },
  CREATE_TASK: { de: 'Eine Aufgabe wird angelegt', en: 'A task is opened' },
  IGNORE: { de: 'Es geschieht nichts', en: 'Nothing is done' },
};

const RESULTS: Readonly<Record<EvaluationResult, Both>> = {
  DONE: { de: '', en: '' },
  NOTHING: { de: ' Es war nichts mehr zu tun.', en: ' There was nothing left to do.' },
  SWITCHED_OFF: {
    de: ' Die Automatik war in diesem Gebiet ausgeschaltet.',
    en: ' Automation was switched off in this territory.',
  },
  TOO_DEEP: {
    de: ' Zu viele Ereignisse gingen voraus; das sieht nach einer Schleife aus.',
    en: ' Too many events came before; this looks like a loop.',
  },
};

/** A verdict as one would tell it, in both languages. */
export function sentenceOf(
  verdict: Pick<Verdict, 'rules' | 'action'> & { readonly matched: readonly string[] },
  result: EvaluationResult | null = null,
): { de: string; en: string } {
  return { de: sentence('de', verdict, result), en: sentence('en', verdict, result) };
}

function sentence(
  language: Language,
  { rules, matched, action }: Parameters<typeof sentenceOf>[0],
  result: EvaluationResult | null,
): string {
  const rule = rules.find(({ key }) => key === matched[0]);
  const end = result === null || action === 'IGNORE' ? '' : RESULTS[result][language];
  const act = ACTS[action][language];
  if (!rule)
    return language === 'de' ? `Keine Regel trifft zu. ${act}.` : `No rule matches. ${act}.`;
  const holding = rule.clauses.filter(({ holds }) => holds).map((c) => clauseText(language, c));
  const because = holding.length === 0 ? '' : `: ${holding.join('; ')}`;
  const name = rule.name[language];
  return language === 'de'
    ? `${act}, denn die Regel „${name}“ trifft zu${because}.${end}`
    : `${act}, since the rule “${name}” matches${because}.${end}`;
}

function clauseText(language: Language, { fact, operator, value, found }: ClauseTrace): string {
  const label = FACTS[fact][language];
  // A flag says all by itself: "the company is known".
  if (operator === 'equal' && value === true) return label;
  const wanted = Array.isArray(value)
    ? value.map((one) => valueText(language, fact, one as ClauseTrace['found'])).join(', ')
    : valueText(language, fact, value as ClauseTrace['found']);
  const told = operator === 'equal' ? '' : ` (${valueText(language, fact, found)})`;
  return `${label} ${OPERATORS[operator]?.[language] ?? operator} ${wanted}${told}`;
}

const CODES: Readonly<Record<string, Both>> = {
  POSITIVE: { de: 'positiv', en: 'positive' },
  ENGAGED: { de: 'interessiert', en: 'interested' },
  NEUTRAL: { de: 'neutral', en: 'neutral' },
  NEGATIVE: { de: 'negativ', en: 'negative' },
  UNSUBSCRIBE: { de: 'Abmeldung', en: 'unsubscribe' },
  AUTO_REPLY: { de: 'Auto-Antwort', en: 'auto-reply' },
  REGISTERED: { de: 'Registriert', en: 'registered' },
  ACTIVE: { de: 'Aktiv', en: 'active' },
  QUALIFIED: { de: 'Qualifiziert', en: 'qualified' },
  CONVERTED: { de: 'Kunde', en: 'customer' },
  LOST: { de: 'Verloren', en: 'lost' },
  LEAD: { de: 'der Lead', en: 'the lead' },
  PERSON: { de: 'ein Kollege', en: 'a colleague' },
  email: { de: 'E-Mail', en: 'e-mail' },
  person: { de: 'Gespräch', en: 'conversation' },
  given: { de: 'erteilt', en: 'given' },
  refused: { de: 'abgelehnt', en: 'refused' },
  revoked: { de: 'widerrufen', en: 'revoked' },
};

function valueText(language: Language, fact: FactName, value: ClauseTrace['found']): string {
  if (value === true) return language === 'de' ? 'wahr' : 'true';
  if (value === false) return language === 'de' ? 'falsch' : 'false';
  if (value === null) return '–';
  if (typeof value === 'string') return CODES[value]?.[language] ?? value;
  const isPart = fact === 'confidence';
  return new Intl.NumberFormat(language, {
    maximumFractionDigits: isPart ? 1 : 3,
    ...(isPart && { style: 'percent' }),
  }).format(value);
}
