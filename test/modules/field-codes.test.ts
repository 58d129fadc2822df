import { LeadsWorld, type ProblemBody } from '../support/leads-world';

describe('a field with a code, a day or a name', () => {
  let world: LeadsWorld;
  beforeAll(async () => {
    world = await LeadsWorld.start();
  });
  afterAll(() => world.crm.stop());

  const faultOf = async (language: string, path: string, body: object) => {
    const { status, body: answer } = await world.anna.post<ProblemBody>(path, body, {
      headers: { 'accept-language': language },
    });
    const [error] = answer.errors ?? [];
    return [status, error?.pointer, error?.detail];
  };
  const lead = (change: object) => ({
    company: { name: 'Haus Probe', ...change },
    contacts: [],
    source: 'REFERRAL',
  });
  const chance = async (change: object) => ({
    leadId: (await world.lead()).id,
    title: 'Beilagen',
    amount: { cents: 100, currency: 'EUR' },
    ...change,
  });

  it('is refused in both languages where there is no such thing', async () => {
    expect(await faultOf('de', '/v1/leads', lead({ country: 'ZZ' }))).toEqual([
      ...[400, '#/company/country', 'ist kein Land nach ISO 3166, wie DE'],
    ]);
    expect(await faultOf('en', '/v1/leads', lead({ country: 'EU' }))).toEqual([
      ...[400, '#/company/country', 'is not a country of ISO 3166, such as DE'],
    ]);
    const inTestMoney = await chance({ amount: { cents: 100, currency: 'XXX' } });
    expect(await faultOf('de', '/v1/opportunities', inTestMoney)).toEqual([
      ...[400, '#/amount/currency', 'ist keine Währung nach ISO 4217, wie EUR'],
    ]);
    const longAgo = await chance({ expectedOn: '1900-01-01' });
    expect(await faultOf('en', '/v1/opportunities', longAgo)).toEqual([
      ...[400, '#/expectedOn', 'must lie between 2000 and 2099'],
    ]);
    const unnamed = await chance({ title: '\u200b\u2060' });
    expect(await faultOf('de', '/v1/opportunities', unnamed)).toEqual([
      ...[400, '#/title', 'besteht aus Zeichen, die niemand sehen kann'],
    ]);
    expect(await faultOf('de', '/v1/leads', lead({ name: '\ufeff\u00ad' }))).toEqual([
      ...[400, '#/company/name', 'besteht aus Zeichen, die niemand sehen kann'],
    ]);
  });

  it('is taken where there is', async () => {
    const swiss = await chance({
      amount: { cents: 100, currency: 'CHF' },
      expectedOn: '2026-12-31',
    });

    expect((await faultOf('de', '/v1/leads', lead({ country: 'GB', name: 'Haus Tee' })))[0]).toBe(
      201,
    );
    expect((await faultOf('de', '/v1/opportunities', swiss))[0]).toBe(201);
  });
});
