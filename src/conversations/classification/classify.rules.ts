import { HEDGES, IRONY, LATER, NEGATION, NEGATIVE } from './doubts.rules';
import { type Hit, hitsOf, type Language, type Pattern, together } from './pattern.rules';
import { AUTO_REPLY, LEGAL, UNSUBSCRIBE } from './refusals.rules';
import { type Clause, clausesOf, visibleWords } from './visible.rules';
import { MEDIUM, onlyAsksToKnow, STRONG, YES } from './wishes.rules';

export const RESPONSE_CLASSES = [
  'POSITIVE',
  'ENGAGED',
  'NEUTRAL',
  'NEGATIVE',
  'UNSUBSCRIBE',
  'AUTO_REPLY',
] as const;
export type ResponseClass = (typeof RESPONSE_CLASSES)[number];

/** From here a class acts by itself. */
export const ACTS_FROM = 0.9;
/** From here somebody looks at it; below it counts as neutral. */
export const REVIEWED_FROM = 0.5;
/** Somebody who only asks for a call or a price list may become a customer, but has not said so: a person looks. */
const ASKS_TO_KNOW = 0.85;

/** Which rule spoke, and the words that it heard. */
export interface Evidence {
  readonly rule: string;
  readonly words: string;
}

export interface Classification {
  readonly class: ResponseClass;
  /** 0 to 1; null for an automatic reply, which nobody needs to believe. */
  readonly confidence: number | null;
  readonly language: Language;
  /** The rule that decided first. */
  readonly evidence: readonly Evidence[];
}

interface Reading {
  readonly positive: readonly Hit[];
  readonly hedged: readonly Hit[];
  readonly negative: readonly Hit[];
  readonly irony: readonly Hit[];
  readonly later: readonly Hit[];
  /** Of the positive ones, those that go no further than a call or something to read. */
  readonly asking: readonly Hit[];
}

/** What an answer means: legal threat > unsubscribe > negative > positive > neutral. Pure: the same text, the same class. */
export function classify(answer: string): Classification {
  const text = visibleWords(answer);
  const language = languageOf(text);
  const say = (to: ResponseClass, confidence: number | null, hits: readonly Hit[]) =>
    ({ class: to, confidence, language, evidence: hits.slice(0, 5).map(evidenceOf) }) as const;
  const clauses = clausesOf(text);
  const inAny = (all: readonly Pattern[]) => clauses.flatMap((clause) => hitsOf(all, clause.text));
  const legal = inAny(LEGAL);
  if (legal.length > 0) return say('UNSUBSCRIBE', 1, legal);
  const leaving = inAny(UNSUBSCRIBE);
  if (leaving.length > 0) return say('UNSUBSCRIBE', round(together(leaving)), leaving);
  const read = readingOf(clauses);
  const auto = inAny(AUTO_REPLY);
  if (auto.length > 0 && read.positive.length === 0) return say('AUTO_REPLY', null, auto);
  return judged(read, say);
}

type Say = (to: ResponseClass, confidence: number | null, hits: readonly Hit[]) => Classification;

function judged(
  { positive, hedged, negative, irony, later, asking }: Reading,
  say: Say,
): Classification {
  const asks = positive.every(({ pattern }) => asking.some((hit) => hit.pattern === pattern));
  const good = asks ? Math.min(together(positive), ASKS_TO_KNOW) : together(positive);
  const bad = together(negative);
  if (negative.length > 0 && positive.length === 0 && irony.length === 0)
    return say('NEGATIVE', round(bad), negative);
  if (negative.length > 0) return say('NEGATIVE', 0.7, [...negative, ...irony, ...positive]);
  if (irony.length > 0) return say('NEGATIVE', 0.7, [...irony, ...positive]);
  if (positive.length > 0 && later.length === 0 && good >= REVIEWED_FROM)
    return say('POSITIVE', round(good), positive);
  if (positive.length > 0) return say('POSITIVE', 0.6, [...positive, ...later]);
  if (later.length > 0) return say('NEUTRAL', 1, later);
  if (hedged.length > 0) return say('POSITIVE', 0.5, hedged);
  return say('NEUTRAL', 1, []);
}

