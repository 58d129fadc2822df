import { QueryClient } from '@tanstack/react-query';
import type { Frame } from '../core/stream';

// The table is pure; the client it would read texts with needs a browser.
jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { factsOf, leadsTable, mayMatch } from './leads.live';
import {
  type LeadFilter,
  type LeadList,
  type LeadPage,
  type LeadRow,
  leadsKeys,
} from './leads.queries';

const ANNA = '0198a000-0000-7000-8000-00000000000a';
const JONAS = '0198a000-0000-7000-8000-00000000000b';

const frame = (type: string, data: object): Frame => ({
  v: 1,
  id: 'event',
  seq: '1',
  type,
  channel: 'leads',
  time: '2026-03-12T08:41:00Z',
  data,
});
const registered = (leadId: string, ownerId: string | null) =>
  frame('crm.lead.registered.v1', {
    leadId,
    ownerId,
    status: 'REGISTERED',
    source: 'FAIR',
    territory: 'DE',
  });

const row = (id: string, version = 1): LeadRow =>
  ({ id, version, company: `Company ${id}`, status: 'REGISTERED' }) as LeadRow;

function screen(filter: LeadFilter, ...rows: LeadRow[]) {
  const queries = new QueryClient();
  const list: LeadList = { filter, sort: '-registeredAt', limit: 50, cursor: undefined };
  queries.setQueryData(['session'], { user: { id: ANNA } });
  queries.setQueryData<Partial<LeadPage>>(leadsKeys.list(list), { items: rows });
  const refreshed: string[] = [];
  const cache = { queries, refresh: (id: string) => refreshed.push(id) };
  return {
    refreshed,
    show: (next: Frame) => leadsTable[next.type]?.(cache, next),
    changes: () => queries.getQueryData(leadsKeys.listChanges(list)) ?? [],
    rows: () => queries.getQueryData<LeadPage>(leadsKeys.list(list))?.items.map(({ id }) => id),
  };
}

describe('the facts of a lead event', () => {
  it('name the new owner of an assignment', () => {
    expect(
      factsOf(frame('crm.lead.assigned.v1', { leadId: 'l', version: 4, from: ANNA, to: JONAS })),
    ).toEqual({
      leadId: 'l',
      version: 4,
      values: { owner: JONAS },
      before: { owner: ANNA },
    });
  });

  it('are none without a lead', () => {
    expect(factsOf(frame('crm.setting.changed.v1', { key: 'x' }))).toBeNull();
  });
});

describe('whether a lead may stand in a list', () => {
  it.each<[LeadFilter, object, boolean]>([
    [{}, { owner: JONAS }, true],
    [{ owner: ['me'] }, { owner: ANNA }, true],
    [{ owner: ['me'] }, { owner: JONAS }, false],
    [{ owner: ['none'] }, { owner: null }, true],
    [{ status: ['ACTIVE'] }, { status: 'LOST' }, false],
    [{ status: ['ACTIVE'] }, { owner: ANNA }, true],
    [{ id: ['x'] }, {}, false],
  ])('%j with %j: %s', (filter, values, expected) => {
    expect(mayMatch(filter, values, ANNA)).toBe(expected);
  });
});

describe('a list in use', () => {
  it('counts a lead that came in, once, and inserts nothing', () => {
    const list = screen({}, row('1'));

    list.show(registered('2', JONAS));
    list.show(registered('2', JONAS));

    expect(list.changes()).toEqual(['2']);
    expect(list.rows()).toEqual(['1']);
  });

  it('does not count what its filter rules out', () => {
    const list = screen({ owner: ['me'] }, row('1'));

    list.show(registered('2', JONAS));

    expect(list.changes()).toEqual([]);
  });

  it('counts a lead that left', () => {
    const list = screen({ owner: ['me'] }, row('1'));

    list.show(frame('crm.lead.assigned.v1', { leadId: '1', version: 2, from: ANNA, to: JONAS }));

    expect(list.changes()).toEqual(['1']);
  });

  it('does not count a lead of another page that stays in the list', () => {
    const list = screen({ status: ['REGISTERED', 'ACTIVE'] }, row('1'));

    list.show(
      frame('crm.lead.status.changed.v1', {
        leadId: '2',
        version: 2,
        from: 'REGISTERED',
        to: 'ACTIVE',
      }),
    );

    expect(list.changes()).toEqual([]);
  });

  it('asks for the texts of an older row, and not for those that it has', () => {
    const list = screen({}, row('1', 3), row('2', 3));

    list.show(frame('crm.lead.changed.v1', { leadId: '1', version: 3, fields: ['company.name'] }));
    list.show(frame('crm.lead.changed.v1', { leadId: '2', version: 4, fields: ['company.name'] }));
    list.show(frame('crm.lead.changed.v1', { leadId: '9', version: 4, fields: ['company.name'] }));

    expect(list.refreshed).toEqual(['2']);
  });
});
