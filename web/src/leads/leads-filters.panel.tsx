import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { BUSINESS_TYPES, LEAD_SOURCES, LEAD_STATUSES } from '../api/lists';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { FilterChips, type FilterField } from '../parts/filter-chips';
import { ViewTabs } from '../parts/view-tabs';
import {
  colleaguesQuery,
  FILTER_KEYS,
  type FilterKey,
  FIRST_VIEW,
  importsToFilterQuery,
  isChanged,
  leadCountsQuery,
  type LeadsSearch,
  listOfSearch,
  territoriesQuery,
  VIEWS,
  type ViewKey,
  withFilter,
} from './leads.queries';
import './leads.css';

/** Which views a person gets: nobody needs „Meine“ who sees only their own. */
const viewsOf = (scope: 'own' | 'team' | 'all'): ViewKey[] =>
  scope === 'own'
    ? ['open', 'registered', 'qualified', 'free', 'all']
    : ['open', 'mine', 'registered', 'qualified', 'free', 'all'];

export function withoutFilters(search: LeadsSearch): LeadsSearch {
  return { q: search.q, sort: search.sort, limit: search.limit };
}

export function Views({ search, onDiscard }: { search: LeadsSearch; onDiscard: () => void }) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  const { scope } = useSession();
  const keys = viewsOf(scope.kind);
  const counts = useQuery(leadCountsQuery(keys.map((key) => ({ key, filter: VIEWS[key] })))).data
    ?.counts;
  const active = search.view ?? FIRST_VIEW;
  return (
    <ViewTabs
      label={t('views.label')}
      active={active}
      tabs={keys.map((key) => ({
        key,
        label: t(`views.${key}`),
        count: counts?.[key] === undefined ? null : format.number(counts[key]),
      }))}
      changed={
        isChanged(search) && (
          <>
            <span>{t('views.changed')}</span>
            <Button variant="subtle" size="compact-sm" onClick={onDiscard}>
              {t('views.discard')}
            </Button>
          </>
        )
      }
      link={({ key }, props) => (
        <Link
          to="/leads"
          search={{
            ...withoutFilters(search),
            view: key === FIRST_VIEW ? undefined : (key as ViewKey),
          }}
          activeOptions={{ exact: true, includeSearch: true }}
          activeProps={{}}
          {...props}
        />
      )}
    />
  );
}

const SEARCH_AFTER_MS = 250;

export function SearchField(props: {
  field: React.RefObject<HTMLInputElement | null>;
  value: string;
  onSearch: (text: string) => void;
}) {
  const { field, value, onSearch } = props;
  const { t } = useTranslation('leads');
  const timer = useRef(0);
  useEffect(() => {
    const input = field.current;
    // Whoever types is ahead of the URL; a link or Back is not.
    if (input && document.activeElement !== input) input.value = value;
  }, [field, value]);
  return (
    <TextInput
      ref={field}
      className="leads-search"
      size="xs"
      type="search"
      aria-label={t('search')}
      placeholder={t('search')}
      leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
      defaultValue={value}
      onChange={(event) => {
        const text = event.currentTarget.value.trim();
        window.clearTimeout(timer.current);
        timer.current = window.setTimeout(() => onSearch(text), SEARCH_AFTER_MS);
      }}
    />
  );
}

interface ChipsProps {
  search: LeadsSearch;
  open: string | null;
  onOpen: (open: string | null) => void;
  go: (search: LeadsSearch) => void;
}

export function Chips({ search, open, onOpen, go }: ChipsProps) {
  const fields = useFilterFields();
  const { filter } = listOfSearch(search);
  return (
    <FilterChips
      fields={fields}
      values={Object.fromEntries(FILTER_KEYS.map((key) => [key, filter[key]]))}
      onChange={(key, values) => go(withFilter(search, key as FilterKey, values))}
      open={open}
      onOpen={onOpen}
    />
  );
}

function useFilterFields(): FilterField[] {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];
  const imports = useQuery(importsToFilterQuery).data?.items ?? [];
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  const options = <T extends string>(values: readonly T[], label: (value: T) => string) =>
    values.map((value) => ({ value, label: label(value) }));
  return [
    {
      key: 'owner',
      label: t('table.owner'),
      options: [
        { value: 'me', label: t('filter.me') },
        { value: 'none', label: t('filter.none') },
        ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
      ],
    },
    {
      key: 'status',
      label: t('table.status'),
      options: options(LEAD_STATUSES, (value) => lists(`status.${value}`)),
    },
    {
      key: 'territory',
      label: t('table.territory'),
      options: territories.map(({ code, name }) => ({ value: code, label: name })),
    },
    {
      key: 'businessType',
      label: t('table.businessType'),
      options: options(BUSINESS_TYPES, (value) => lists(`businessType.${value}`)),
    },
    {
      key: 'source',
      label: t('table.source'),
      options: options(LEAD_SOURCES, (value) => lists(`source.${value}`)),
    },
    {
      key: 'import',
      label: t('filter.import'),
      options: imports
        .filter(({ created }) => created > 0)
        .map(({ id, fileName }) => ({ value: id, label: fileName })),
    },
  ];
}
