import { Crm, type Visitor } from '../support/crm';

const SEARCHES = [
  '/v1/leads',
  '/v1/customers',
  '/v1/conversations',
  '/v1/users',
  '/api/dashboard/feed',
  '/api/webhook/conversations',
  '/api/webhook/events/recent',
];

describe('a search', () => {
  let crm: Crm;
  let anna: Visitor;

  beforeAll(async () => {
    crm = await Crm.start();
    anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: await crm.team('Süd') });
    await anna.post('/v1/leads', {
      company: { name: 'Hotel Adler', city: 'Ulm', country: 'DE' },
      contacts: [{ lastName: 'Brandt', email: 'e.brandt@adler.example' }],
      source: 'FAIR',
    });
  });

  afterAll(() => crm.stop());

  it.each(SEARCHES.flatMap((path) => ['🎉', '☕', '"', '%', ' '].map((q) => [path, q])))(
    'in %s for %p, in which nothing is to be looked for, is no error',
    async (path, q) => {
      const who = path === '/v1/users' ? crm.admin : anna;

      const { status } = await who.get(`${path}?q=${encodeURIComponent(q)}`);

      expect(status).toBe(200);
    },
  );

  it.each(['🎉', '☕', ' '])('for %p finds no lead', async (q) => {
    const { body } = await anna.get<{ items: unknown[] }>(`/v1/leads?q=${encodeURIComponent(q)}`);

    expect(body.items).toEqual([]);
  });
});
