import { Button, TextInput } from '@mantine/core';
import { IconRefresh, IconSearch } from '@tabler/icons-react';
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';
import { useUntouched } from '../core/untouched';
import { Pager, type PageSize } from './pager';
import './list-frame.css';

const SEARCH_AFTER_MS = 250;

interface SearchFieldProps {
  field: RefObject<HTMLInputElement | null>;
  label: string;
  value: string;
  onSearch: (text: string) => void;
}

/** Searches while one types, a quarter of a second behind. */
export function SearchField({ field, label, value, onSearch }: SearchFieldProps) {
  const timer = useRef(0);
  // What the URL says by the time of asking counts, and nobody is called back to a list that they have left.
  const latest = useRef(onSearch);
  latest.current = onSearch;
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    const input = field.current;
    // Whoever types is ahead of the URL; a link or Back is not.
    if (input && document.activeElement !== input) input.value = value;
  }, [field, value]);
  return (
    <TextInput
      ref={field}
      className="list-search"
      size="xs"
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
      defaultValue={value}
      onChange={(event) => {
        const text = event.currentTarget.value.trim();
        window.clearTimeout(timer.current);
        timer.current = window.setTimeout(() => latest.current(text), SEARCH_AFTER_MS);
      }}
    />
  );
}

interface ChangesProps {
  /** How many wait; `label` says it in words. */
  count: number;
  label: string;
  /** Names the list as it is asked for; another one starts anew. */
  list: object;
  /** The beginning of the keys of all lists that the changes may concern. */
  lists: QueryKey;
}

/**
 * Live data never insert or reorder; they say that there is something, and a person takes it: by a click, by leaving, or
 * after a minute without input.
 */
export function Changes({ count, label, list, lists }: ChangesProps) {
  const queries = useQueryClient();
  const take = () => void queries.invalidateQueries({ queryKey: lists });
  useUntouched(count > 0, JSON.stringify(list), {
    take,
    // Whoever comes back finds the list as it is by then.
    leave: () => void queries.invalidateQueries({ queryKey: lists, refetchType: 'none' }),
  });
  return (
    <div className="list-changes" role="status">
      {count > 0 && (
        <Button
          size="compact-sm"
          radius="xl"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={take}
        >
          {label}
        </Button>
      )}
    </div>
  );
}

interface ListPagerProps<S> {
  page: { readonly previousCursor: string | null; readonly nextCursor: string | null };
  summary: string;
  rows: number;
  search: S;
  go: (search: S) => void;
}

/** A pager whose place and number of rows stand in the URL. */
export function ListPager<S extends { cursor?: string | undefined; limit?: PageSize | undefined }>(
  props: ListPagerProps<S>,
) {
  const { page, summary, rows, search, go } = props;
  const to = (cursor: string | null) => (cursor === null ? null : () => go({ ...search, cursor }));
  return (
    <Pager
      summary={summary}
      previous={to(page.previousCursor)}
      next={to(page.nextCursor)}
      size={rows}
      onSize={(limit) => go({ ...search, cursor: undefined, limit })}
    />
  );
}
