import { QueryClient } from '@tanstack/react-query';
import type { Frame } from '../core/stream';

jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { cockpitTable } from './cockpit.live';
import { cockpitKeys } from './cockpit.queries';

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
  const show = (next: Frame) => cockpitTable[next.type]?.({ queries, refresh: () => {} }, next);
  return { queries, show };
}

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
