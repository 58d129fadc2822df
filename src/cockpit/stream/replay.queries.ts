import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database';
import { EventsQueries, Live } from '../../events';
import type { RecordedEvent } from '../../events/recorded-event';
import { parseSequence } from '../../events/sequence.rules';
import { systemScope } from '../../identity';
import { MOST_REPLAYED } from './limits.rules';

/** What a client missed. */
@Injectable()
export class ReplayQueries {
  constructor(
    private readonly db: Database,
    private readonly events: EventsQueries,
    private readonly live: Live,
  ) {}

  /**
   * Everything after `lastSeq` in log order, whoever may see it.
   * @returns null when it is too much, too long ago, or of a log that was restored since: fetch everything again
   */
  async since(lastSeq: string): Promise<RecordedEvent[] | null> {
    const after = parseSequence(lastSeq);
    if (after?.epoch !== parseSequence(this.live.safeSequence)?.epoch || !after) return null;
    // The live reader looks back a day; if it does not find the first event, that is older.
    const [first] = await this.db.transaction(systemScope('stream.replay'), (tx) =>
      this.events.page(tx, { after, types: null, limit: 1 }),
    );
    const missed = await this.live.after(lastSeq, MOST_REPLAYED + 1);
    const isWhole = !first || missed.some(({ id }) => id === first.id);
    return isWhole && missed.length <= MOST_REPLAYED ? missed : null;
  }
}
