import { QueryClient } from '@tanstack/react-query';
import type { Frame } from '../core/stream';

jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { customersTable } from './customers.live';
import { type CustomerList, customersKeys } from './customers.queries';

const LIST: CustomerList = { filter: {}, sort: '-createdAt', limit: 50, cursor: undefined };
const frame = (type: string, data: object): Frame => ({
  v: 1,
  id: 'event-1',
  seq: '5',
  type,
  channel: 'conversions',
  time: '2026-03-12T08:41:00Z',
  data,
});

function screen(list = LIST) {
  const queries = new QueryClient();
  const refreshed: string[] = [];
  queries.setQueryData(customersKeys.list(list), {
    items: [{ id: 'shown' }],
    nextCursor: null,
    previousCursor: null,
    asOf: '2026-03-12T08:00:00Z',
    asOfSequence: '1',
  });
  const show = (next: Frame) =>
    customersTable[next.type]?.({ queries, refresh: (id) => refreshed.push(id) }, next);
  const waiting = () => queries.getQueryData<string[]>(customersKeys.changes(list));
  return { refreshed, show, waiting };
}

describe('a list of customers', () => {
  it('says once that there is a new one, and does not move', () => {
    const { refreshed, show, waiting } = screen();

    show(frame('crm.lead.converted.v1', { leadId: 'l', customerId: 'new' }));
    show(frame('crm.customer.changed.v1', { customerId: 'new' }));

    expect(waiting()).toEqual(['new']);
    expect(refreshed).toEqual(['counts', 'counts']);
  });

  it('reads again what it shows', () => {
    const { refreshed, show, waiting } = screen();

    show(frame('crm.customer.order.recorded.v1', { customerId: 'shown' }));

    expect(waiting()).toBeUndefined();
    expect(refreshed).toEqual(['counts', 'shown']);
  });

  it('says nothing of new ones on a later page', () => {
    const { show, waiting } = screen({ ...LIST, cursor: 'c' });

    show(frame('crm.lead.converted.v1', { leadId: 'l', customerId: 'new' }));

    expect(waiting()).toBeUndefined();
  });
});
