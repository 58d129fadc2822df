import type { WaitingReason } from '../threads/conversation.entity';
import type { Language } from '../classification/pattern.rules';
import type { IntentReading } from '../intents/intents.rules';

/** What was said, and by whom. */
export interface Said {
  readonly author: 'contact' | 'bot' | 'user' | 'system';
  readonly text: string;
  readonly occurredAt: Date;
}

/** What is known of the one contact that the conversation is with. */
export interface ContactFacts {
  readonly contactName: string | null;
  readonly company: string;
  readonly city: string | null;
  readonly businessType: string;
  readonly ownerName: string | null;
}

/** Everything an answer may rest on, from the database and of one contact. */
export interface Turn {
  readonly text: string;
  readonly language: Language;
  readonly reading: IntentReading;
  /** Messages before this one that were not understood, in a row. */
  readonly doubts: number;
  /** The last ten turns, the oldest first; the last one is the message to answer. */
  readonly memory: readonly Said[];
  readonly facts: ContactFacts;
}

export interface Reply {
  /** Null: nothing is said. */
  readonly text: string | null;
  /** Why a person has to go on. */
  readonly handOff: WaitingReason | null;
}

/** Finds an answer to what a contact wrote. A language model may stand behind it; whatever fails or takes too long hands off. */
export abstract class Responder {
  abstract answer(turn: Turn, signal: AbortSignal): Promise<Reply>;
}
