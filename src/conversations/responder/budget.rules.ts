import { handOnWords, maySay } from './replies.rules';
import type { Reply, Turn } from './responder.provider';

/** What answers a turn; the signal ends with the budget. */
export type Answerer = (turn: Turn, signal: AbortSignal) => Promise<Reply>;

export interface FoundReply {
  readonly reply: Reply;
  /** Why the answer is not the responder's own. */
  readonly failure: 'late' | 'error' | 'unfit' | null;
}

/**
 * Asks for an answer and waits no longer than the budget. Whoever fails, is late or says what may not be said hands the
 * turn to a person, with words that say no more than that.
 */
export async function replyWithin(
  answerer: Answerer,
  turn: Turn,
  budgetMs: number,
): Promise<FoundReply> {
  const signal = AbortSignal.timeout(budgetMs);
  try {
    const reply = await Promise.race([answerer(turn, signal), ended(signal)]);
    if (reply === null) return handedOn(turn, 'late');
    if (reply.text !== null && !maySay(reply.text, turn)) return handedOn(turn, 'unfit');
    return { reply, failure: null };
  } catch {
    // Its reason is its own: whatever it was, a person goes on.
    return handedOn(turn, signal.aborted ? 'late' : 'error');
  }
}

function handedOn(turn: Turn, failure: NonNullable<FoundReply['failure']>): FoundReply {
  return { reply: { text: handOnWords(turn), handOff: 'responder_failed' }, failure };
}

function ended(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(null);
    });
  });
}
