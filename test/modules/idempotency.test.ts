import { IdempotencyKeys, type KeyedRequest } from '../../src/core/idempotency-keys';
import { Database, systemDbScope } from '../../src/core/database';
import { Crm, PASSWORD, type Visitor } from '../support/crm';
import { LeadsWorld, type ProblemBody } from '../support/leads-world';

let serial = 0;
const aKey = () => `key-${String((serial += 1))}`;
const aLead = (email: string) => ({
  company: { name: `Haus ${email}`, city: email },
  contacts: [{ lastName: 'Vogt', email }],
  source: 'REFERRAL',
});

describe('a POST under an Idempotency-Key', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
  });

  afterAll(() => world.crm.stop());

  const send = async (
    key: string,
    body: unknown,
    path = '/v1/leads',
    who = world.anna,
    url = world.crm.url,
  ) => {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        cookie: who.cookieHeader,
        'x-relance-client': 'web',
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    const { status, headers } = answer;
    return { status, headers, text, problem: () => JSON.parse(text) as ProblemBody };
  };
  const rows = (key: string) =>
    world.crm.sql<{ attempt: number; effect: boolean }>(
      'SELECT attempt, effect_at IS NOT NULL AS effect FROM idempotency_keys WHERE key = $1',
      [key],
    );
  const leadsLike = (email: string) =>
    world.crm.sql('SELECT id FROM lead_contacts WHERE email = $1', [email]);
  const forgetAnswer = (key: string, further = '') =>
    world.crm.sql(
      `UPDATE idempotency_keys SET answered_at = NULL, status = NULL, leased_until = now() - interval '1 second'
         ${further} WHERE key = $1`,
      [key],
    );

  it('has one effect and one answer, byte for byte', async () => {
    const [key, body] = [aKey(), aLead('einmal@schluessel.example')];

    const first = await send(key, body);
    const again = await send(key, body);

    expect(first.status).toBe(201);
    expect([again.status, again.text]).toEqual([201, first.text]);
    for (const name of ['content-type', 'etag', 'location'])
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(await leadsLike('einmal@schluessel.example')).toHaveLength(1);
  });

  it('is refused with another body or query', async () => {
    const key = aKey();
    await send(key, aLead('a@schluessel.example'));

    const other = await send(key, aLead('b@schluessel.example'));
    const query = await send(key, aLead('a@schluessel.example'), '/v1/leads?x=1');

    expect(other.problem()).toMatchObject({
      type: '/problems/idempotency-key-reused',
      status: 409,
    });
    expect(query.problem().type).toBe('/problems/idempotency-key-reused');
    expect(await leadsLike('b@schluessel.example')).toEqual([]);
  });

  it('knows a key by its user and route', async () => {
    const key = aKey();
    const [mine, hers] = [await world.lead(), await world.lead({}, world.ben)];
    const note = { kind: 'NOTE', text: 'gleich' };

    const answers = [
      await send(key, note, `/v1/leads/${mine.id}/activities`),
      await send(key, note, `/v1/leads/${hers.id}/activities`, world.ben),
      await send(key, note, `/v1/leads/${mine.id}/activities`, world.maria),
    ];

    expect(answers.map((a) => a.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((a) => a.text)).size).toBe(3);
  });

  it('repeats refusals too, and answers without a body', async () => {
    const [refused, moved] = [aKey(), aKey()];
    await world.lead({ contacts: [{ email: 'vergeben@schluessel.example' }] });
    const lead = await world.lead();
    const to = { ownerId: world.frieda.id };
    const path = `/v1/leads/${lead.id}/assignment`;

    const first = await send(refused, aLead('vergeben@schluessel.example'));
    const second = await send(refused, aLead('vergeben@schluessel.example'));
    const invalid = await send(aKey(), { nothing: true });
    const away = await send(moved, to, path, world.crm.admin);
    const awayAgain = await send(moved, to, path, world.crm.admin);

    expect([first.status, second.status, invalid.status]).toEqual([409, 409, 400]);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('content-type')).toContain('application/problem+json');
    expect([awayAgain.status, awayAgain.text]).toEqual([away.status, away.text]);
  });

  it('has one effect when twenty ask at once, in two processes', async () => {
    const second = await Crm.start({ database: world.crm.database });
    try {
      const anna = { cookieHeader: world.anna.cookieHeader } as Visitor;
      const [key, body] = [aKey(), aLead('zugleich@schluessel.example')];

      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          send(key, body, '/v1/leads', anna, i % 2 ? world.crm.url : second.url),
        ),
      );
      const after = await send(key, body, '/v1/leads', anna, second.url);

      const texts = new Set(answers.filter((a) => a.status === 201).map((a) => a.text));
      const others = answers.filter((a) => a.status !== 201);
      expect(texts.size).toBe(1);
      for (const other of others)
        expect([other.problem().type, other.headers.get('retry-after')]).toEqual([
          '/problems/request-in-flight',
          '1',
        ]);
      expect([...texts]).toEqual([after.text]);
      expect(await leadsLike('zugleich@schluessel.example')).toHaveLength(1);
    } finally {
      await second.stop();
    }
  });

  it('goes to the next who asks when a process died before it did anything', async () => {
    const key = aKey();
    const lead = await world.lead();
    const path = `/v1/leads/${lead.id}/activities`;
    await send(key, { kind: 'NOTE' }, path);
    await forgetAnswer(key, ', effect_at = NULL');

    const again = await send(key, { kind: 'NOTE' }, path);

    expect(again.status).toBe(201);
    expect(await rows(key)).toEqual([{ attempt: 2, effect: true }]);
  });

  it('does nothing twice when a process died between the effect and the answer', async () => {
    const [key, body] = [aKey(), aLead('verloren@schluessel.example')];
    await send(key, body);
    await forgetAnswer(key);

    const again = await send(key, body);

    expect(again.problem()).toMatchObject({ type: '/problems/answer-lost', status: 409 });
    expect(await leadsLike('verloren@schluessel.example')).toHaveLength(1);
  });

  it('undoes whoever was overtaken', async () => {
    const keys = world.crm.app.get(IdempotencyKeys);
    const asked: KeyedRequest = {
      userId: world.anna.id,
      route: 'POST /v1/slow',
      key: aKey(),
      hash: Buffer.from('same'),
    };
    expect(await keys.claim(asked)).toEqual({ kind: 'first', attempt: 1 });
    await forgetAnswer(asked.key);
    expect(await keys.claim(asked)).toEqual({ kind: 'first', attempt: 2 });

    const late = world.crm.app
      .get(Database)
      .transaction(
        { ...systemDbScope('test'), beforeCommit: (tx) => keys.mark(tx, asked, 1) },
        (tx) => tx.rows(`UPDATE idempotency_keys SET body = 'x' WHERE key = $1`, [asked.key]),
      );

    await expect(late).rejects.toThrow('request-in-flight');
    expect(
      await world.crm.sql('SELECT body FROM idempotency_keys WHERE key = $1', [asked.key]),
    ).toEqual([{ body: null }]);
  });

  it('forgets an answer of ours that went wrong, so that a repetition may do better', async () => {
    const key = aKey();
    const lead = await world.lead();
    const path = `/v1/leads/${lead.id}/activities`;
    await world.crm.sql('ALTER TABLE activities RENAME TO activities_gone');

    const failed = await send(key, { kind: 'NOTE' }, path);
    await world.crm.sql('ALTER TABLE activities_gone RENAME TO activities');
    const again = await send(key, { kind: 'NOTE' }, path);

    expect([failed.status, again.status]).toEqual([500, 201]);
  });

  it('is forgotten after 48 hours of the database', async () => {
    const [key, other] = [aKey(), aKey()];
    const lead = await world.lead();
    const path = `/v1/leads/${lead.id}/activities`;
    const first = await send(key, { kind: 'NOTE' }, path);
    await send(other, { kind: 'NOTE' }, path);
    const age = `UPDATE idempotency_keys SET created_at = now() - interval '48 hours 1 second' WHERE key = $1`;

    await world.crm.sql(age, [key]);
    const anew = await send(key, { kind: 'NOTE' }, path);
    await world.crm.sql(age, [other]);
    await world.crm.drain();

    expect(anew.text).not.toBe(first.text);
    expect([await rows(key), await rows(other)]).toEqual([[expect.anything()], []]);
  });

  it('needs a key that can be one', async () => {
    for (const key of ['a b', 'x'.repeat(201)])
      expect((await send(key, aLead('c@schluessel.example'))).status).toBe(400);
  });

  it('does not bind those who are not signed in', async () => {
    const body = { email: 'anna.keller@relance.example', password: PASSWORD };
    const stranger = { cookieHeader: '' } as Visitor;
    const key = aKey();

    const [one, two] = [
      await send(key, body, '/v1/session', stranger),
      await send(key, body, '/v1/session', stranger),
    ];

    expect([one.status, two.status]).toEqual([201, 201]);
    expect(await rows(key)).toEqual([]);
  });

  it('keeps no password that could be guessed from what is stored', async () => {
    const key = aKey();
    const body = { current: PASSWORD, next: 'acht-grosse-riesen-hier' };
    await send(key, body, '/v1/me/password', world.ben);

    const [row] = await world.crm.sql<{ hash: string }>(
      `SELECT encode(request_hash, 'hex') AS hash FROM idempotency_keys WHERE key = $1`,
      [key],
    );
    const { createHash } = await import('node:crypto');
    const plain = createHash('sha256').update(JSON.stringify(body)).digest('hex');

    expect(row?.hash).toHaveLength(64);
    expect(row?.hash).not.toBe(plain);
  });

  it('keeps no answer that whoever reads the table could use', async () => {
    const key = aKey();
    const path = '/v1/stream-tickets';
    const first = await send(key, {}, path);
    const again = await send(key, {}, path);
    const stored = () =>
      world.crm.sql<{ body: Buffer }>('SELECT body FROM idempotency_keys WHERE key = $1', [key]);

    const { ticket } = JSON.parse(first.text) as { ticket: string };
    const [row] = await stored();
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(row?.body.length).toBeGreaterThan(0);
    expect(row?.body.toString('latin1')).not.toContain(ticket);

    // Another row's answer does not open here.
    const other = aKey();
    await send(other, {}, path);
    await world.crm.sql(
      'UPDATE idempotency_keys SET body = (SELECT body FROM idempotency_keys WHERE key = $1) WHERE key = $2',
      [other, key],
    );
    expect((await send(key, {}, path)).problem().type).toBe('/problems/answer-lost');
  });
});
