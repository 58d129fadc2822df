jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { type Feed, type FeedItem, joined } from './feed.queries';

const item = (n: number): FeedItem => ({
  ...{
    id: `e${String(n)}`,
    sequence: `1-${String(n).padStart(3, '0')}`,
    type: 'crm.email.sent.v1',
  },
  ...{
    group: 'followUps',
    kind: 'sent',
    at: '2026-03-12T08:00:00Z',
    leadId: 'l',
    customerId: null,
  },
  ...{ company: 'Hotel', sentence: 'T3 an Hotel gesendet', detail: null, simulated: false },
});
const feed = (...numbers: number[]): Feed => ({
  ...{ asOf: '2026-03-12T08:00:00Z', asOfSequence: '1-000', scope: 'own', since: null },
  items: numbers.map(item),
});

describe('what is newer', () => {
  it('stands above what was there, each fact once, in the order of the log', () => {
    const { items } = joined(feed(4, 3), feed(3, 2, 1));

    expect(items.map(({ id }) => id)).toEqual(['e4', 'e3', 'e2', 'e1']);
  });

  it('leaves fifty', () => {
    const old = Array.from({ length: 50 }, (_, n) => 50 - n);

    const { items } = joined(feed(51), feed(...old));

    expect([items.length, items[0]?.id, items.at(-1)?.id]).toEqual([50, 'e51', 'e2']);
  });
});
