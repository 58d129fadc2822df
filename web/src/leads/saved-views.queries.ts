import { type QueryClient } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { leadsKeys, type SavedView } from './leads.queries';

type Views = Schemas['SavedViewList'];
type Saved = Pick<Schemas['SaveView'], 'name' | 'filter' | 'sort' | 'columns' | 'audience'>;

const tagged = ({ id, version }: SavedView) => ({
  path: { id },
  header: { 'If-Match': `"view-${id}-${version}"` },
});

export const saveView = (view: Saved, intent: string): Promise<SavedView> =>
  call(api.POST('/v1/saved-views', { body: view, headers: { 'idempotency-key': intent } }));

export const changeView = (view: SavedView, change: Schemas['ChangeView']): Promise<SavedView> =>
  call(api.PATCH('/v1/saved-views/{id}', { params: tagged(view), body: change }));

export const removeView = (view: SavedView): Promise<unknown> =>
  call<unknown>(api.DELETE('/v1/saved-views/{id}', { params: tagged(view) }));

/** Puts an answer of a write among the views on screen, or takes one away. */
export function keepView(queries: QueryClient, id: string, view: SavedView | null): void {
  queries.setQueryData<Views>(leadsKeys.savedViews, (before) => {
    if (!before) return before;
    const isKnown = before.items.some((one) => one.id === id);
    const items = isKnown
      ? before.items.flatMap((one) => (one.id === id ? (view ?? []) : one))
      : [...(view ? [view] : []), ...before.items];
    return { ...before, items };
  });
  void queries.invalidateQueries({ queryKey: leadsKeys.savedViews });
}
