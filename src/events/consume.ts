import { SetMetadata } from '@nestjs/common';
import type { Tx } from '../core/database';
import type { EventDefinition } from './catalogue';
import type { RecordedEvent } from './recorded-event';

export const CONSUME = 'relance:consume';

export interface ConsumeOptions {
  /** Where a consumer that has never run begins; there is no default on purpose. */
  readonly from: 'beginning' | 'now';
  /** Tables that hold nothing but what this consumer wrote; naming them makes it replayable. */
  readonly rebuilds?: readonly string[];
  /**
   * A rebuild tells the handler that it is one, and calls it once more after the last event: what it does for every
   * batch it may then do once. Named are the tables that it writes only then, and never looks anything up in.
   */
  readonly finishes?: readonly string[];
  /** How many of the configured batches it takes at once, where many cost little more than one; 1 when absent. */
  readonly batchesAtOnce?: number;
  /** How long it lets events gather after a batch, where nobody acts on what it makes of them; 0.02 to 0.15 when absent. */
  readonly restSeconds?: number;
}

/** Said to a handler during a rebuild; `isOver` comes with no events. */
export interface Rebuilding {
  readonly isOver: boolean;
}

export interface ConsumerMetadata extends ConsumeOptions {
  readonly name: string;
  readonly definitions: readonly EventDefinition[];
}

/**
 * What a durable consumer is: it gets events in log order, in a transaction that also moves its cursor.
 * It may throw; then nothing of the batch has happened.
 */
export type Handler = (
  tx: Tx,
  events: readonly RecordedEvent[],
  rebuilding?: Rebuilding,
) => Promise<void>;

/**
 * Makes a method a durable consumer: every event exactly once with effect.
 * @param name `<module>.<what it does>`, stable for ever, since it names the cursor
 */
export function Consume(
  name: string,
  definitions: readonly EventDefinition[],
  options: ConsumeOptions,
): MethodDecorator {
  return SetMetadata(CONSUME, { name, definitions, ...options } satisfies ConsumerMetadata);
}
