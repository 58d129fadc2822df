import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { ConsumersQueries, type ParkedEvent } from '../../events/consumers.queries';
import { ConsumersRunner } from '../../events/consumers.runner';
import { Parking } from '../../events/parking';
import { toCloudEvent } from '../../events/recorded-event';
import { Audit, type Scope, systemScope } from '../../identity';
import { ConsumerNotFound, DeadLetterNotFound } from '../cockpit.problems';
import type {
  DeadLetter,
  DeadLetterDetail,
  DeadLetterList,
  DeadLetterReplay,
} from './dead-letters.dto';
import { Subjects } from './subjects.queries';

/** Who knows what a parked event is and what it is about. */
@Injectable()
export class DeadLetterSources {
  constructor(
    readonly parked: ConsumersQueries,
    readonly events: EventsQueries,
    readonly consumers: ConsumersRunner,
    readonly subjects: Subjects,
    readonly config: Config,
  ) {}
}

/** What a person may do about events that a consumer could not take. */
@Injectable()
export class DeadLettersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sources: DeadLetterSources,
    private readonly parking: Parking,
    private readonly audit: Audit,
  ) {}

  async list(scope: Scope): Promise<DeadLetterList> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.sources.events.safeSequence(tx);
      const items = await this.shown(tx, await this.sources.parked.parked(tx));
      const counts = await this.sources.parked.countParked(tx);
      return { items, ...counts, asOf: this.clock.now().toISOString(), asOfSequence };
    });
  }

  /** @throws DeadLetterNotFound */
  async read(scope: Scope, id: string): Promise<DeadLetterDetail> {
    return this.db.transaction(scope, async (tx) => {
      const letter = await this.get(tx, id);
      const event = await this.sources.parked.parkedEvent(tx, id);
      const waiting = await this.sources.parked.countBehind(tx, letter);
      const cloud = event && toCloudEvent(event, this.sources.config.publicUrl);
      return {
        ...(await this.one(tx, letter)),
        event: cloud as DeadLetterDetail['event'],
        waiting,
      };
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
      const consumer = this.sources.consumers.get(letter.consumer);
      if (!consumer) throw new ConsumerNotFound();
      await this.audit.write(tx, { act: 'dead-letters.replay', after: factsOf(letter) });
      return { letter, consumer };
    });
    const result = await this.parking.replay(consumer, letter.subject);
    return this.db.transaction(scope, async (tx) => {
      const held = await this.sources.parked.firstParked(tx, letter.consumer, letter.subject);
      return { ...result, stoppedAt: held && !result.free ? await this.one(tx, held) : null };
    });
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
    const letter = await this.sources.parked.findParked(tx, id);
    if (!letter) throw new DeadLetterNotFound();
    return letter;
  }

  private async one(tx: Tx, letter: ParkedEvent): Promise<DeadLetter> {
    const [shown] = await this.shown(tx, [letter]);
    if (!shown) throw new Error(`The dead letter ${letter.id} vanished on the way.`);
    return shown;
  }

  private async shown(tx: Tx, letters: readonly ParkedEvent[]): Promise<DeadLetter[]> {
    const about = await this.sources.subjects.about(
      tx,
      letters.map(({ subject }) => subject),
    );
    return letters.map((letter) => ({
      ...letter,
      about: about.get(letter.subject) ?? null,
      dueAt: letter.dueAt?.toISOString() ?? null,
      parkedAt: letter.parkedAt.toISOString(),
    }));
  }
}

function factsOf({ id, consumer, subject, eventId, type, attempts }: ParkedEvent) {
  return { id, consumer, subject, eventId, type, attempts };
}
