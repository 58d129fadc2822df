import type { Judgement } from '../classification/judgement.rules';
import { clausesOf, visibleWords } from '../classification/visible.rules';
import { type Intent, type IntentReading, UNDERSTOOD_FROM } from '../intents/intents.rules';
import type { WaitingReason } from './conversation.entity';

/** What a contact wrote, as far as it matters whether somebody has to answer. */
export interface Said {
  readonly text: string;
  readonly intent: IntentReading;
  readonly judgement: Pick<Judgement, 'class' | 'state'>;
}

const DEMANDS: ReadonlyMap<Intent, WaitingReason> = new Map([
  ['complaint', 'complaint'],
  ['person', 'person_wanted'],
  ['callback', 'call_wanted'],
]);
/** Says all that there is to say, unless it asks as well. */
const CLOSING: readonly Intent[] = [
  ...(['thanks', 'later', 'not_interested', 'opt_in', 'opt_out'] as const),
  'feedback_positive',
];
/** Words that say nothing but that it was heard. */
const HEARD =
  /(?<![\p{L}\p{N}])(?:(?:sehr )?gut|ok(?:ay)?|alles klar|klar|passt(?: so)?|super|prima|perfekt|in ordnung|verstanden|bis (?:dann|bald|morgen)|fine|great|perfect|got it|all right|alright|understood|sounds good|see you(?: then| soon| tomorrow)?)(?![\p{L}\p{N}])/gu;
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;
/** A program knows the answer. */
const BY_PROGRAM: readonly Intent[] = ['greeting', 'help'];

/** Why a person must answer what is said here, on either channel; null when nobody must. */
export function demandOf({
  intent,
  confidence,
}: Pick<IntentReading, 'intent' | 'confidence'>): WaitingReason | null {
  return confidence < UNDERSTOOD_FROM ? null : (DEMANDS.get(intent) ?? null);
}

/**
 * Whether what a contact wrote waits for an answer of a person: it asks, wishes, is in doubt, or nobody understood it.
 * @param replied whether a program has said something to it
 */
export function waitsForPerson({ text, intent: { intent }, judgement }: Said, replied: boolean) {
  if (judgement.class === 'AUTO_REPLY' || judgement.class === 'UNSUBSCRIBE') return false;
  if (judgement.class === 'POSITIVE' || judgement.state === 'review') return true;
  if (replied && BY_PROGRAM.includes(intent)) return false;
  const words = visibleWords(text);
  if (clausesOf(words).some(({ asks }) => asks)) return true;
  if (!SAYS_SOMETHING.test(words.replace(HEARD, ''))) return false;
  return !CLOSING.includes(intent) && !(replied && intent === 'unknown');
}
