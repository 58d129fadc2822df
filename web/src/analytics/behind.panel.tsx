import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { DataTable } from '../parts/data-table';
import { SideDrawer } from '../parts/dialog';
import { Pager, USUAL_ROWS } from '../parts/pager';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { ExportMenu } from './as-of.panel';
import { behindColumns, CompactBehind, type RowBehind } from './behind.columns';
import {
  type Behind,
  companiesQuery,
  decodeBehind,
  followUpsBehindQuery,
  leadsBehindQuery,
  type ListQuestion,
  listOfBehind,
  unitOf,
} from './behind.queries';
import { useGroupName } from './names.panel';
import { useNumbers } from './numbers.panel';
import { useReport } from './report.panel';

const WIDTH = 860;

/** The rows behind a number, beside the report; as many as the number said. */
export function BehindDrawer() {
  const { search, go } = useReport();
  const behind = decodeBehind(search.list);
  const title = useTitle();
  return (
    <SideDrawer
      opened={behind !== null}
      onClose={() => go({ ...search, list: undefined, cursor: undefined })}
      title={behind ? title(behind) : ''}
      size={WIDTH}
    >
      {behind && <Rows key={search.list} behind={behind} />}
    </SideDrawer>
  );
}

function useTitle(): (behind: Behind) => string {
  const { t } = useTranslation('analytics');
  const groupName = useGroupName();
  const numbers = useNumbers();
  return ({ kind, stage, age, by, key, step, days }) =>
    [
      t(`kind.${kind}`),
      t(`stage.${stage}`),
      age === 'young' && t('young'),
      age === 'mature' && t('mature'),
      step,
      by && groupName(by, { key: key ?? null }),
      days && numbers.period(days.from, days.to),
    ]
      .filter(Boolean)
      .join(' · ');
}

function Rows({ behind }: { behind: Behind }) {
  const { t } = useTranslation('analytics');
  const { report, search } = useReport();
  const [limit, setLimit] = useState(50);
  const ask = listOfBehind(report, search, behind);
  const isOfLeads = unitOf(behind) === 'leads';
  const followUps = useQuery({
    ...followUpsBehindQuery(ask, limit, search.cursor),
    enabled: !isOfLeads,
  });
  const leads = useQuery({ ...leadsBehindQuery(ask, limit, search.cursor), enabled: isOfLeads });
  const props = { ask, behind, limit, onLimit: setLimit };
  return isOfLeads ? (
    <QueryView query={leads} skeleton={<Skeleton rows={12} />} right={t('right.read')}>
      {(data) => <List data={data} {...props} />}
    </QueryView>
  ) : (
    <QueryView query={followUps} skeleton={<Skeleton rows={12} />} right={t('right.read')}>
      {(data) => <List data={data} {...props} />}
    </QueryView>
  );
}

interface ListProps {
  data: {
    asOf: string;
    total: number;
    nextCursor: string | null;
    items: readonly RowBehind[];
  };
  ask: ListQuestion;
  behind: Behind;
  limit: number;
  onLimit: (limit: number) => void;
}

function List({ data, ask, behind, limit, onLimit }: ListProps) {
  const { t } = useTranslation('analytics');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const { search, go } = useReport();
  const [before, setBefore] = useState<(string | undefined)[]>([]);
  const companies = useQuery(companiesQuery(data.items.map(({ leadId }) => leadId))).data;
  const title = t(`kind.${behind.kind}`);
  const words = { t, lists, stage: behind.stage, companies };
  const { nextCursor } = data;
  if (data.total === 0) return <Empty title={t('behind.empty')} text={t('behind.emptyText')} />;
  return (
    <div className="behind">
      <div className="behind-head">
        <p className="rl-quiet">
          {t('behind.total', { count: data.total, shown: format.number(data.total) })} ·{' '}
          {t('asOf.at')} <Time at={data.asOf} as="exact" />
        </p>
        <ExportMenu what={unitOf(behind)} question={ask} />
      </div>
      <DataTable
        label={title}
        columns={behindColumns(words)}
        rows={data.items}
        rowKey={({ followUpId, leadId }) => `${leadId} ${followUpId}`}
        compact={(row) => <CompactBehind row={row} words={words} />}
      />
      <Pager
        summary={t('behind.summary', {
          shown: format.number(data.items.length),
          total: format.number(data.total),
        })}
        previous={
          search.cursor === undefined
            ? null
            : () => {
                setBefore(before.slice(0, -1));
                go({ ...search, cursor: before.at(-1) });
              }
        }
        next={
          nextCursor === null
            ? null
            : () => {
                setBefore([...before, search.cursor]);
                go({ ...search, cursor: nextCursor });
              }
        }
        size={limit}
        onSize={(size) => {
          onLimit(Number(size ?? USUAL_ROWS));
          setBefore([]);
          go({ ...search, cursor: undefined });
        }}
      />
    </div>
  );
}
