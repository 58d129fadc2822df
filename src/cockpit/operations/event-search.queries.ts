import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database } from '../../core/database';
import { EventsQueries } from '../../events';
import { LogSearch } from '../../events/log-search.queries';
import { toCloudEvent } from '../../events/recorded-event';
import { parseSequence } from '../../events/sequence.rules';
import type { Scope } from '../../identity';
import type { FoundEvents, SearchEvents } from './event-search.dto';
import { Subjects } from './subjects.queries';

/** The log for people who look for something in it. */
@Injectable()
export class EventSearch {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly events: EventsQueries,
    private readonly log: LogSearch,
    private readonly subjects: Subjects,
  ) {}

  /** The newest first; a page that is not full is the last one. */
  async find(scope: Scope, { type, cursor, limit, ...asked }: SearchEvents): Promise<FoundEvents> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const { events, since } = await this.log.newest(tx, {
        types: type?.length ? type : null,
        subject: asked.subject ?? null,
        correlationId: asked.correlation ?? null,
        id: asked.id ?? null,
        before: cursor ? parseSequence(cursor) : null,
        limit,
      });
      const subjects = events.map(({ subjectId, subject }) => subjectId ?? subject);
      const about = await this.subjects.about(tx, subjects);
      const items = events.map((event, at) => ({
        event: toCloudEvent(event, this.config.publicUrl),
        about: about.get(subjects[at] ?? '') ?? null,
        simulated: event.simulated,
        recordedAt: event.recordedAt.toISOString(),
      }));
      return {
        items: items as FoundEvents['items'],
        nextCursor: events.length === limit ? (events.at(-1)?.sequence ?? null) : null,
        previousCursor: null,
        since: since?.toISOString() ?? null,
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }
}
