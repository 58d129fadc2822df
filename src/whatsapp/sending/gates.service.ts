import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { ClaimedMessage } from './claimed.rules';
import type { GateVerdict } from './enqueue.rules';

/** Answers for many messages at once, inside the transaction of the hand-over. */
export type Gate = (tx: Tx, refs: readonly string[]) => Promise<ReadonlyMap<string, GateVerdict>>;

/** The one way upward: whoever wanted a message may still say no when it is handed over. */
@Injectable()
export class MessageGates {
  private readonly gates = new Map<string, Gate>();

  /** @throws Error for a name that is taken */
  register(name: string, gate: Gate): void {
    if (this.gates.has(name)) throw new Error(`The gate ${name} exists already.`);
    this.gates.set(name, gate);
  }

  /** @returns the verdicts by message; one whose gate nobody keeps, or that got no answer, is missing */
  async ask(
    tx: Tx,
    messages: readonly ClaimedMessage[],
  ): Promise<ReadonlyMap<string, GateVerdict>> {
    const verdicts = new Map<string, GateVerdict>();
    for (const [name, gate] of this.gates) {
      const asked = messages.filter(({ gateName }) => gateName === name);
      if (asked.length === 0) continue;
      const answers = await gate(tx, [...new Set(asked.map(({ gateRef }) => gateRef ?? ''))]);
      for (const { id, gateRef } of asked) {
        const answer = answers.get(gateRef ?? '');
        if (answer) verdicts.set(id, answer);
      }
    }
    return verdicts;
  }
}
