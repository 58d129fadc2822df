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
    crm = await Crm.start();
  });
  afterAll(() => crm.stop());

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
