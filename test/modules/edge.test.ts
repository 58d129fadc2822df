import { Crm } from '../support/crm';

interface Refusal {
  type: string;
  status: number;
  errors?: { pointer: string; detail: string }[];
}
const HALF = '\\ud83d';
const NUL = '\\u0000';

describe('the edge', () => {
  let crm: Crm;

  beforeAll(async () => {
    crm = await Crm.start({
      env: { METRICS_TOKEN: 'a-token-of-some-length', PUBLIC_URL: 'https://crm.example' },
    });
  });
  afterAll(() => crm.stop());

  it('shows its metrics to nobody but the bearer of their token', async () => {
    const ask = async (authorization: string) =>
      (await fetch(`${crm.url}/metrics`, { headers: { authorization } })).status;

    expect(await ask('Bearer a-token-of-some-length')).toBe(200);
    expect(await ask('Bearer a-token-of-some-lengti')).toBe(404);
    expect(await ask('')).toBe(404);
  });

  it('lets a page speak to its own address and to nobody else', async () => {
    const policy = (await fetch(`${crm.url}/health/live`)).headers.get('content-security-policy');

    expect(policy).toContain("connect-src 'self' wss://crm.example;");
  });

  it.each([
    [
      'NUL in a body',
      'POST',
      '/v1/session',
      `{"email":"a${NUL}@x.example","password":"x"}`,
      '#/email',
    ],
    ['half a character', 'POST', '/v1/teams', `{"name":"Nord ${HALF}"}`, '#/name'],
    ['NUL in a name', 'POST', '/v1/teams', `{"a${NUL}":1}`, '#'],
    [
      'NUL in free text',
      'PUT',
      '/v1/settings/identity.new-user-locale',
      `{"value":"de","reason":"${NUL}"}`,
      '#/reason',
    ],
    ['NUL in a query', 'GET', '/v1/users?q=a%00b', undefined, '#/q'],
    ['NUL in a filter', 'GET', '/v1/audit-log?act=%00', undefined, '#/act'],
  ])('refuses %s with the field', async (_, method, path, body, pointer) => {
    const { status, body: answer } = await crm.admin.send<Refusal>(method, path, body);

    expect([status, answer.type]).toEqual([400, '/problems/invalid-request']);
    expect(answer.errors?.map((e) => e.pointer)).toEqual([pointer]);
  });

  it('says what is wrong with a field in the language that is asked for', async () => {
    const faults = async (language: string) => {
      const headers = { 'accept-language': language };
      const body = { name: 7, managerId: 'x', colour: 'red' };
      const answer = await crm.admin.post<Refusal>('/v1/teams', body, { headers });
      return answer.body.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`);
    };
    const zone = async (language: string) =>
      (
        await crm.admin.patch<Refusal>(
          '/v1/me',
          { timeZone: 'Europe/Nowhere' },
          { headers: { 'accept-language': language } },
        )
      ).body.errors;

    expect(await faults('de')).toEqual([
      '#/name Ungültige Eingabe: erwartet string, erhalten Zahl',
      '#/managerId Ungültig: UUID',
      '# Unbekannter Schlüssel: "colour"',
    ]);
    expect(await faults('en')).toEqual(expect.arrayContaining(['#/managerId Invalid UUID']));
    expect(await zone('de')).toEqual([
      { pointer: '#/timeZone', detail: 'ist keine IANA-Zeitzone' },
    ]);
    expect(await zone('en')).toEqual([
      { pointer: '#/timeZone', detail: 'is not an IANA time zone' },
    ]);
  });

  it.each([
    [undefined, 'There is no such lead'],
    ['de', 'Diesen Lead gibt es nicht'],
    ['de-CH,de;q=0.9,en;q=0.8', 'Diesen Lead gibt es nicht'],
    ['en-GB,de;q=0.5', 'There is no such lead'],
    ['fr, de;q=0.2', 'Diesen Lead gibt es nicht'],
    ['de;q=0, *', 'There is no such lead'],
  ])('says a problem in the language that is asked for: %s', async (language, title) => {
    const path = '/v1/leads/00000000-0000-4000-8000-000000000000';
    const headers: Record<string, string> =
      language === undefined ? {} : { 'accept-language': language };
    const { status, body } = await crm.admin.get<{ title: string }>(path, { headers });

    expect([status, body.title]).toEqual([404, title]);
  });

  it('refuses endless nesting before any schema walks through it', async () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

    for (const levels of [40, 100_000]) {
      const body = `{"value":${deep(levels)}}`;
      const { status, body: answer } = await crm.admin.send<Refusal>('PUT', '/v1/settings/x', body);

      expect([status, answer.errors?.[0]?.detail]).toEqual([
        400,
        expect.stringContaining('levels'),
      ]);
    }
  });

  it.each([
    ['cannot be read', '/v1/%zz'],
    ['is too long', `/v1/settings/${'x'.repeat(3000)}`],
  ])('answers an address that %s like one that is not there', async (_, path) => {
    const { status, body, headers } = await crm.admin.send<Refusal>('PUT', path, {});

    expect([status, body.type]).toEqual([404, '/problems/route-not-found']);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('lets whole characters through', async () => {
    const { status } = await crm.admin.send('POST', '/v1/teams', '{"name":"Köche \\ud83d\\udc69"}');

    expect(status).toBe(201);
  });
});
