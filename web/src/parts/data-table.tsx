import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { SelectAll, SelectRow, type Selection, useSelectionKeys } from './table-selection';
import './data-table.css';

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Pixels; the first column needs one, because it sticks. */
  readonly width?: number;
  readonly end?: boolean;
  /** The sort values of the API for up and down; the first is what one click gives. */
  readonly sort?: readonly [first: string, second: string];
  /** Hidden below this width of the window: `xl` 1536, `lg` 1280, `md` 1024. */
  readonly from?: 'xl' | 'lg' | 'md';
}

interface DataTableProps<Row> {
  /** What the table holds, for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Two lines for the phone; the first holds the row's link. */
  compact: (row: Row) => ReactNode;
  sort?: string;
  onSort?: (sort: string) => void;
  dim?: (row: Row) => boolean;
  selection?: Selection<Row> | undefined;
}

const ROW_LINK = 'a[data-row-link], button[data-row-link]';

/**
 * A native table. Sort, filter and paging are the server's; what is here is columns and a cursor that *is* the focus on a
 * row's link.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, rowKey, compact, selection } = props;
  const { t } = useTranslation('parts');
  const isPhone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
  const region = useRef<HTMLDivElement>(null);
  const move = (step: number) => moveCursor(region.current, step);
  useShortcuts([
    { keys: 'j', label: t('table.next'), run: () => move(1) },
    { keys: 'k', label: t('table.previous'), run: () => move(-1) },
  ]);
  useSelectionKeys(rows.map(rowKey), selection);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || !(event.target as Element).matches(ROW_LINK)) return;
    event.preventDefault();
    move(step);
  };
  return (
    <div
      ref={region}
      className="table-region"
      role="region"
      aria-label={label}
      tabIndex={isPhone ? undefined : 0}
      onKeyDown={onKeyDown}
    >
      {isPhone ? (
        <ul className="table-list" aria-label={label}>
          {rows.map((row) => (
            <li key={rowKey(row)} onClick={openRow} data-row-key={rowKey(row)}>
              {selection?.shown && (
                <SelectRow row={row} rowKey={rowKey(row)} selection={selection} />
              )}
              {compact(row)}
            </li>
          ))}
        </ul>
      ) : (
        <WideTable {...props} />
      )}
    </div>
  );
}

function WideTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, sort, onSort, dim, selection } = props;
  return (
    <table className="table" aria-label={label} data-selects={selection !== undefined || undefined}>
      <thead>
        <tr>
          {selection && (
            <th scope="col" className="table-select">
              <SelectAll keys={rows.map(rowKey)} selection={selection} />
            </th>
          )}
          {columns.map((column) => (
            <Head key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            onClick={openRow}
            data-row-key={rowKey(row)}
            data-dim={dim?.(row) || undefined}
            data-selected={selection?.selected.has(rowKey(row)) || undefined}
          >
            {selection && (
              <td className="table-select">
                <SelectRow row={row} rowKey={rowKey(row)} selection={selection} />
              </td>
            )}
            {columns.map((column) => (
              <td key={column.key} data-end={column.end} data-from={column.from}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head<Row>(props: {
  column: Column<Row>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}) {
  const { column, sort, onSort } = props;
  const { width, end, from, head } = column;
  const style = width === undefined ? undefined : { width, minWidth: width };
  if (!column.sort || !onSort)
    return (
      <th scope="col" style={style} data-end={end} data-from={from}>
        {head}
      </th>
    );
  const [first, second] = column.sort;
  const active = sort === first || sort === second;
  const down = active && sort.startsWith('-');
  return (
    <th
      scope="col"
      style={style}
      data-end={end}
      data-from={from}
      aria-sort={active ? (down ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className="table-sort"
        data-active={active || undefined}
        onClick={() => onSort(sort === first ? second : first)}
      >
        {head}
        {active &&
          (down ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />)}
      </button>
    </th>
  );
}

/** A click anywhere on the row follows its link, unless it hit something of its own or ended a selection of text. */
function openRow(event: MouseEvent<HTMLElement>): void {
  if ((event.target as Element).closest('a, button, input, label')) return;
  if (window.getSelection()?.isCollapsed === false) return;
  event.currentTarget.querySelector<HTMLElement>(ROW_LINK)?.click();
}

function moveCursor(region: HTMLElement | null, step: number): void {
  const links = [...(region?.querySelectorAll<HTMLElement>(ROW_LINK) ?? [])];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at === -1 ? (step > 0 ? 0 : links.length - 1) : at + step;
  const link = links[Math.max(0, Math.min(links.length - 1, next))];
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: 'nearest' });
}
