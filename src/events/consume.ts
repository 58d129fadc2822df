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
}

export interface ConsumerMetadata extends ConsumeOptions {
  readonly name: string;
  readonly definitions: readonly EventDefinition[];
}

/**
 * What a durable consumer is: it gets events in log order, in a transaction that also moves its cursor.
 * It may throw; then nothing of the batch has happened.
 */
export type Handler = (tx: Tx, events: readonly RecordedEvent[]) => Promise<void>;

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
