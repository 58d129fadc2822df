jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { QueryClient } from '@tanstack/react-query';
import { LEAD_STATUSES, type LeadStatus } from '../api/lists';
import {
  beside,
  columnList,
  columnsOf,
  daysIn,
  hindrance,
  type Mover,
  moveCard,
} from './board.queries';
import { type LeadList, type LeadPage, type LeadRow, leadsKeys } from './leads.queries';

const session = (kind: 'own' | 'team' | 'all', ...acts: Mover['acts']): Mover => ({
  scope: { kind },
  acts,
});
const sales = session('own', 'leads.write');
const manager = session('team', 'leads.write', 'leads.assign');
const reader = session('all');

describe('the columns of a board', () => {
  it('are what the filter allows, beside open leads also the customers', () => {
    expect(columnsOf({})).toEqual([...LEAD_STATUSES]);
    expect(columnsOf({ status: ['REGISTERED', 'ACTIVE', 'QUALIFIED'] })).toEqual([
      'REGISTERED',
      'ACTIVE',
      'QUALIFIED',
      'CONVERTED',
    ]);
    expect(columnsOf({ status: ['LOST', 'ACTIVE'] })).toEqual(['ACTIVE', 'LOST']);
  });

  it('lead nowhere beyond the last', () => {
    const columns = columnsOf({ status: ['ACTIVE', 'LOST'] });

    const next = (status: LeadStatus, step: 1 | -1, who = sales, all = columns) =>
      beside(all, { status, free: false }, step, who);
    expect(next('ACTIVE', 1)).toBe('LOST');
    expect(next('LOST', 1)).toBeUndefined();
    expect(next('ACTIVE', -1)).toBeUndefined();
    // Nobody is made active by hand, and nobody is lost on the way to become a customer.
    expect(next('REGISTERED', 1, sales, columnsOf({}))).toBe('QUALIFIED');
    expect(next('QUALIFIED', 1, sales, columnsOf({}))).toBe('CONVERTED');
    expect(next('LOST', -1, manager, columnsOf({}))).toBe('ACTIVE');
  });
});

describe('moving a card', () => {
  const to = (status: LeadStatus, who: Mover, free = false) =>
    Object.fromEntries(
      LEAD_STATUSES.filter((target) => target !== status).map((target) => [
        target,
        hindrance({ status, free }, target, who),
      ]),
    );

  it('follows the status machine, and says why where it cannot', () => {
    expect(to('REGISTERED', sales)).toEqual({
      ACTIVE: 'activity',
      QUALIFIED: null,
      CONVERTED: 'rule',
      LOST: null,
    });
    expect(to('QUALIFIED', sales)).toEqual({
      REGISTERED: 'upward',
      ACTIVE: 'upward',
      CONVERTED: 'rule',
      LOST: null,
    });
    expect(to('LOST', sales)).toMatchObject({ ACTIVE: 'manager', QUALIFIED: 'closed' });
    expect(to('LOST', manager)).toMatchObject({ ACTIVE: null });
    expect(new Set(Object.values(to('CONVERTED', manager)))).toEqual(new Set(['final']));
  });

  it('is for whoever may write, and a free lead is taken first', () => {
    expect(new Set(Object.values(to('ACTIVE', reader)))).toEqual(new Set(['rights']));
    expect(to('ACTIVE', sales, true)).toMatchObject({ QUALIFIED: 'free', LOST: 'free' });
  });

  it('puts it on top of its column and counts its days anew', () => {
    const queries = new QueryClient();
    const list: LeadList = { filter: {}, sort: '-score', limit: 50, cursor: undefined };
    const row = (id: string, status: LeadStatus) =>
      ({ id, status, statusSince: '2026-03-01T08:00:00Z' }) as LeadRow;
    const page = (...items: LeadRow[]): LeadPage => ({
      items,
      nextCursor: null,
      previousCursor: null,
      asOf: '2026-03-12T09:00:00Z',
      asOfSequence: '0',
    });
    const keyOf = (status: LeadStatus) => leadsKeys.list(columnList(list, status));
    const lead = row('a', 'ACTIVE');
    queries.setQueryData(keyOf('ACTIVE'), page(lead, row('b', 'ACTIVE')));
    queries.setQueryData(keyOf('QUALIFIED'), page(row('c', 'QUALIFIED')));
    const now = new Date('2026-03-12T09:00:00Z');

    moveCard(queries, list, lead, 'QUALIFIED', now);

    const ids = (status: LeadStatus) =>
      queries.getQueryData<LeadPage>(keyOf(status))?.items.map(({ id }) => id);
    expect([ids('ACTIVE'), ids('QUALIFIED')]).toEqual([['b'], ['a', 'c']]);
    const [moved] = queries.getQueryData<LeadPage>(keyOf('QUALIFIED'))?.items ?? [];
    expect(daysIn(lead, now)).toBe(11);
    expect(moved && daysIn(moved, now)).toBe(0);
  });
});