/** Reads clause by clause: what is denied, conditional or mocked does not count as a wish. */
function readingOf(clauses: readonly Clause[]): Reading {
  const positive: Hit[] = [];
  const hedged: Hit[] = [];
  const negative: Hit[] = [];
  const irony: Hit[] = [];
  const later: Hit[] = [];
  const asking: Hit[] = [];
  clauses.forEach((clause, index) => {
    irony.push(...hitsOf(IRONY, clause.text));
    const notNow = hitsOf(LATER, clause.text);
    const hedges = hitsOf(HEDGES, clause.text);
    if (hedges.length === 0 && notNow.length === 0) negative.push(...hitsOf(NEGATIVE, clause.text));
    else negative.push(...hitsOf(FIRM, clause.text));
    const wishes = wishesOf(clause);
    later.push(...notNow);
    const turned = clauses[index + 1]?.contrasts === true && turnsAway(clauses[index + 1]);
    if (hedges.length > 0 || turned) hedged.push(...wishes.said);
    else positive.push(...wishes.said);
    asking.push(...wishes.said.filter((wish) => onlyAsksToKnow(wish, clause.text)));
    if (hedges.length === 0 && notNow.length === 0) negative.push(...wishes.denied);
    else if (turned && wishes.said.length > 0) negative.push(...hitsOf(NEGATIVE, clause.text));
  });
  return {
    positive: distinct(positive),
    hedged,
    negative: distinct(negative),
    irony,
    later,
    asking,
  };
}

/** Refusals that a condition or a "not now" in the same sentence does not soften. */
const FIRM = NEGATIVE.filter(({ id }) => /negative\.(interest|decided|closing)$/.test(id));

/** Whether what follows a "but" takes back what stood before it. */
function turnsAway(next: Clause | undefined): boolean {
  if (!next) return false;
  const wishes = wishesOf(next);
  return wishes.said.length === 0;
}

function wishesOf({ text, asks }: Clause): { said: Hit[]; denied: Hit[] } {
  const said: Hit[] = [];
  const denied: Hit[] = [];
  for (const hit of hitsOf([...STRONG, ...MEDIUM, ...YES], text)) {
    if (isDenied(hit, text)) {
      if (STRONG.includes(hit.pattern)) denied.push(hit);
    } else if (mayBeMeant(hit, text, asks) && !overlaps(hit, said)) said.push(hit);
  }
  return { said, denied };
}

/** What may be wished in the form of a question; "do you deliver on Saturdays?" wishes nothing. */
const REQUESTS = /positive\.(send|could-you|please|wish|call|meet|glad|yes)$/;

/** The question is what stands after the last comma. */
function mayBeMeant({ pattern, index }: Hit, text: string, asks: boolean): boolean {
  return !asks || index < text.lastIndexOf(',') || REQUESTS.test(pattern.id);
}

/** The same words give no two reasons. */
function overlaps({ index, words }: Hit, hits: readonly Hit[]): boolean {
  return hits.some(
    (other) =>
      index < other.index + other.words.length &&
      other.index < index + words.length &&
      !STRONG.includes(other.pattern),
  );
}

/** A negation in the same breath, that is between the commas around the hit. */
function isDenied({ pattern, words, index }: Hit, text: string): boolean {
  const from = text.lastIndexOf(',', index) + 1;
  const end = text.indexOf(',', index + words.length);
  return NEGATION[pattern.language].test(text.slice(from, end < 0 ? undefined : end));
}

function distinct(hits: readonly Hit[]): Hit[] {
  return [...new Map(hits.map((hit) => [hit.pattern.id, hit])).values()];
}

function evidenceOf({ pattern, words }: Hit): Evidence {
  return { rule: pattern.id, words: words.slice(0, 200) };
}

function round(confidence: number): number {
  return Math.round(confidence * 1000) / 1000;
}

const GERMAN =
  /\b(und|der|die|das|ich|wir|sie|nicht|bitte|ein|eine|uns|mir|fuer|mit|ist|kein\w*|haben|gern\w*|danke|ja|nein)\b/g;
const ENGLISH =
  /\b(and|the|i|we|you|not|please|a|an|us|me|for|with|is|no|have|thanks?|yes|to|of|my|your)\b/g;

function languageOf(text: string): Language {
  const count = (words: RegExp) => text.match(words)?.length ?? 0;
  return count(ENGLISH) > count(GERMAN) ? 'en' : 'de';
}
