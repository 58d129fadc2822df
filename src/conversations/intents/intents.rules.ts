import { classify, type Classification } from '../classification/classify.rules';
import { NEGATION } from '../classification/doubts.rules';
import { type Hit, hitsOf, type Language, together } from '../classification/pattern.rules';
import { clausesOf, visibleWords } from '../classification/visible.rules';
import { type Topic, TOPICS, WHOLE } from './topics.rules';

export const INTENTS = [
  'greeting',
  'interested',
  'not_interested',
  'later',
  'product',
  'price',
  'callback',
  'content',
  'feedback_positive',
  'feedback_negative',
  'complaint',
  'opt_out',
  'opt_in',
  'thanks',
  'help',
  'person',
  'unknown',
] as const;
export type Intent = (typeof INTENTS)[number];

/** What somebody wants of the chat, beside what it means for the lead. */
export interface IntentReading {
  readonly intent: Intent;
  /** 0 to 1. */
  readonly confidence: number;
  /** Null when no word tells. */
  readonly language: Language | null;
  /** Every matter that the message touches; the intent is the first one. */
  readonly topics: readonly Intent[];
}

/** Below this a message counts as not understood. */
export const UNDERSTOOD_FROM = 0.6;
/** A "not" turns these round; who does not complain praises nobody. */
const TURNED: Partial<Record<Topic, Intent>> = {
  callback: 'not_interested',
  feedback_positive: 'feedback_negative',
  feedback_negative: 'feedback_positive',
  opt_in: 'opt_out',
};
/** Their own words hold a negation, or mean the same with one. */
const NOT_DENIABLE: readonly Topic[] = ['person', 'complaint', 'thanks', 'greeting', 'help'];
/** Polite words and small matters that count only when nothing else is said. */
const SMALL: readonly Intent[] = ['feedback_negative', 'feedback_positive', 'thanks', 'greeting'];
/** A question about our goods is one, whatever else the classes see in it. */
const MATTERS: readonly Intent[] = ['person', 'complaint', 'callback', 'opt_in', 'content'];

/** What a message wants. Pure: the same text, the same intent. */
export function intentOf(text: string, reading: Classification = classify(text)): IntentReading {
  const found = topicsOf(visibleWords(text));
  const language = languageOf(found, reading);
  const chosen = choose(found, reading);
  const rest = [...found.keys()].filter((intent) => intent !== chosen.intent);
  const topics = chosen.intent === 'unknown' ? rest : [chosen.intent, ...rest];
  return { ...chosen, language, topics };
}

type Found = ReadonlyMap<Intent, readonly Hit[]>;
type Choice = Pick<IntentReading, 'intent' | 'confidence'>;

function choose(found: Found, reading: Classification): Choice {
  const confidence = reading.confidence ?? 0;
  const said = (intent: Intent): Choice => ({
    intent,
    confidence: Math.round(together(found.get(intent) ?? []) * 1000) / 1000,
  });
  if (reading.class === 'UNSUBSCRIBE') return { intent: 'opt_out', confidence };
  for (const intent of MATTERS) if (found.has(intent)) return said(intent);
  if (reading.class === 'NEGATIVE' && !found.has('feedback_negative'))
    return { intent: 'not_interested', confidence };
  if (saysLater(reading)) return { intent: 'later', confidence: 0.9 };
  for (const intent of ['price', 'product'] as const) if (found.has(intent)) return said(intent);
  if (reading.class === 'POSITIVE' && confidence >= UNDERSTOOD_FROM && !onlyPraises(found, reading))
    return { intent: 'interested', confidence };
  const left = [...found.keys()].filter((intent) => !SMALL.includes(intent));
  for (const intent of [...left, ...SMALL]) if (found.has(intent)) return said(intent);
  return { intent: 'unknown', confidence: 0 };
}

/** Whoever says that it was delicious wants nothing by that. */
function onlyPraises(found: Found, { evidence }: Classification): boolean {
  const praises = evidence.every(({ rule }) => rule.endsWith('positive.convinced'));
  return praises && found.has('feedback_positive');
}

function saysLater({ class: of, evidence }: Classification): boolean {
  return of !== 'NEGATIVE' && evidence.some(({ rule }) => rule.includes('.later.'));
}

function topicsOf(words: string): Map<Intent, Hit[]> {
  const found = new Map<Intent, Hit[]>();
  const note = (intent: Intent, hit: Hit) => found.set(intent, [...(found.get(intent) ?? []), hit]);
  for (const [topic, all] of WHOLE) for (const hit of hitsOf(all, words)) note(topic, hit);
  const clauses = clausesOf(words);
  for (const [topic, all] of TOPICS)
    for (const { text } of clauses)
      for (const hit of hitsOf(all, text)) {
        const intent = isDenied(topic, hit, text) ? (TURNED[topic] ?? null) : topic;
        if (intent) note(intent, hit);
      }
  return found;
}

/** A negation between the commas around the words; one that is part of the words is meant by them. */
function isDenied(topic: Topic, { pattern, words, index }: Hit, text: string): boolean {
  if (NOT_DENIABLE.includes(topic)) return false;
  const from = text.lastIndexOf(',', index) + 1;
  const end = text.indexOf(',', index + words.length);
  const around = `${text.slice(from, index)} ${text.slice(index + words.length, end < 0 ? undefined : end)}`;
  const denies = pattern.language === 'de' ? DE_DENIES : NEGATION.en;
  return denies.test(around);
}

const DE_DENIES = new RegExp(NEGATION.de.source.replace('|leider', ''));

function languageOf(found: Found, reading: Classification): Language | null {
  const count = { de: 0, en: 0 };
  for (const hits of found.values()) for (const { pattern } of hits) count[pattern.language] += 1;
  if (count.de !== count.en) return count.de > count.en ? 'de' : 'en';
  return reading.evidence.length > 0 || found.size > 0 ? reading.language : null;
}
