import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { chosenOf, merge } from './merge';
import { Problem } from './problem';

/** Two people changed the same field: what stands now, what I wanted, and who decides it by `resolve`. */
export interface SaveConflict<R, F> {
  readonly theirs: R;
  readonly send: Partial<F>;
  readonly overlaps: readonly (keyof F)[];
  /** Who saved in between and when; null when the server does not say. */
  readonly by: string | null;
  readonly at: string | null;
  /** Mine stand for these fields; null gives up. */
  readonly resolve: (mine: readonly string[] | null) => void;
}

/** How a record with a version is read and changed. */
export interface Saving<R, F> {
  readonly fieldsOf: (record: R) => F;
  /** @throws Problem `stale-version` when somebody has changed the record since `base` was read */
  readonly change: (base: R, fields: Partial<F>) => Promise<R>;
  readonly reload: () => Promise<R>;
  readonly keep: (queries: QueryClient, record: R) => void;
  /** The name of a person; null for one who may not be known here. */
  readonly nameOf: (queries: QueryClient, id: unknown) => Promise<string | null>;
  /** Told when only fields that I did not touch were changed meanwhile. */
  readonly onAdopted?: (fields: readonly (keyof F)[], by: string | null) => void;
}

const MOST_TRIES = 3;

/**
 * Saves fields of a record that several people may change; what does not overlap with a change made meanwhile merges,
 * what does is asked.
 */
export function useMergingSave<R, F extends object>(record: R, saving: Saving<R, F>) {
  const queries = useQueryClient();
  const [conflict, setConflict] = useState<SaveConflict<R, F> | null>(null);

  const ask = (found: Omit<SaveConflict<R, F>, 'resolve'>): Promise<readonly string[] | null> =>
    new Promise((resolve) => {
      setConflict({
        ...found,
        resolve: (mine) => {
          setConflict(null);
          resolve(mine);
        },
      });
    });

  const save = async (fields: Partial<F>): Promise<void> => {
    let base = record;
    let mine = fields;
    for (let tries = 1; Object.keys(mine).length > 0; tries += 1) {
      try {
        saving.keep(queries, await saving.change(base, mine));
        return;
      } catch (error) {
        if (!(error instanceof Problem) || error.kind !== 'stale-version' || tries === MOST_TRIES)
          throw error;
        const { changedBy, changedAt } = error.members;
        const theirs = await saving.reload();
        saving.keep(queries, theirs);
        const merged = merge(saving.fieldsOf(base), mine, saving.fieldsOf(theirs));
        base = theirs;
        mine = merged.send;
        if (merged.overlaps.length === 0 && merged.adopted.length === 0) continue;
        const by = await saving.nameOf(queries, changedBy);
        if (merged.overlaps.length === 0) saving.onAdopted?.(merged.adopted, by);
        else {
          const at = typeof changedAt === 'string' ? changedAt : null;
          const chosen = await ask({ ...merged, theirs, by, at });
          if (chosen === null) throw error;
          mine = chosenOf(merged, chosen);
        }
      }
    }
  };
  return { save, conflict };
}
