import { setImmediate as turn } from 'node:timers/promises';

/** Resolves once everything that arrived in this turn of the event loop has been heard, for whoever takes it together. */
export async function endOfTurn(): Promise<void> {
  await turn();
}
