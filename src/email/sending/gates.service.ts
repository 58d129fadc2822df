import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { GateVerdict } from './enqueue.rules';
import type { ClaimedMail } from './claimed-mail.rules';

/** Answers for many mails at once, inside the transaction of the hand-over. */
export type Gate = (tx: Tx, refs: readonly string[]) => Promise<ReadonlyMap<string, GateVerdict>>;

/** The one way upward: whoever wanted a mail may still say no when it is handed over. */
@Injectable()
export class Gates {
  private readonly gates = new Map<string, Gate>();

  /** @throws Error for a name that is taken */
  register(name: string, gate: Gate): void {
    if (this.gates.has(name)) throw new Error(`The gate ${name} exists already.`);
    this.gates.set(name, gate);
  }

  /** @returns the verdicts by mail; a mail whose gate nobody keeps, or that got no answer, is missing */
  async ask(tx: Tx, mails: readonly ClaimedMail[]): Promise<ReadonlyMap<string, GateVerdict>> {
    const verdicts = new Map<string, GateVerdict>();
    const names = new Set(mails.flatMap(({ gateName }) => gateName ?? []));
    for (const name of names) {
      const gate = this.gates.get(name);
      if (!gate) continue;
      const asked = mails.filter(({ gateName }) => gateName === name);
      const answers = await gate(tx, [...new Set(asked.map(({ gateRef }) => gateRef ?? ''))]);
      for (const { id, gateRef } of asked) {
        const answer = answers.get(gateRef ?? '');
        if (answer) verdicts.set(id, answer);
      }
    }
    return verdicts;
  }
}
