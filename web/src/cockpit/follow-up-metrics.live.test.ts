import { QueryClient } from '@tanstack/react-query';
import type { Frame } from '../core/stream';

jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { metricsTable } from './follow-up-metrics.live';
import { type Metrics, metricsKeys } from './follow-up-metrics.queries';

const NUMBERS = {
  pendingT3: 4,
  pendingT7: 5,
  sentToday: 6,
  overdue: 1,
  youngLeads: 3,
  conversionRate: null,
  sent: 12,
  sentBefore: 10,
  sentChangePct: 20,
  skipped: 2,
  skippedBefore: 0,
  skippedChangePct: null,
};
const SHOWN: Metrics = {
  asOf: '2026-03-12T08:00:00Z',
  asOfSequence: '5',
  scope: 'team',
  pendingT3: 0,
  pendingT7: 0,
  sentToday: 0,
  overdue: 0,
  youngLeads: 0,
  conversionRate: null,
  trend: {
    sent: { current: 0, previous: 0, changePct: null },
    skipped: { current: 0, previous: 0, changePct: null },
  },
  recent: [],
};

function shownAfter(numbers: object, sequence: string) {
  const queries = new QueryClient();
  const refreshed: string[] = [];
  queries.setQueryData(metricsKeys.one('wide'), SHOWN);
  const frame: Frame = {
    v: 1,
    id: 'frame-1',
    seq: sequence,
    type: 'metrics.update',
    channel: 'metrics',
    time: '2026-03-12T08:41:00Z',
    data: { numbers, as_of: '2026-03-12T08:41:00Z', as_of_sequence: sequence },
  };
  metricsTable['metrics.update']?.({ queries, refresh: (id) => refreshed.push(id) }, frame);
  return { shown: queries.getQueryData<Metrics>(metricsKeys.one('wide')), refreshed };
}

describe('the numbers of follow-ups', () => {
  it('are replaced by newer ones, and those of a narrower view are asked for', () => {
    const { shown, refreshed } = shownAfter({ followups: NUMBERS }, '6');

    expect(shown).toEqual({
      ...SHOWN,
      asOf: '2026-03-12T08:41:00Z',
      asOfSequence: '6',
      pendingT3: 4,
      pendingT7: 5,
      sentToday: 6,
      overdue: 1,
      youngLeads: 3,
      trend: {
        sent: { current: 12, previous: 10, changePct: 20 },
        skipped: { current: 2, previous: 0, changePct: null },
      },
    });
    expect(refreshed).toEqual(['own']);
  });

  it.each([
    ['older ones', { followups: NUMBERS }, '4'],
    ['those of other channels', { leads: { REGISTERED: 1 } }, '6'],
    ['an answer of another shape', { followups: { pendingT3: 1 } }, '6'],
  ])('are left alone by %s', (_, numbers, sequence) => {
    expect(shownAfter(numbers, sequence).shown).toEqual(SHOWN);
  });
});
