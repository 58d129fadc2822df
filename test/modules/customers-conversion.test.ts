import type { MergeResult } from '../../src/leads/merging/merges.dto';
import { type CustomersWorld, customersWorld } from '../support/customers';

/** How many at once; fewer where machines are slow. */
const AT_ONCE = Number(process.env['TEST_CONCURRENT_ANSWERS'] ?? '1000');
const inBatches = async (count: number, size: number, act: () => Promise<unknown>) => {
  for (let done = 0; done < count; done += size)
    await Promise.all(Array.from({ length: Math.min(size, count - done) }, act));
};

describe('a conversion', () => {
  let world: CustomersWorld;

  beforeAll(async () => {
    world = await customersWorld();
  });

  afterAll(() => world.crm.stop());

  it('makes a customer of a lead, with its people and place, in one act', async () => {
    const lead = await world.lead({
      company: {
        name: 'Hotel Adler GmbH',
        city: 'Ulm',
        postalCode: '89073',
        country: 'DE',
        businessType: 'HOTEL',
      },
    });

    const { status, body } = await world.convert(lead.id);

    expect(status).toBe(201);
    expect(body).toMatchObject({ leadId: lead.id, fresh: true });
    expect(body.customer).toMatchObject({
      number: expect.stringMatching(/^RC-\d{5}$/),
      company: 'Hotel Adler GmbH',
      status: 'PROSPECT',
      ownerId: world.anna.id,
      originLeadId: lead.id,
      businessType: 'HOTEL',
      contacts: [{ firstName: 'Sabine', email: lead.contacts[0]?.email, primary: true }],
      sites: [{ kind: 'HEADQUARTERS', city: 'Ulm', postalCode: '89073' }],
      leads: [{ leadId: lead.id, attached: false }],
      revenue: [],
    });
    expect((await world.read(lead.id)).status).toBe('CONVERTED');
    const activities = await world.crm.sql(
      `SELECT kind, text, origin FROM activities WHERE subject_id = $1`,
      [lead.id],
    );
    expect(activities).toEqual([
      { kind: 'CONVERTED', text: body.customer.number, origin: `conversion:${lead.id}:1` },
    ]);
    expect(await world.events('crm.lead.converted.v1', lead.id)).toEqual([
      {
        key: `conversion:${lead.id}:1`,
        data: expect.objectContaining({
          customerId: body.customer.id,
          attached: false,
          rule: null,
          convertedBy: world.maria.id,
        }),
      },
    ]);
    expect(await world.events('crm.customer.changed.v1', body.customer.id)).toHaveLength(1);
  });

  it('lets the customer get to know whom its lead gets by a merge, until that is taken back', async () => {
    const [lead, other] = [await world.lead(), await world.lead()];
    const { customer } = (await world.convert(lead.id)).body;
    const { body: shown } = await world.anna.post<MergeResult>(`/v1/leads/${lead.id}/merge`, {
      mergeLeadId: other.id,
      dryRun: true,
    });
    const { survivor, merged } = shown.versions;
    const done = await world.anna.post(
      `/v1/leads/${lead.id}/merge`,
      { mergeLeadId: other.id, mergeVersion: merged, reason: 'Dasselbe Haus, zweimal erfasst' },
      { headers: { 'if-match': `"lead-${lead.id}-${String(survivor)}"` } },
    );
    expect(done.status).toBe(200);
    await world.crm.drain();
    const people = async () =>
      (await world.customer(customer.id)).contacts.map(({ email, primary }) => [email, primary]);
    const known = async () =>
      (
        await world.crm.sql<{ value: string }>(
          `SELECT value FROM customer_identities WHERE customer_id = $1 AND kind = 'email' ORDER BY id`,
          [customer.id],
        )
      ).map(({ value }) => value);
    const [ours, theirs] = [lead.contacts[0]?.email, other.contacts[0]?.email];

    expect(await people()).toEqual([
      [ours, true],
      [theirs, false],
    ]);
    expect(await known()).toEqual([ours, theirs]);
    expect(
      (await world.events('crm.customer.changed.v1', customer.id)).map(
        ({ data }) => data['fields'],
      ),
    ).toEqual([['created'], ['contacts']]);

    await world.anna.post(`/v1/leads/${other.id}/unmerge`, { reason: 'Es sind doch zwei Häuser' });
    await world.crm.drain();
    expect(await people()).toEqual([[ours, true]]);
    expect(await known()).toEqual([ours]);
  });

  it('asked for again gives the same customer', async () => {
    const lead = await world.lead();

    const first = await world.convert(lead.id);
    const again = await world.convert(lead.id);

    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.customer.id).toBe(first.body.customer.id);
    expect(again.body.fresh).toBe(false);
    expect(await world.events('crm.lead.converted.v1', lead.id)).toHaveLength(1);
  });

  it('asked for by many at once makes one customer', async () => {
    const lead = await world.lead();

    const answers = await Promise.all(Array.from({ length: 20 }, () => world.convert(lead.id)));

    expect(new Set(answers.map(({ body }) => body.customer.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('of two leads of one company at once makes one customer', async () => {
    const email = 'zentrale@kette.example';
    const reason = { override: { reason: 'Zwei Häuser einer Kette' } };
    const [one, two] = [
      await world.lead({ contacts: [{ lastName: 'Eins', email }] }, world.maria),
      await world.lead({ contacts: [{ lastName: 'Zwei', email }], ...reason }, world.maria),
    ];

    const [a, b] = await Promise.all([world.convert(one.id), world.convert(two.id)]);

    expect([a.status, b.status]).toEqual([201, 201]);
    expect(a.body.customer.id).toBe(b.body.customer.id);
    const customer = await world.customer(a.body.customer.id);
    expect(customer.leads.map(({ attached }) => attached).sort()).toEqual([false, true]);
    expect(customer.sites.map(({ kind }) => kind)).toEqual(['HEADQUARTERS', 'BRANCH']);
    expect(customer.contacts.filter(({ primary }) => primary)).toHaveLength(1);
  });

  it('takes a number that is given, once, and passes it over in its own sequence', async () => {
    const [one, two, three] = [await world.lead(), await world.lead(), await world.lead()];
    const next =
      Number((await world.convert((await world.lead()).id)).body.customer.number.slice(3)) + 1;
    const given = `RC-${String(next).padStart(5, '0')}`;

    const first = await world.convert(one.id, { number: given });
    const taken = await world.convert(two.id, { number: given });
    const after = await world.convert(three.id);

    expect(first.body.customer.number).toBe(given);
    expect([taken.status, taken.body.type]).toEqual([409, '/problems/customer-number-taken']);
    expect((await world.read(two.id)).status).toBe('REGISTERED');
    expect(after.body.customer.number).toBe(`RC-${String(next + 1).padStart(5, '0')}`);
  });

  it('of a lost lead is refused', async () => {
    const lead = await world.lead();
    await world.anna.post(`/v1/leads/${lead.id}/loss`, { reason: 'Hat geschlossen' });

    const { status, body } = await world.convert(lead.id);

    expect([status, body.type]).toEqual([409, '/problems/status-not-possible']);
  });

  it('of a company that is a customer out of sight is refused without saying whose', async () => {
    const contacts = [{ lastName: 'Fern', email: 'fern@kette.example' }];
    const theirs = await world.lead({ contacts }, world.frieda);
    await world.convert(theirs.id, {}, world.crm.admin);
    const override = { reason: 'Ein anderes Haus der Kette' };
    const ours = await world.lead({ contacts, override }, world.maria);

    const { status, body } = await world.convert(ours.id);

    expect([status, body.type]).toEqual([409, '/problems/customer-outside-scope']);
    expect(JSON.stringify(body)).not.toContain('Gasthof');
    expect((await world.read(ours.id, world.maria)).status).toBe('REGISTERED');
  });

  it.each([
    ['the owner', () => world.anna, 403],
    ['a colleague', () => world.ben, 403],
    ['an auditor', () => world.auditor, 403],
    ['a manager', () => world.maria, 201],
    ['an administrator', () => world.crm.admin, 201],
  ])('is for those who may: %s', async (_, who, expected) => {
    const lead = await world.lead();

    expect((await world.convert(lead.id, {}, who())).status).toBe(expected);
  });

  it('of a lead out of sight is of none', async () => {
    const lead = await world.lead({}, world.frieda);

    const { status, body } = await world.convert(lead.id);

    expect([status, body.type]).toEqual([404, '/problems/lead-not-found']);
  });

  it('undone and made again leaves three facts', async () => {
    const lead = await world.lead();

    const first = await world.convert(lead.id);
    expect((await world.undo(lead.id)).status).toBe(204);
    const between = await world.read(lead.id);
    const second = await world.convert(lead.id);

    expect([between.status, between.stage]).toEqual(['REGISTERED', 1]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.customer.id).not.toBe(first.body.customer.id);
    expect((await world.customer(first.body.customer.id)).status).toBe('ARCHIVED');
    const facts = await world.crm.sql<{ key: string }>(
      `SELECT key FROM event_log WHERE subject_id = $1 AND key LIKE 'conversion:%' ORDER BY tx, position`,
      [lead.id],
    );
    expect(facts.map(({ key }) => key.replace(lead.id, 'lead'))).toEqual([
      'conversion:lead:1',
      'conversion:lead:1:undone',
      'conversion:lead:2',
    ]);
  });

  it('is not undone once something was built on it, and says what', async () => {
    const lead = await world.lead();
    const { body } = await world.convert(lead.id);
    await world.order(body.customer.id, { number: 'U-1' });

    const refused = await world.undo(lead.id);

    expect([refused.status, refused.body.type]).toEqual([
      409,
      '/problems/conversion-changed-since',
    ]);
    expect(refused.body['changes']).toEqual(['ORDERS', 'CUSTOMER_EDITED']);
    expect((await world.read(lead.id)).status).toBe('CONVERTED');
  });

  it('that is none cannot be undone, nor by anybody but an administrator', async () => {
    const lead = await world.lead();

    const none = await world.undo(lead.id);
    const denied = await world.undo(lead.id, world.maria);

    expect([none.status, none.body.type]).toEqual([404, '/problems/conversion-not-found']);
    expect(denied.status).toBe(403);
  });

  it(`of ${String(AT_ONCE)} positive answers at once is one`, async () => {
    const lead = await world.lead();

    await inBatches(AT_ONCE, 100, () => world.classify(lead.id));
    await Promise.all([world.crm.drain(), world.convert(lead.id), world.convert(lead.id)]);
    await world.crm.drain();

    const customers = await world.crm.sql(
      `SELECT DISTINCT customer_id FROM conversions WHERE subject_id = $1`,
      [lead.id],
    );
    expect(customers).toHaveLength(1);
    expect(await world.events('crm.lead.converted.v1', lead.id)).toHaveLength(1);
    const [judged] = await world.crm.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM conversion_evaluations WHERE subject_id = $1`,
      [lead.id],
    );
    expect(judged?.n).toBe(AT_ONCE);
  });

  it('can no longer be undone after 30 days', async () => {
    const lead = await world.lead();
    await world.convert(lead.id);
    world.crm.clock.turnTo(new Date(world.crm.clock.now().getTime() + 31 * 86_400_000));

    const { status, body } = await world.undo(lead.id);

    expect([status, body.type]).toEqual([409, '/problems/conversion-too-old']);
    expect(body['until']).toBe('2026-04-01T08:00:00.000Z');
  });
});
