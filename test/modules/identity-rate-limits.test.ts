import { Crm, type Visitor } from '../support/crm';

const LIMITS = {
  RATE_LIMIT_READS_PER_MINUTE: '6',
  RATE_LIMIT_WRITES_PER_MINUTE: '4',
  RATE_LIMIT_SEARCHES_PER_MINUTE: '3',
  RATE_LIMIT_SIGN_INS_PER_5_MINUTES: '5',
};

describe('somebody who asks too often', () => {
  let crm: Crm;
  let anna: Visitor;
  let ben: Visitor;

  beforeAll(async () => {
    crm = await Crm.start({ env: LIMITS });
    anna = await crm.person({ name: 'Anna', role: 'SALES', territories: ['DE'] });
    ben = await crm.person({ name: 'Ben', role: 'SALES', territories: ['DE'] });
  });
  afterAll(() => crm.stop());

  const statuses = async (times: number, ask: () => Promise<{ status: number }>) => {
    const found: number[] = [];
    for (let i = 0; i < times; i++) found.push((await ask()).status);
    return found;
  };

  it('is told to wait, at this endpoint only and nobody else', async () => {
    const asked = await statuses(7, () => anna.get('/v1/leads'));
    const { status, headers, body } = await anna.get('/v1/leads');
    const elsewhere = await anna.get('/v1/tasks');
    const other = await ben.get('/v1/leads');

    expect(asked).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect([status, body['type']]).toEqual([429, '/problems/rate-limited']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect([elsewhere.status, other.status]).toEqual([200, 200]);
  });

  it('may search less than read', async () => {
    const asked = await statuses(4, () => ben.get('/v1/leads?q=adler'));
    const plain = await ben.get('/v1/leads');

    expect(asked).toEqual([200, 200, 200, 429]);
    expect(plain.status).toBe(200);
  });

  it('changes nothing beyond the limit of changes', async () => {
    const name = (nr: number) => ({ name: `Ben ${String(nr)}` });
    let nr = 0;

    const asked = await statuses(5, () => ben.patch('/v1/me', name(++nr)));
    const session = await ben.get<{ user: { name: string } }>('/v1/session');

    expect(asked).toEqual([200, 200, 200, 200, 429]);
    expect(session.body.user.name).toBe('Ben 4');
  });

  it('signs in to one account only so often, while another account is not concerned', async () => {
    const signIn = (email: string) => () =>
      crm.stranger().post('/v1/session', { email, password: 'wrong-wrong-wrong' });

    const asked = await statuses(5, signIn('nobody@relance.example'));
    const sixth = await signIn('nobody@relance.example')();
    const other = await signIn('somebody@relance.example')();

    expect(asked).toEqual([401, 401, 401, 401, 401]);
    expect([sixth.status, sixth.body['type']]).toEqual([429, '/problems/rate-limited']);
    expect(other.status).toBe(401);
  });
});
