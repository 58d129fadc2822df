import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BUSINESS_TYPES, CUSTOMER_STATUSES } from '../api/lists';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { FilterChips, type FilterField } from '../parts/filter-chips';
import { ViewTabs } from '../parts/view-tabs';
import { colleaguesQuery } from '../core/colleagues';
import {
  type CustomersSearch,
  FIRST_VIEW,
  VIEW_KEYS,
  type ViewKey,
  VIEWS,
} from './customers-search.queries';
import {
  customerCountsQuery,
  FILTER_KEYS,
  type FilterKey,
  isChanged,
  listOfSearch,
  searchOfView,
  territoriesQuery,
  withFilter,
} from './customers.queries';

const TAB_VIEWS = VIEW_KEYS.map((key) => ({ key, filter: VIEWS[key] }));

export function Views({ search, onDiscard }: { search: CustomersSearch; onDiscard: () => void }) {
  const { t } = useTranslation('customers');
  const format = useFormat();
  const counts = useQuery(customerCountsQuery(TAB_VIEWS)).data?.counts;
  return (
    <ViewTabs
      label={t('views.label')}
      active={search.view ?? FIRST_VIEW}
      tabs={VIEW_KEYS.map((key) => ({
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
          to="/customers"
          search={searchOfView(search, key as ViewKey)}
          activeOptions={{ exact: true, includeSearch: true }}
          activeProps={{}}
          {...props}
        />
      )}
    />
  );
}

interface ChipsProps {
  search: CustomersSearch;
  open: string | null;
  onOpen: (open: string | null) => void;
  go: (search: CustomersSearch) => void;
}

export function Chips({ search, open, onOpen, go }: ChipsProps) {
  const fields = useFields();
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

function useFields(): FilterField[] {
  const { t } = useTranslation('customers');
  const lists = useTranslation('lists').t;
  const { scope } = useSession();
  const colleagues = useQuery({ ...colleaguesQuery, enabled: scope.kind !== 'own' }).data?.items;
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  return [
    {
      key: 'owner',
      label: t('table.owner'),
      options: [
        { value: 'me', label: t('filter.me') },
        ...(colleagues ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ],
    },
    {
      key: 'status',
      label: t('table.status'),
      options: CUSTOMER_STATUSES.map((value) => ({
        value,
        label: lists(`customerStatus.${value}`),
      })),
    },
    {
      key: 'territory',
      label: t('table.territory'),
      options: territories.map(({ code, name }) => ({ value: code, label: name })),
    },
    {
      key: 'businessType',
      label: t('table.businessType'),
      options: BUSINESS_TYPES.map((value) => ({ value, label: lists(`businessType.${value}`) })),
    },
  ];
}
