import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { InvalidRequest } from '../core/core.problems';
import type { Tx } from '../core/database';
import { EventsQueries } from '../events';
import { decodeCursor, encodeCursor, type PageCursor, type PlaceType } from '../core/keyset.rules';

interface Listing<R, V> {
  /** Binds cursors to this list. */
  readonly name: string;
  /** `SELECT …, <order column>::text AS place FROM … WHERE …`. */
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly order: {
    readonly column: string;
    readonly cast: PlaceType;
    readonly id: string;
    readonly descending: boolean;
  };
  readonly view: (rows: readonly R[]) => Promise<V[]>;
}

export interface Page<V> {
  items: V[];
  nextCursor: string | null;
  previousCursor: string | null;
  asOf: string;
  asOfSequence: string;
}

/** Lists that are read page by page, to and fro, by keyset. */
@Injectable()
export class Pages {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventsQueries,
  ) {}

  async read<R extends { id: string }, V>(
    tx: Tx,
    { limit, cursor: text }: { limit: number; cursor?: string | undefined },
    { name, sql, values, order, view }: Listing<R, V>,
  ): Promise<Page<V>> {
    const cursor = text === undefined ? null : decodeCursor(text, name, order.cast);
    if (text !== undefined && !cursor)
      throw new InvalidRequest(undefined, {
        errors: [
          {
            pointer: '#/cursor',
            detail: { en: 'is not a cursor of this list', de: 'ist keine Stelle dieser Liste' },
          },
        ],
      });
    const asOf = await this.asOf(tx);
    const backwards = cursor?.direction === 'previous';
    const descending = order.descending !== backwards;
    const [at, id, most] = [1, 2, 3].map((n) => `$${String(values.length + n)}`);
    const direction = descending ? 'DESC' : 'ASC';
    const found = await tx.rows<R & { place: string }>(
      `${sql} AND (${at}::text IS NULL OR (${order.column}, ${order.id}) ${descending ? '<' : '>'}
          (${at}::${order.cast}, ${id}::uuid))
        ORDER BY ${order.column} ${direction}, ${order.id} ${direction} LIMIT ${most}`,
      [...values, cursor?.value ?? null, cursor?.id ?? null, limit + 1],
    );
    const more = found.length > limit;
    const shown = found.slice(0, limit);
    if (backwards) shown.reverse();
    const from = (row: (typeof shown)[number] | undefined, way: PageCursor['direction']) =>
      row ? encodeCursor({ sort: name, direction: way, value: row.place, id: row.id }) : null;
    return {
      items: await view(shown.map(({ place: _, ...row }) => row as unknown as R)),
      nextCursor: more || backwards ? from(shown.at(-1), 'next') : null,
      previousCursor: cursor && (more || !backwards) ? from(shown[0], 'previous') : null,
      ...asOf,
    };
  }

  async asOf(tx: Tx): Promise<{ asOf: string; asOfSequence: string }> {
    return {
      asOf: this.clock.now().toISOString(),
      asOfSequence: await this.events.safeSequence(tx),
    };
  }
}
