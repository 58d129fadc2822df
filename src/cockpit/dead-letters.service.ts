import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { Database, type Tx } from '../core/database';
import { EventsQueries } from '../events';
import { ConsumersRunner } from '../events/consumers.runner';
import type { ParkedEvent } from '../events/events.queries';
import { Parking } from '../events/parking';
import { Audit, type Scope, systemScope } from '../identity';
import { ConsumerNotFound, DeadLetterNotFound } from './cockpit.problems';
import type { DeadLetterList, DeadLetterReplay } from './dead-letters.dto';

/** What a person may do about events that a consumer could not take. */
@Injectable()
export class DeadLettersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly queries: EventsQueries,
    private readonly consumers: ConsumersRunner,
    private readonly parking: Parking,
    private readonly audit: Audit,
  ) {}

  async list(scope: Scope): Promise<DeadLetterList> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.queries.safeSequence(tx);
      const items = (await this.queries.parked(tx)).map((parked) => ({
        ...parked,
        dueAt: parked.dueAt?.toISOString() ?? null,
        parkedAt: parked.parkedAt.toISOString(),
      }));
      return { items, asOf: this.clock.now().toISOString(), asOfSequence };
    });
  }

  /**
   * Hands everything parked of the letter's subject to its consumer, in order, until one fails again.
   * The audit row comes first: each event is a transaction of its own.
   * @throws DeadLetterNotFound
   * @throws ConsumerNotFound
   */
  async replay(scope: Scope, id: string): Promise<DeadLetterReplay> {
    const { letter, consumer } = await this.db.transaction(scope, async (tx) => {
      const letter = await this.get(tx, id);
      const consumer = this.consumers.get(letter.consumer);
      if (!consumer) throw new ConsumerNotFound();
      await this.audit.write(tx, { act: 'dead-letters.replay', after: factsOf(letter) });
      return { letter, consumer };
    });
    return this.parking.replay(consumer, letter.subject);
  }

  /**
   * Gives one event up for its consumer; what queued behind it goes on.
   * @throws DeadLetterNotFound
   */
  async dismiss(scope: Scope, id: string, reason: string): Promise<void> {
    // Only the system's role may touch what is parked; the act stays that of the person.
    const acting: Scope = {
      ...systemScope('dead-letters', scope.correlationId),
      actor: scope.actor,
    };
    await this.db.transaction(acting, async (tx) => {
      const letter = await this.get(tx, id);
      await this.parking.dismiss(tx, id);
      const before = factsOf(letter);
      await this.audit.write(tx, { act: 'dead-letters.dismiss', before, why: reason });
    });
  }

  private async get(tx: Tx, id: string): Promise<ParkedEvent> {
    const letter = await this.queries.findParked(tx, id);
    if (!letter) throw new DeadLetterNotFound();
    return letter;
  }
}

function factsOf({ id, consumer, subject, eventId, type, attempts }: ParkedEvent) {
  return { id, consumer, subject, eventId, type, attempts };
}
