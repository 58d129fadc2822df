import { Checkbox } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';

/** Rows chosen for one act on all of them, by their keys. */
export interface Selection<Row> {
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
  /** Whether the list of the phone shows its boxes. */
  readonly shown: boolean;
  readonly label: (row: Row) => string;
}

/** The key of the row that has the focus; null when none has. */
export function focusedRow(): string | null {
  const row = document.activeElement?.closest('[data-row-key]');
  return row?.getAttribute('data-row-key') ?? null;
}

function toggled(selected: ReadonlySet<string>, keys: readonly string[]): ReadonlySet<string> {
  const next = new Set(selected);
  const add = keys.some((key) => !next.has(key));
  for (const key of keys)
    if (add) next.add(key);
    else next.delete(key);
  return next;
}

/** `X` chooses the row that has the focus, `Shift+X` all from the last chosen one to it. */
export function useSelectionKeys<Row>(
  keys: readonly string[],
  selection: Selection<Row> | undefined,
): void {
  const { t } = useTranslation('parts');
  const last = useRef<string | null>(null);
  const choose = (isRange: boolean) => {
    const key = focusedRow();
    if (!selection || key === null) return;
    const [from, to] = [keys.indexOf(last.current ?? key), keys.indexOf(key)];
    last.current = key;
    if (!isRange || from === -1) selection.onChange(toggled(selection.selected, [key]));
    else {
      const range = keys.slice(Math.min(from, to), Math.max(from, to) + 1);
      selection.onChange(new Set([...selection.selected, ...range]));
    }
  };
  useShortcuts(
    selection
      ? [
          { keys: 'x', label: t('table.select'), run: () => choose(false) },
          { keys: 'shift+x', label: t('table.selectRange'), run: () => choose(true) },
        ]
      : [],
  );
}

/** The whole cell is the label of its box. */
export function SelectRow<Row>(props: { row: Row; rowKey: string; selection: Selection<Row> }) {
  const { row, rowKey, selection } = props;
  return (
    <label className="table-box">
      <Checkbox
        aria-label={selection.label(row)}
        checked={selection.selected.has(rowKey)}
        onChange={() => selection.onChange(toggled(selection.selected, [rowKey]))}
      />
    </label>
  );
}

export function SelectAll<Row>(props: { keys: readonly string[]; selection: Selection<Row> }) {
  const { keys, selection } = props;
  const { t } = useTranslation('parts');
  const count = keys.filter((key) => selection.selected.has(key)).length;
  return (
    <label className="table-box">
      <Checkbox
        aria-label={t('table.selectAll')}
        checked={count > 0 && count === keys.length}
        indeterminate={count > 0 && count < keys.length}
        onChange={() => selection.onChange(toggled(selection.selected, keys))}
      />
    </label>
  );
}
