import { Injectable } from '@nestjs/common';
import type { EventDefinition } from './catalogue';
import { type RecordedEvent, withData } from './recorded-event';

/** Enough for what consumers lag behind under load; a dozen megabytes at most. */
const MOST_EVENTS = 5000;

/** Events that this process has read lately. They never change, so that no consumer need read them once more. */
@Injectable()
export class Recent {
  private readonly events = new Map<string, RecordedEvent>();
  /** The same, in the order of the log. */
  private ordered: RecordedEvent[] = [];
  /** False while what came last has not been put in its place. */
  private isOrdered = true;
  /** Behind this place nothing is missing up to `safe`, where the log may still grow; null before the first read. */
  private from: string | null = null;
  private safe = '';

  /** From here on everything will be kept; what was before is no part of it. */
  begin(sequence: string): void {
    this.events.clear();
    this.ordered = [];
    this.isOrdered = true;
    this.from = sequence;
    this.safe = '';
  }

  /** @param data of the event, as `definition` parses it */
  keep(event: RecordedEvent, definition: EventDefinition, data: unknown): void {
    if (this.events.has(event.id)) return;
    const kept = withData(event, definition, data);
    this.events.set(event.id, kept);
    const last = this.ordered.at(-1);
    this.isOrdered &&= last === undefined || last.sequence < kept.sequence;
    this.ordered.push(kept);
  }

  /** An event at this place is not kept: whoever stands before it reads for himself. */
  miss(sequence: string): void {
    if (this.from !== null && sequence > this.from) this.from = sequence;
  }

  /** Everything up to here has been kept or missed, and nothing can come in between any more. */
  reach(safe: string): void {
    this.safe = safe;
    if (!this.isOrdered) this.ordered.sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
    this.isOrdered = true;
    const oldest = this.ordered.splice(0, Math.max(0, this.ordered.length - MOST_EVENTS));
    for (const { id, sequence } of oldest) {
      this.events.delete(id);
      this.miss(sequence);
    }
  }

  /** @returns the events in the order of `ids`, or null when one of them was not read lately */
  all(ids: readonly string[]): RecordedEvent[] | null {
    const found = ids.flatMap((id) => this.events.get(id) ?? []);
    return found.length === ids.length ? found : null;
  }

  /** The next events of the log behind a place, at most `most`; none when there are none or they are not all known. */
  behind(place: string, most: number): readonly RecordedEvent[] {
    if (this.from === null || place < this.from) return [];
    const begin = this.ordered.findLastIndex(({ sequence }) => sequence <= place) + 1;
    const end = this.ordered.findLastIndex(({ sequence }) => sequence <= this.safe) + 1;
    return this.ordered.slice(begin, Math.min(end, begin + most));
  }
}
