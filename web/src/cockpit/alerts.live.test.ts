import { QueryClient } from '@tanstack/react-query';
import type { Frame } from '../core/stream';

const told: string[] = [];
jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));
jest.mock('../core/i18n', () => ({ ensureTexts: () => Promise.resolve() }));
jest.mock('../core/toast', () => ({ toast: (_: unknown, id: string) => told.push(id) }));

import { alertsTable } from './alerts.live';
import { systemKeys } from './system.queries';

/** What every tab of a browser shares. */
const kept = new Map<string, string>();
Object.assign(globalThis, {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  },
});

const raised = (alertId: string, more: { time?: string; alert?: string } = {}): Frame => ({
  ...{ v: 1, id: `event-${alertId}`, seq: '5', channel: 'alerts' },
  type: 'crm.alert.raised.v1',
  time: more.time ?? new Date().toISOString(),
  data: { alertId, alert: more.alert ?? 'DeadLetters', about: '' },
});

/** A tab of somebody. */
function tab(role: string) {
  const queries = new QueryClient();
  queries.setQueryData(['session'], { user: { role } });
  queries.setQueryData(systemKeys.alerts, {});
  const hear = async (frame: Frame) => {
    alertsTable[frame.type]?.({ queries, refresh: () => {} }, frame);
    await Promise.resolve();
  };
  const isStale = () => queries.getQueryState(systemKeys.alerts)?.isInvalidated;
  return { hear, isStale };
}

describe('an alert', () => {
  beforeEach(() => {
    told.length = 0;
    kept.clear();
  });

  it('is told to an administrator once, whatever number of tabs are open', async () => {
    const [first, second] = [tab('ADMIN'), tab('ADMIN')];

    await first.hear(raised('a'));
    await second.hear(raised('a'));
    await second.hear(raised('b'));

    expect(told).toEqual(['alert-a', 'alert-b']);
    expect([first.isStale(), second.isStale()]).toEqual([true, true]);
  });

  it('is shown to an auditor without a notice', async () => {
    const auditor = tab('AUDITOR');

    await auditor.hear(raised('a'));

    expect(told).toEqual([]);
    expect(auditor.isStale()).toBe(true);
  });

  it('is no news when it is old, or of a kind that these screens do not know', async () => {
    const admin = tab('ADMIN');

    await admin.hear(raised('a', { time: new Date(Date.now() - 6 * 60_000).toISOString() }));
    await admin.hear(raised('b', { alert: 'toString' }));

    expect(told).toEqual([]);
  });

  it('that is over leaves the panel', async () => {
    const admin = tab('ADMIN');

    await admin.hear({ ...raised('a'), type: 'crm.alert.resolved.v1' });

    expect([told, admin.isStale()]).toEqual([[], true]);
  });
});
