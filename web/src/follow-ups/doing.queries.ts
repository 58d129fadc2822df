import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, call } from '../core/api';
import { randomId } from '../core/ids';
import { actOn, type Doable, type Said, targetsOf } from './acts.queries';
import { type FollowUpRow, followUpsKeys, replaceRows } from './follow-ups.queries';

/** So many requests are under way at once; the server has others to serve. */
const AT_ONCE = 4;
const MOST_LEADS = 50;
const MOST_ROWS = 200;

export interface Refused {
  readonly row: FollowUpRow;
  readonly error: unknown;
}

export interface Done {
  readonly rows: readonly FollowUpRow[];
  readonly refused: readonly Refused[];
}

/** One act on one or many rows: each has its own request and key, and what is refused stops nobody else. */
export function useDoing() {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);
  const run = async (act: Doable, rows: readonly FollowUpRow[], said: Said): Promise<Done> => {
    const waiting = targetsOf(act, rows);
    const all = waiting.length;
    const done: FollowUpRow[] = [];
    const refused: Refused[] = [];
    if (all > 1) setProgress({ done: 0, all });
    const work = async () => {
      for (let row = waiting.shift(); row; row = waiting.shift()) {
        try {
          const { asOf: _, asOfSequence: __, ...next } = await actOn(row.id, act, said, randomId());
          done.push(next);
          replaceRows(queries, [next]);
        } catch (error) {
          refused.push({ row, error });
        }
        if (all > 1) setProgress({ done: done.length + refused.length, all });
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, all) }, work));
    setProgress(null);
    await refresh(done);
    return { rows: done, refused };
  };
  /** An act on one step may change the others of its lead; they are read again where they stand. */
  const refresh = async (done: readonly FollowUpRow[]) => {
    const leadId = [...new Set(done.map((row) => row.leadId))];
    for (let at = 0; at < leadId.length; at += MOST_LEADS) {
      const query = { leadId: leadId.slice(at, at + MOST_LEADS), limit: MOST_ROWS };
      const page = await call(api.GET('/v1/follow-ups', { params: { query } }));
      replaceRows(queries, page.items);
    }
    void queries.invalidateQueries({ queryKey: followUpsKeys.counts });
    void queries.invalidateQueries({ queryKey: ['trace'] });
  };
  return { run, progress };
}
