import { QueryClient } from '@tanstack/react-query';
import type { Frame } from '../core/stream';

jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { cockpitTable, entryOf } from './cockpit.live';
import { cockpitKeys, type Feed, withEntries } from './cockpit.queries';

const frame = (type: string, data: object, more: Partial<Frame> = {}): Frame => ({
  v: 1,
  id: 'event-1',
  seq: '5',
  type,
  channel: 'leads',
  time: '2026-03-12T08:41:00Z',
  data,
  ...more,
});
const NUMBERS = { REGISTERED: 4, ACTIVE: 3, QUALIFIED: 2, CONVERTED: 1, LOST: 0 };

function screen() {
  const queries = new QueryClient();
  const refreshed: string[] = [];
  const show = (next: Frame) =>
    cockpitTable[next.type]?.({ queries, refresh: (id) => refreshed.push(id) }, next);
  return { queries, refreshed, show };
}

describe('the feed', () => {
  it('puts a registered lead on top and asks for its texts', () => {
    const { queries, refreshed, show } = screen();
    queries.setQueryData<Feed>(cockpitKeys.feed, { entries: [], leads: {}, asOfSequence: '1' });

    show(frame('crm.lead.changed.v1', { leadId: 'old' }, { time: '2026-03-12T08:00:00Z' }));
    show(frame('crm.lead.registered.v1', { leadId: 'new' }));

    const feed = queries.getQueryData<Feed>(cockpitKeys.feed);
    expect(feed?.entries.map(({ leadId }) => leadId)).toEqual(['new', 'old']);
    expect(refreshed).toEqual(['old', 'new']);
  });

  it('shows a registration once, whether it was read or heard', () => {
    const heard = entryOf(frame('crm.lead.registered.v1', { leadId: 'l' }));
    const read = { ...heard!, at: '2026-03-12T08:40:59Z' };

    expect(
      withEntries({ entries: [read], leads: {}, asOfSequence: '1' }, [heard!]).entries,
    ).toHaveLength(1);
  });

  it('keeps fifty, and no lead that is no longer named', () => {
    const entries = Array.from({ length: 60 }, (_, n) =>
      entryOf(
        frame(
          'crm.lead.changed.v1',
          { leadId: `l${n}` },
          { id: `e${n}`, time: new Date(Date.UTC(2026, 2, 12, 8, n)).toISOString() },
        ),
      )!,
    );

    const feed = withEntries(
      { entries: [], leads: { l0: null, l59: null }, asOfSequence: '1' },
      entries,
    );

    expect(feed.entries).toHaveLength(50);
    expect(Object.keys(feed.leads)).toEqual(['l59']);
  });
});

describe('the numbers', () => {
  it('are replaced by newer ones and kept against older ones', () => {
    const { queries, show } = screen();

    show(frame('metrics.update', { numbers: { leads: NUMBERS } }, { seq: '7' }));
    show(frame('metrics.update', { numbers: { leads: { ...NUMBERS, ACTIVE: 99 } } }, { seq: '6' }));

    expect(queries.getQueryData(cockpitKeys.counts)).toEqual({
      byStatus: NUMBERS,
      asOfSequence: '7',
    });
  });

  it('are left alone by an answer of another shape', () => {
    const { queries, show } = screen();

    show(frame('snapshot', { numbers: { leads: { REGISTERED: 1 } } }));

    expect(queries.getQueryData(cockpitKeys.counts)).toBeUndefined();
  });
});
