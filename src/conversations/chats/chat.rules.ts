import type { InboundMessage } from '../../whatsapp';
import { type Classification, classify } from '../classification/classify.rules';
import { answersQuestion } from '../classification/judgement.rules';
import type { Reading } from '../classification/outcome.rules';
import { type IntentReading, intentOf } from '../intents/intents.rules';
import type { HeardMessage } from '../threads/thread-message.rules';

const HOUR_MS = 3_600_000;
/** What is older is not answered any more: the window for free words has closed. */
const ANSWERED_WITHIN_HOURS = 24;
/** What the phone or the channel says by itself; it opens no window and nobody has to read it. */
const BY_ITSELF = ['reaction', 'system', 'unsupported'];
/** A tap is understood by its button, not by its label. */
const TAPPED = ['click', 'list', 'flow'];

/** What typed words mean for the lead, and what they want of the chat. */
export interface TextReading {
  readonly answer: Reading;
  readonly intent: IntentReading;
  /** Nothing but a yes, which needs the question that it answers. */
  readonly isBareYes: boolean;
}

export function isFromMachine({ kind }: Pick<InboundMessage, 'kind'>): boolean {
  return BY_ITSELF.includes(kind);
}

export function isTap({ kind }: Pick<InboundMessage, 'kind'>): boolean {
  return kind === 'click' || kind === 'list';
}

/** What is neither typed nor tapped, and says more than a sticker. */
export function asksToBeSeen({ kind }: Pick<InboundMessage, 'kind'>): boolean {
  return !isTap({ kind }) && kind !== 'sticker';
}

/** @returns null for what was not typed */
export function readingOf(
  { kind, text }: Pick<InboundMessage, 'kind' | 'text'>,
  question: string | null,
): TextReading | null {
  if (isFromMachine({ kind }) || TAPPED.includes(kind) || text === null || text.trim() === '')
    return null;
  const found: Classification = classify(text);
  const isBareYes =
    found.class === 'POSITIVE' && found.evidence.every(({ rule }) => rule.endsWith('positive.yes'));
  return { answer: answersQuestion(found, question), intent: intentOf(text, found), isBareYes };
}

/** Typed words are answered while they are fresh; a tap has its own consequences, a picture is for a person. */
export function wantsAnswer(
  { kind, occurredAt }: Pick<InboundMessage, 'kind' | 'occurredAt'>,
  reading: TextReading | null,
  now: Date,
): boolean {
  if (kind !== 'text' || !reading || reading.answer.class === 'AUTO_REPLY') return false;
  return now.getTime() - occurredAt.getTime() < ANSWERED_WITHIN_HOURS * HOUR_MS;
}

/** A message as a thread takes it, but for whose it is. */
export function heardOf(
  message: InboundMessage,
  reading: TextReading | null,
): Omit<HeardMessage, 'leadId' | 'contactId' | 'answered' | 'cause'> {
  const { id, whatsappContactId, profileName, phone, kind, text, repliesTo, about } = message;
  const intent = reading?.intent ?? null;
  return {
    ...{ channel: 'whatsapp', channelMessageId: id, whatsappContactId, kind, text, about },
    sender: profileName ?? phone,
    ...{ repliesToId: repliesTo, language: intent?.language ?? null },
    topics: intent?.topics ?? [],
    intent: intent && { name: intent.intent, confidence: intent.confidence },
    quiet: isFromMachine(message) || reading?.answer.class === 'AUTO_REPLY',
    ...{ occurredAt: message.occurredAt, simulated: message.simulated },
  };
}
