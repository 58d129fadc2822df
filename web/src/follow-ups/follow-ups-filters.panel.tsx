import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FOLLOW_UP_STATES } from '../api/lists';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { FilterChips, type FilterField, type FilterValues } from '../parts/filter-chips';
import { ViewTabs } from '../parts/view-tabs';
import { colleaguesQuery } from '../core/colleagues';
import { reasonsQuery, searchOfTab, tabOf, withFilter } from './filters.queries';
import {
  countsQuery,
  type FollowUpFilter,
  type FollowUpsSearch,
  listOfSearch,
  TAB_KEYS,
  type TabKey,
  TABS,
} from './follow-ups.queries';

/** Counted for the screen: the tabs, each by the filter of its list. */
const TAB_VIEWS = TAB_KEYS.map((key) => ({ key, filter: TABS[key] }));

export function Tabs({ search, onReset }: { search: FollowUpsSearch; onReset: () => void }) {
  const { t } = useTranslation('follow-ups');
  const format = useFormat();
  const counts = useQuery(countsQuery(TAB_VIEWS)).data?.counts;
  const active = tabOf(search);
  return (
    <ViewTabs
      label={t('tabs.label')}
      active={active}
      tabs={TAB_KEYS.map((key) => ({
        key,
        label: t(`tabs.${key}`),
        count: counts?.[key] === undefined ? null : format.number(counts[key]),
      }))}
      changed={
        active === null && (
          <>
            <span>{t('tabs.own')}</span>
            <Button variant="subtle" size="compact-sm" onClick={onReset}>
              {t('tabs.reset')}
            </Button>
          </>
        )
      }
      link={({ key }, props) => (
        <Link
          to="/follow-ups"
          search={{ ...searchOfTab(key as TabKey), limit: search.limit }}
          activeOptions={{ exact: true, includeSearch: true }}
          activeProps={{}}
          {...props}
        />
      )}
    />
  );
}

interface ChipsProps {
  search: FollowUpsSearch;
  open: string | null;
  onOpen: (open: string | null) => void;
  go: (search: FollowUpsSearch) => void;
}

/** Parts of the filter that hold one value, and are chips like the others. */
const SINGLE = ['due', 'sent', 'skipped'] as const;
const CHIPS = ['state', 'step', 'due', 'owner', 'reason', 'channel', 'sent', 'skipped'] as const;

export function Chips({ search, open, onOpen, go }: ChipsProps) {
  const fields = useFields();
  const { filter } = listOfSearch(search);
  const values: FilterValues = Object.fromEntries(
    CHIPS.map((key) => {
      const value = filter[key];
      return [key, typeof value === 'string' ? [value] : value];
    }),
  );
  const change = (key: string, chosen: string[]) => {
    const name = key as keyof FollowUpFilter;
    const isSingle = SINGLE.some((single) => single === name);
    if (!isSingle) go(withFilter(search, name, chosen));
    else go({ ...withFilter(search, name, []), [name]: chosen.at(-1) });
  };
  return (
    <FilterChips fields={fields} values={values} onChange={change} open={open} onOpen={onOpen} />
  );
}

function useFields(): FilterField[] {
  const { t, i18n } = useTranslation('follow-ups');
  const lists = useTranslation('lists').t;
  const { scope } = useSession();
  const colleagues = useQuery({ ...colleaguesQuery, enabled: scope.kind !== 'own' }).data;
  const reasons = useQuery(reasonsQuery(i18n.language)).data?.items ?? [];
  const people =
    scope.kind === 'own'
      ? []
      : [
          { value: 'none', label: t('filter.none') },
          ...(colleagues?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ];
  const words = <const T extends string>(values: readonly T[], label: (value: T) => string) =>
    values.map((value) => ({ value, label: label(value) }));
  return [
    {
      key: 'state',
      label: t('table.state'),
      options: words(FOLLOW_UP_STATES, (value) => lists(`followUp.${value}`)),
    },
    { key: 'step', label: t('table.step'), options: words(['T3', 'T7'], (value) => value) },
    {
      key: 'due',
      label: t('table.due'),
      options: words(['today', 'tomorrow'], (value) => t(`filter.${value}`)),
    },
    {
      key: 'owner',
      label: t('table.owner'),
      options: [{ value: 'me', label: t('filter.me') }, ...people],
    },
    {
      key: 'reason',
      label: t('table.reason'),
      options: reasons.map(({ code, text }) => ({ value: code, label: text })),
    },
    {
      key: 'channel',
      label: t('table.channel'),
      options: words(['email', 'whatsapp'], (value) => lists(`messageChannel.${value}`)),
    },
    {
      key: 'sent',
      label: t('filter.sent'),
      options: words(['today', '7d', 'previous-7d', 'first-30d'], (value) => t(`span.${value}`)),
    },
    {
      key: 'skipped',
      label: t('filter.skipped'),
      options: words(['7d', 'previous-7d'], (value) => t(`span.${value}`)),
    },
  ];
}
