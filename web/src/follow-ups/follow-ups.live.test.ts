import { QueryClient } from '@tanstack/react-query';
import type { Frame } from '../core/stream';

jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { followUpsTable } from './follow-ups.live';
import { type FollowUpFilter, type FollowUpList, followUpsKeys } from './follow-ups.queries';

const listOf = (filter: FollowUpFilter): FollowUpList => ({
  filter,
  sort: 'dueAt',
  limit: 50,
  cursor: undefined,
});
const frame = (type: string, data: object): Frame => ({
  v: 1,
  id: 'event-1',
  seq: '5',
  type,
  channel: 'followups',
  time: '2026-03-12T08:41:00Z',
  data,
});

function screen() {
  const queries = new QueryClient();
  const refreshed = new Set<string>();
  const show = (next: Frame) =>
    followUpsTable[next.type]?.({ queries, refresh: (id) => refreshed.add(id) }, next);
  const add = (filter: FollowUpFilter, items: { id: string; state: string; leadId?: string }[]) =>
    queries.setQueryData(followUpsKeys.list(listOf(filter)), { items });
  const changes = (filter: FollowUpFilter) =>
    queries.getQueryData<string[]>(followUpsKeys.changes(listOf(filter)));
  return { refreshed, show, add, changes };
}

describe('the queue', () => {
  it('reads a row on screen again and leaves it where it is', () => {
    const { refreshed, show, add, changes } = screen();
    add({ step: ['T3'] }, [{ id: 'a', state: 'planned' }]);

    show(frame('crm.lead.followup.processed.v1', { followUpId: 'a', step: 'T3' }));

    expect([...refreshed]).toEqual(['counts', 'a']);
    expect(changes({ step: ['T3'] })).toBeUndefined();
  });

  it('says of a list that something may have come into it, unless a fact rules that out', () => {
    const { show, add, changes } = screen();
    add({ step: ['T3'] }, []);
    add({ step: ['T7'] }, []);

    show(frame('crm.lead.followup.planned.v1', { followUpId: 'b', step: 'T3' }));
    show(frame('crm.lead.followup.planned.v1', { followUpId: 'b', step: 'T3' }));

    expect(changes({ step: ['T3'] })).toEqual(['b']);
    expect(changes({ step: ['T7'] })).toBeUndefined();
  });

  it('reads every row of a lead again that somebody lets wait, or go on', () => {
    const { refreshed, show, add } = screen();
    add({}, [
      { id: 'a', state: 'planned', leadId: 'x' },
      { id: 'b', state: 'planned', leadId: 'y' },
    ]);

    show(frame('crm.lead.followup.paused.v1', { leadId: 'x' }));

    expect([...refreshed]).toEqual(['counts', 'a']);
  });

  it('reads what was queued again when numbers of follow-ups have changed', () => {
    const { refreshed, show, add } = screen();
    add({}, [
      { id: 'a', state: 'planned' },
      { id: 'q', state: 'queued' },
    ]);

    show(frame('metrics.update', { numbers: { leads: {} } }));
    expect([...refreshed]).toEqual([]);
    show(frame('metrics.update', { numbers: { followups: {} } }));
    expect([...refreshed]).toEqual(['counts', 'q']);
  });
});
