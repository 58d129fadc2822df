import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { BUSINESS_TYPES, LEAD_SOURCES, LEAD_STATUSES } from '../api/lists';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { FilterChips, type FilterField } from '../parts/filter-chips';
import { ViewTabs } from '../parts/view-tabs';
import { colleaguesQuery } from '../core/colleagues';
import { importsToFilterQuery, tagsQuery, territoriesQuery } from './lead-acts.queries';
import {
  DUES,
  FILTER_KEYS,
  type FilterKey,
  FIRST_VIEW,
  isChanged,
  leadCountsQuery,
  type LeadList,
  type LeadsSearch,
  listOfSearch,
  PROTECTION_STATES,
  type SavedView,
  SCORE_BANDS,
  scoreRange,
  shippedView,
  VIEWS,
  type ViewKey,
  withFilter,
} from './leads.queries';

const ViewActs = lazy(() =>
  import('./saved-views.panel').then((file) => ({ default: file.ViewActs })),
);

/** As many as one question takes; the tabs behind them have no number. */
const MOST_COUNTED = 30;

/** Which views a person gets: nobody needs „Meine“ who sees only their own. */
const viewsOf = (scope: 'own' | 'team' | 'all'): ViewKey[] =>
  scope === 'own'
    ? ['open', 'registered', 'qualified', 'free', 'all']
    : ['open', 'mine', 'registered', 'qualified', 'free', 'all'];

export function withoutFilters({ q, sort, limit, layout, cols }: LeadsSearch): LeadsSearch {
  return { q, sort, limit, layout, cols };
}

interface ViewsProps {
  search: LeadsSearch;
  list: LeadList;
  views: readonly SavedView[];
  saved: SavedView | null;
  go: (search: LeadsSearch) => void;
}

/** The views that everybody has, then those that people saved. */
export function Views({ search, list, views, saved, go }: ViewsProps) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lead-lists').t;
  const format = useFormat();
  const { scope } = useSession();
  const keys = viewsOf(scope.kind);
  const filters = views.flatMap(({ id, filter }) => (filter ? [{ key: id, filter }] : []));
  const counted = [...keys.map((key) => ({ key, filter: VIEWS[key] })), ...filters];
  const counts = useQuery(leadCountsQuery(counted.slice(0, MOST_COUNTED))).data?.counts;
  const countOf = (key: string) =>
    counts?.[key] === undefined ? null : format.number(counts[key]);
  const bySomebody = ({ name, own, ownerName }: SavedView) =>
    own || ownerName === null ? name : `${name} (${lists('views.sharedBy', { name: ownerName })})`;
  const mayChange = isChanged(search, saved) || saved !== null || search.q !== undefined;
  return (
    <ViewTabs
      label={t('views.label')}
      active={saved?.id ?? shippedView(search) ?? FIRST_VIEW}
      tabs={[
        ...keys.map((key) => ({ key, label: t(`views.${key}`), count: countOf(key) })),
        ...views.map((view) => ({
          key: view.id,
          label: bySomebody(view),
          count: countOf(view.id),
        })),
      ]}
      changed={
        mayChange && (
          <Suspense>
            <ViewActs
              search={search}
              list={list}
              saved={saved}
              onDiscard={() =>
                go(
                  saved
                    ? { view: saved.id, limit: search.limit, layout: search.layout }
                    : { ...withoutFilters(search), cols: undefined, view: search.view },
                )
              }
              onView={(view) => go({ view, limit: search.limit, layout: search.layout })}
            />
          </Suspense>
        )
      }
      link={({ key }, props) => (
        <Link
          to="/leads"
          search={
            views.some(({ id }) => id === key)
              ? { view: key, limit: search.limit, layout: search.layout }
              : { ...withoutFilters(search), view: key === FIRST_VIEW ? undefined : key }
          }
          activeOptions={{ exact: true, includeSearch: true }}
          activeProps={{}}
          {...props}
        />
      )}
    />
  );
}

interface ChipsProps {
  search: LeadsSearch;
  saved: SavedView | null;
  open: string | null;
  onOpen: (open: string | null) => void;
  go: (search: LeadsSearch) => void;
}

export function Chips({ search, saved, open, onOpen, go }: ChipsProps) {
  const { filter } = listOfSearch(search, saved);
  const fields = useFilterFields(filter.score);
  return (
    <FilterChips
      fields={fields}
      values={Object.fromEntries(FILTER_KEYS.map((key) => [key, filter[key]]))}
      onChange={(key, values) => go(withFilter(search, key as FilterKey, values, saved))}
      open={open}
      onOpen={onOpen}
    />
  );
}

/** @param scores the ranges that the list has, which may be others than one chooses from */
function useFilterFields(scores: readonly string[] = []): FilterField[] {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];
  const imports = useQuery(importsToFilterQuery).data?.items ?? [];
  const tags = useQuery(tagsQuery).data?.items ?? [];
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
      key: 'tag',
      label: t('filter.tag'),
      options: tags.map(({ tag }) => ({ value: tag, label: tag })),
    },
    {
      key: 'clock',
      label: t('filter.clock'),
      options: options(['requested', 'running'] as const, (value) => t(`clock.${value}`)),
    },
    {
      key: 'due',
      label: t('table.nextTouch'),
      options: options(DUES, (value) => t(`due.${value}`)),
    },
    {
      key: 'score',
      label: t('table.score'),
      options: options([...new Set([...SCORE_BANDS, ...scores])], rangeOf),
    },
    {
      key: 'protection',
      label: t('fields.protection'),
      options: options(PROTECTION_STATES, (value) => t(`protection.states.${value}`)),
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

const rangeOf = (score: string): string => scoreRange(score)?.join('–') ?? score;
