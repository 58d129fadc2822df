import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../core/api';
import {
  FILTER_KEYS,
  FIRST_TAB,
  type FollowUpFilter,
  type FollowUpsSearch,
  listOfSearch,
  TAB_KEYS,
  type TabKey,
  TABS,
} from './follow-ups.queries';

const canonical = (filter: FollowUpFilter): string =>
  JSON.stringify(
    FILTER_KEYS.flatMap((key) => {
      const value = filter[key];
      if (value === undefined) return [];
      return [[key, Array.isArray(value) ? [...value].sort() : value]];
    }),
  );

/** The tab that says just this; null when the filter is one of its own. */
export function tabOf(search: FollowUpsSearch): TabKey | null {
  const wanted = canonical(listOfSearch(search).filter);
  return TAB_KEYS.find((key) => canonical(TABS[key]) === wanted) ?? null;
}

export const searchOfTab = (key: TabKey): FollowUpsSearch => (key === FIRST_TAB ? {} : TABS[key]);

/** The search after a chip changed; no filter at all would be the first tab, so all that is planned stands for it. */
export function withFilter(
  search: FollowUpsSearch,
  key: keyof FollowUpFilter,
  values: readonly string[],
): FollowUpsSearch {
  const next = {
    ...listOfSearch(search).filter,
    [key]: values.length > 0 ? values : undefined,
  } as FollowUpsSearch;
  const isNone = FILTER_KEYS.every((name) => next[name] === undefined);
  return { ...(isNone ? TABS.planned : next), limit: search.limit };
}

export const reasonsQuery = (locale: string) =>
  queryOptions({
    queryKey: ['follow-ups', 'reasons', locale],
    queryFn: () => call(api.GET('/v1/follow-ups/reasons')),
    staleTime: Infinity,
  });
