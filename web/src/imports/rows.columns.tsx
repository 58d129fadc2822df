import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { Column } from '../parts/data-table';
import { Tag } from '../parts/tag';
import type { ImportSearch } from './imports-search.queries';
import type { ImportRow, ImportView } from './imports.queries';

interface RowWords {
  t: TFunction<'imports'>;
  of: ImportView;
  search: ImportSearch;
}

/** Only what wants a person is tinted. */
export function OutcomeTag({ row, t }: { row: ImportRow; t: TFunction<'imports'> }) {
  if (row.outcome === 'fail')
    return (
      <Tag tone="bad" icon="x">
        {t('outcome.fail')}
      </Tag>
    );
  if (row.outcome === 'skip')
    return (
      <Tag tone="idle" icon="minus">
        {t('outcome.skip')}
      </Tag>
    );
  if (row.revertedAt)
    return (
      <Tag tone="idle" icon="minus" quiet>
        {t('outcome.reverted')}
      </Tag>
    );
  return (
    <Tag tone={row.leadId ? 'good' : 'idle'} icon={row.leadId ? 'check' : 'circle-dashed'} quiet>
      {t(row.leadId ? 'outcome.created' : 'outcome.create')}
    </Tag>
  );
}

export function cellOf(of: ImportView, row: ImportRow, field: ImportRow['field']): string {
  const at = field === null ? -1 : of.mapping.indexOf(field);
  return (row.cells[at] ?? '').trim();
}

/** The reason as a sentence with the value or the row that it is about; nothing for a row without one. */
export function reasonText(t: TFunction<'imports'>, of: ImportView, row: ImportRow): string | null {
  const { reason, duplicateOf } = row;
  if (reason === null) return null;
  if (duplicateOf?.row && (reason === 'duplicate_email' || reason === 'duplicate_phone'))
    return t(`sameAs.${reason}`, { row: duplicateOf.row });
  return t(`reasonTexts.${reason}`, { value: cellOf(of, row, row.field) });
}

export const noteTexts = (t: TFunction<'imports'>, row: ImportRow): string[] =>
  row.notes.map((note) => t(`noteNames.${note}`));

function RowLink({ row, words }: { row: ImportRow; words: RowWords }) {
  const { t, of, search } = words;
  return (
    <Link
      to="/leads/imports/$id"
      params={{ id: of.id }}
      search={{ ...search, step: 'preview', row: String(row.row) }}
      className="row-link rl-num"
      data-row-link
      aria-label={t('rows.openRow', { row: row.row })}
      replace
    >
      {row.row}
    </Link>
  );
}

function Company({ row, words: { t, of } }: { row: ImportRow; words: RowWords }) {
  const company = cellOf(of, row, 'company');
  return company ? <>{company}</> : <span className="rl-quiet">{t('rows.noCompany')}</span>;
}

function Why({ row, words: { t, of } }: { row: ImportRow; words: RowWords }) {
  const reason = row.keptReason ? t(`keptReasons.${row.keptReason}`) : reasonText(t, of, row);
  const notes = noteTexts(t, row);
  return (
    <>
      {reason}
      {notes.length > 0 && <span className="rl-quiet"> {notes.join(' · ')}</span>}
    </>
  );
}

export function rowColumns(words: RowWords): Column<ImportRow>[] {
  const { t } = words;
  return [
    {
      key: 'row',
      head: t('rows.row'),
      width: 88,
      cell: (row) => <RowLink row={row} words={words} />,
    },
    {
      key: 'outcome',
      head: t('rows.outcome'),
      width: 160,
      cell: (row) => <OutcomeTag row={row} t={t} />,
    },
    {
      key: 'company',
      head: t('rows.company'),
      width: 260,
      cell: (row) => <Company row={row} words={words} />,
    },
    {
      key: 'reason',
      head: t('rows.reason'),
      cell: (row) => <Why row={row} words={words} />,
    },
  ];
}

export function CompactRow({ row, words }: { row: ImportRow; words: RowWords }) {
  return (
    <>
      <span>
        <RowLink row={row} words={words} /> <Company row={row} words={words} />
      </span>
      <span>
        <OutcomeTag row={row} t={words.t} />
      </span>
      <span className="import-why">
        <Why row={row} words={words} />
      </span>
    </>
  );
}
