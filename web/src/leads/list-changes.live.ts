import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { leadsKeys, type LeadList, listChangesQuery } from './leads.queries';

const UNTOUCHED_MS = 60_000;

/** The changes of a list that wait to be shown: taken by a click, by leaving, or after a minute without input. */
export function useListChanges(list: LeadList): { count: number; apply: () => void } {
  const queries = useQueryClient();
  const count = useQuery(listChangesQuery(list)).data?.length ?? 0;
  const key = JSON.stringify(list);
  const waits = count > 0;
  useEffect(() => {
    if (!waits) return;
    const take = () => void queries.invalidateQueries({ queryKey: leadsKeys.lists });
    let timer = window.setTimeout(take, UNTOUCHED_MS);
    const restart = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(take, UNTOUCHED_MS);
    };
    const inputs = ['pointermove', 'keydown', 'scroll'];
    inputs.forEach((input) =>
      document.addEventListener(input, restart, { passive: true, capture: true }),
    );
    return () => {
      window.clearTimeout(timer);
      inputs.forEach((input) => document.removeEventListener(input, restart, { capture: true }));
      // Whoever comes back finds the list as it is by then.
      void queries.invalidateQueries({ queryKey: leadsKeys.lists, refetchType: 'none' });
    };
  }, [waits, key, queries]);
  return {
    count,
    apply: () => void queries.invalidateQueries({ queryKey: leadsKeys.lists }),
  };
}
