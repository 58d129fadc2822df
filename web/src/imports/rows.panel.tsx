import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { DataTable } from '../parts/data-table';
import { SideDrawer } from '../parts/dialog';
import { Pager } from '../parts/pager';
import { EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { ViewTabs } from '../parts/view-tabs';
import {
  type ImportSearch,
  type Note,
  OUTCOMES,
  type Outcome,
  type Reason,
} from './imports-search.queries';
import { errorRowsPath, importRowsQuery, type ImportView, SKIPS } from './imports.queries';
import { RowDetail } from './row-detail.panel';
import { CompactRow, rowColumns } from './rows.columns';

interface RowsProps {
  of: ImportView;
  search: ImportSearch;
  go: (search: ImportSearch) => void;
}

/** The rows by outcome, reason and note: every count opens the rows that it counts. */
export function RowsPanel({ of, search, go }: RowsProps) {
  const { t } = useTranslation('imports');
  const close = () => go({ ...search, row: undefined });
  return (
    <section className="import-rows">
      <OutcomeTabs of={of} search={search} />
      <div className="import-filters">
        <Filters of={of} search={search} />
        {of.counts.skip + of.counts.fail > 0 && <ErrorRows id={of.id} size="xs" />}
      </div>
      <RowList of={of} search={search} go={go} />
      <SideDrawer
        opened={search.row !== undefined}
        onClose={close}
        title={t('rows.detail', { row: search.row ?? '' })}
      >
        {search.row !== undefined && <RowDetail of={of} row={search.row} />}
      </SideDrawer>
    </section>
  );
}

export function ErrorRows({ id, size }: { id: string; size?: 'xs' }) {
  const { t, i18n } = useTranslation('imports');
  return (
    <Button
      variant="default"
      size={size}
      leftSection={<IconDownload size={16} aria-hidden />}
      renderRoot={(props) => <a href={errorRowsPath(id, i18n.language)} download {...props} />}
    >
      {t('preview.errors')}
    </Button>
  );
}

const ALL = 'all';
/** A link that leaves a filter out is not the page that has it. */
const EXACT = { exact: true } as const;

function OutcomeTabs({ of, search }: Pick<RowsProps, 'of' | 'search'>) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const tabs = [
    { key: ALL, label: t('preview.all'), count: format.number(of.progress.previewed) },
    ...OUTCOMES.map((outcome) => ({
      key: outcome,
      label: t(`preview.outcomes.${outcome}`),
      count: format.number(of.counts[outcome]),
    })),
  ];
  return (
    <ViewTabs
      label={t('preview.views')}
      active={search.outcome ?? ALL}
      tabs={tabs}
      link={({ key }, props) => (
        <Link
          to="/leads/imports/$id"
          params={{ id: of.id }}
          search={{
            step: 'preview',
            limit: search.limit,
            outcome: key === ALL ? undefined : (key as Outcome),
          }}
          replace
          activeOptions={EXACT}
          activeProps={{}}
          {...props}
        />
      )}
    />
  );
}

/** Reasons and notes with their counts; a second click takes the filter away. */
function Filters({ of, search }: Pick<RowsProps, 'of' | 'search'>) {
  const { t } = useTranslation('imports');
  const counted = <T extends string>(counts: Partial<Record<T, number>>) =>
    (Object.entries(counts) as [T, number][]).sort(([, one], [, other]) => other - one);
  const isOfOutcome = (reason: Reason) =>
    search.outcome === undefined || search.outcome === (SKIPS.includes(reason) ? 'skip' : 'fail');
  const reasons = counted(of.reasons as Partial<Record<Reason, number>>).filter(([reason]) =>
    isOfOutcome(reason),
  );
  const notes = search.outcome === 'fail' ? [] : counted(of.notes as Partial<Record<Note, number>>);
  const base: ImportSearch = { ...search, step: 'preview', cursor: undefined, row: undefined };
  return (
    <div className="import-chips">
      {reasons.length > 0 && (
        <ul aria-label={t('preview.reasons')}>
          {reasons.map(([reason, count]) => (
            <Chip
              key={reason}
              id={of.id}
              label={t(`reasonNames.${reason}`)}
              count={count}
              isOn={search.reason === reason}
              search={{ ...base, reason: search.reason === reason ? undefined : reason }}
            />
          ))}
        </ul>
      )}
      {notes.length > 0 && (
        <ul aria-label={t('preview.notes')}>
          {notes.map(([note, count]) => (
            <Chip
              key={note}
              id={of.id}
              label={t(`noteNames.${note}`)}
              count={count}
              isOn={search.note === note}
              search={{ ...base, note: search.note === note ? undefined : note }}
              isNote
            />
          ))}
        </ul>
      )}
    </div>
  );
}

interface ChipProps {
  id: string;
  label: string;
  count: number;
  isOn: boolean;
  search: ImportSearch;
  isNote?: boolean;
}

function Chip({ id, label, count, isOn, search, isNote = false }: ChipProps) {
  const format = useFormat();
  return (
    <li>
      <Link
        to="/leads/imports/$id"
        params={{ id }}
        search={search}
        replace
        className="import-chip"
        activeOptions={EXACT}
        activeProps={{}}
        aria-current={isOn ? 'true' : undefined}
        data-note={isNote || undefined}
      >
        {label} <b className="rl-num">{format.number(count)}</b>
      </Link>
    </li>
  );
}

function RowList({ of, search, go }: RowsProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const query = useQuery(importRowsQuery(of.id, search, of.state));
  const words = { t, of, search };
  const to = (cursor: string | null) =>
    cursor === null
      ? null
      : () => go({ ...search, row: undefined, cursor: cursor === '0' ? undefined : cursor });
  return (
    <QueryView query={query} skeleton={<Skeleton rows={10} />} right={t('rights.read')}>
      {({ items, previousCursor, nextCursor }) =>
        items.length === 0 ? (
          <EmptyByFilter
            title={t('preview.noRows')}
            onReset={() => go({ step: 'preview', limit: search.limit })}
          />
        ) : (
          <div className="card import-table">
            <DataTable
              label={t('rows.label')}
              columns={rowColumns(words)}
              rows={items}
              rowKey={({ row }) => String(row)}
              compact={(row) => <CompactRow row={row} words={words} />}
            />
            <Pager
              summary={t('rows.summary', {
                count: items.length,
                shown: format.number(items.length),
              })}
              previous={to(previousCursor)}
              next={to(nextCursor)}
              size={Number(search.limit ?? 50)}
              onSize={(limit) => go({ ...search, cursor: undefined, limit })}
            />
          </div>
        )
      }
    </QueryView>
  );
}
