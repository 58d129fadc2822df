import { type LeadFilter, LeadFilterSchema } from '../leads.dto';
import { LEAD_COLUMNS } from '../lists.rules';
import type { SavedView } from './saved-view.entity';
import { type SavedViewAnswer, ViewSortSchema } from './saved-views.dto';

/** Nobody keeps more. */
export const MOST_VIEWS = 50;

/** As it is stored: the search text, which may name somebody, has a column of its own. */
export function storedFilter({ q, ...filter }: LeadFilter): {
  filter: Omit<LeadFilter, 'q'>;
  words: string | null;
} {
  return { filter, words: q ?? null };
}

/** @returns null for what was a filter once and is none any more */
export function filterOf({
  filter,
  words,
}: Pick<SavedView, 'filter' | 'words'>): LeadFilter | null {
  const parsed = LeadFilterSchema.safeParse(filter);
  if (!parsed.success) return null;
  return words === null ? parsed.data : { ...parsed.data, q: words };
}

export function sortOf({ sort }: Pick<SavedView, 'sort'>): SavedViewAnswer['sort'] {
  return ViewSortSchema.safeParse(sort).data ?? null;
}

/** Without those that the list has no more; null where none is left. */
export function columnsOf({ columns }: Pick<SavedView, 'columns'>): SavedViewAnswer['columns'] {
  const known =
    columns?.flatMap((key) => LEAD_COLUMNS.find((column) => column === key) ?? []) ?? [];
  return known.length > 0 ? known : null;
}

/** A name that is not taken: as it is, else with the first number that makes it another. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? name : `${name.slice(0, 54)} (${String(n)})`;
    if (!taken.has(candidate)) return candidate;
  }
}

export function viewEtag(view: { id: string; version: number }): string {
  return `"view-${view.id}-${String(view.version)}"`;
}
