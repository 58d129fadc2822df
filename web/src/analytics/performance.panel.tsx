import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { QueryView, Skeleton } from '../parts/state-view';
import type { AnalyticsSearch, Group } from './analytics-search.queries';
import { groupsOf, type Performance, performanceQuery } from './analytics.queries';
import { AsOf } from './as-of.panel';
import { GroupTable } from './group-table.panel';
import { comparisonOf, bucketOf } from './periods.queries';
import { useReport } from './report.panel';
import { Series } from './series.panel';
import { NothingCounted } from './state.panel';
import { Tiles } from './tiles.panel';

const FIRST_GROUP: Group = 'step';

const groupOf = (search: AnalyticsSearch): Group =>
  groupsOf(search).find((group) => group === search.groupBy) ?? FIRST_GROUP;

/** How follow-ups do: in four numbers, over time, and by whatever one asks. */
export function PerformancePanel() {
  const { t } = useTranslation('analytics');
  const { filter, search } = useReport();
  const groupBy = groupOf(search);
  const query = useQuery(performanceQuery(filter, groupBy));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={10} />} right={t('right.read')}>
      {(data) => (
        <>
          <AsOf head={data} report="performance" question={{ ...filter, groupBy }} />
          {data.total.eligible === 0 ? <NothingCounted /> : <Known data={data} />}
        </>
      )}
    </QueryView>
  );
}

function Known({ data }: { data: Performance }) {
  const { filter, search } = useReport();
  const bucket = bucketOf(data.from, data.to);
  const kind = search.compare ?? 'previous';
  const before = kind === 'none' ? null : comparisonOf(data.from, data.to, bucket, kind);
  const compared = useQuery({
    ...performanceQuery({ ...filter, ...(before && { from: before.from, to: before.to }) }, bucket),
    enabled: before !== null,
  }).data;
  return (
    <>
      <Tiles data={data} before={before ? compared : undefined} />
      <Series data={data} before={before} compared={compared} bucket={bucket} />
      <ByGroup data={data} />
    </>
  );
}

function ByGroup({ data }: { data: Performance }) {
  const { t } = useTranslation('analytics');
  const { search, go } = useReport();
  const mayCompare = may(useSession(), 'analytics.compare');
  const groups = groupsOf(search).filter(
    (group) => mayCompare || (group !== 'owner' && group !== 'team'),
  );
  return (
    <div className="card">
      <div className="card-head">
        <h2>{t('performance.byGroup')}</h2>
        <Select
          size="xs"
          className="analytics-select"
          aria-label={t('groupBy')}
          allowDeselect={false}
          data={groups.map((value) => ({ value, label: t(`group.${value}`) }))}
          value={groupOf(search)}
          onChange={(value) =>
            go({ ...search, groupBy: value === FIRST_GROUP ? undefined : (value as Group) })
          }
        />
      </div>
      <GroupTable data={data} />
    </div>
  );
}
