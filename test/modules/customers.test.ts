import { createHmac } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import { Config } from '../../src/core/config';
import { RouteNotFound } from '../../src/core/core.problems';
import type { CustomerPage, CustomerView } from '../../src/customers/customers.dto';
import { ErpSignatureGuard } from '../../src/customers/orders/erp-signature.provider';
import type { OrderPage } from '../../src/customers/orders/orders.dto';
import type { CustomerTimeline } from '../../src/customers/timeline.dto';
import { ERP_SECRET } from '../support/crm';
import { type CustomersWorld, customersWorld } from '../support/customers';
import type { ProblemBody } from '../support/leads-world';

const DAY_MS = 86_400_000;

describe('a customer', () => {
  let world: CustomersWorld;

  beforeAll(async () => {
    world = await customersWorld();
  });

  afterAll(() => world.crm.stop());

  const make = async () => {
    const lead = await world.lead();
    const { body } = await world.convert(lead.id);
    return body.customer;
  };
  const patch = (customer: { id: string; version: number }, body: object, who = world.anna) =>
    who.patch<CustomerView & ProblemBody>(`/v1/customers/${customer.id}`, body, {
      headers: { 'if-match': `"customer-${customer.id}-${String(customer.version)}"` },
    });

  it('is found by words and filters, counted alike, and listed to and fro', async () => {
    const [lena, north] = [world.maria, world.frieda];
    const made = [await make(), await make(), await make()];
    const list = async (query: string, who = lena) =>
      (await who.get<CustomerPage>(`/v1/customers?${query}`)).body;
    const ids = (page: CustomerPage) => page.items.map(({ id }) => id);
    const [one, two, three] = made.map(({ id }) => id);

    const byIds = await list(`id=${String(one)},${String(three)}&status=PROSPECT,ACTIVE`);
    const byWords = await list(`q=${encodeURIComponent(made[1]?.number.toLowerCase() ?? '')} ort`);
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.nextCursor ?? ''}`);
    const back = await list(`limit=2&cursor=${second.previousCursor ?? ''}`);
    const counted = await lena.post<{ counts: Record<string, number> }>('/v1/customers/counts', {
      views: [
        { key: 'some', filter: { id: [one, two] } },
        { key: 'archived', filter: { status: ['ARCHIVED'] } },
      ],
    });

    expect(ids(byIds)).toEqual([three, one]);
    expect(ids(byWords)).toEqual([two]);
    expect([ids(back), back.previousCursor]).toEqual([ids(first), null]);
    expect(counted.body.counts).toEqual({ some: 2, archived: 0 });
    expect(ids(await list(`id=${String(one)}`, north))).toEqual([]);
  });

  it('is a prospect until the first order is delivered', async () => {
    const { id } = await make();

    await world.order(id, { number: 'B-1', deliveredAt: null });
    const waiting = await world.customer(id);
    const delivered = await world.order(id, { number: 'B-1' });
    const after = await world.customer(id);

    expect([waiting.status, delivered.status, after.status]).toEqual(['PROSPECT', 200, 'ACTIVE']);
    expect(after.activatedAt).toBe('2026-03-02T07:00:00.000Z');
    expect(await world.events('crm.customer.activated.v1', id)).toHaveLength(1);
    expect(await world.events('crm.customer.order.recorded.v1', id)).toEqual([
      expect.objectContaining({
        data: expect.objectContaining({ amountCents: 48_000, currency: 'EUR', deliveredAt: null }),
      }),
    ]);
  });

  it('has an order once, whoever says it how often', async () => {
    const [one, two] = [await make(), await make()];

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.order(one.id, { number: 'C-1' })),
    );
    const other = await world.order(one.id, {
      number: 'C-1',
      amount: { cents: 1, currency: 'EUR' },
    });
    const elsewhere = await world.order(two.id, { number: 'C-1' });

    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
    for (const refused of [other, elsewhere])
      expect([refused.status, refused.body.type]).toEqual([409, '/problems/order-number-taken']);
    const { body } = await world.anna.get<OrderPage>(`/v1/customers/${one.id}/orders`);
    expect(body.items).toHaveLength(1);
  });

  it('does not order in the future', async () => {
    const { id } = await make();

    const { status, body } = await world.order(id, {
      number: 'D-1',
      orderedAt: '2027-01-01T00:00:00Z',
    });

    expect([status, body.errors?.[0]?.pointer]).toEqual([400, '#/orderedAt']);
  });

  it('shows its revenue of 30, 90 and 365 days by currency', async () => {
    const { id } = await make();
    const at = (orderedAt: string) => ({ orderedAt, deliveredAt: null });
    await world.order(id, { number: 'E-1', ...at('2026-02-20T10:00:00Z') });
    await world.order(id, { number: 'E-2', ...at('2025-12-20T10:00:00Z') });
    await world.order(id, { number: 'E-3', ...at('2025-04-01T10:00:00Z') });
    await world.order(id, { number: 'E-4', ...at('2024-04-01T10:00:00Z') });
    await world.order(id, {
      number: 'E-5',
      ...at('2026-03-01T10:00:00Z'),
      amount: { cents: 700, currency: 'CHF' },
    });

    expect((await world.customer(id)).revenue).toEqual([
      { currency: 'CHF', days30Cents: 700, days90Cents: 700, days365Cents: 700 },
      { currency: 'EUR', days30Cents: 48_000, days90Cents: 96_000, days365Cents: 144_000 },
    ]);
  });

  it('is changed by the version that was read, and keeps its VAT id to itself', async () => {
    const [one, two] = [await make(), await make()];

    const saved = await patch(one, { vatId: 'de 811 234 567', paymentTerms: '30 Tage netto' });
    const stale = await patch(one, { paymentTerms: 'sofort' });
    const taken = await patch(two, { vatId: 'DE811234567' });
    const blind = await world.anna.patch(`/v1/customers/${one.id}`, { paymentTerms: 'sofort' });

    expect(saved.body).toMatchObject({
      vatId: 'DE811234567',
      paymentTerms: '30 Tage netto',
      version: 2,
    });
    expect([stale.status, blind.status]).toEqual([412, 428]);
    expect([taken.status, taken.body.type]).toEqual([409, '/problems/vat-id-taken']);
  });

  it('is found again by its VAT id', async () => {
    const one = await make();
    await patch(one, { vatId: 'ATU12345678' });
    const lead = await world.lead();

    const { body } = await world.convert(lead.id, { vatId: 'ATU 12345678' });

    expect(body.customer.id).toBe(one.id);
  });

  it('that is archived takes nothing any more', async () => {
    const one = await make();
    const archived = await patch(one, { archived: true });

    const order = await world.order(one.id, { number: 'F-1' });
    const changed = await patch(archived.body, { paymentTerms: 'x y' });

    expect(archived.body.status).toBe('ARCHIVED');
    for (const refused of [order, changed])
      expect([refused.status, refused.body.type]).toEqual([409, '/problems/customer-archived']);
  });

  it('has one history with its lead', async () => {
    const customer = await make();
    await world.order(customer.id, { number: 'G-1' });

    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: CustomerTimeline = (
        await world.anna.get<CustomerTimeline>(
          `/v1/customers/${customer.id}/timeline?limit=2${cursor && `&cursor=${cursor}`}`,
        )
      ).body;
      seen.push(...page.items.map(({ type }) => type));
      cursor = page.nextCursor;
    }

    expect(seen.slice(0, 3).sort()).toEqual([
      'crm.customer.activated.v1',
      'crm.customer.changed.v1',
      'crm.customer.order.recorded.v1',
    ]);
    expect(seen).toEqual(
      expect.arrayContaining([
        'crm.lead.converted.v1',
        'crm.lead.status.changed.v1',
        'crm.lead.activity.logged.v1',
      ]),
    );
    expect(seen.at(-1)).toBe('crm.lead.registered.v1');
  });

  it.each([
    ['the owner', () => world.anna, 200, 201],
    ['a colleague', () => world.ben, 404, 404],
    ['a stranger to the team', () => world.frieda, 404, 404],
    ['the manager', () => world.maria, 200, 201],
    ['an administrator', () => world.crm.admin, 200, 201],
    ['an auditor', () => world.auditor, 200, 403],
  ])('is seen and worked on within the scope: %s', async (who, visitor, reads, writes) => {
    const { id } = await make();

    const read = await visitor().get<ProblemBody>(`/v1/customers/${id}`);
    const timeline = await visitor().get(`/v1/customers/${id}/timeline`);
    const written = await world.order(id, { number: `H-${who.replaceAll(' ', '-')}` }, visitor());
    const { body: list } = await visitor().get<CustomerPage>('/v1/customers?limit=200');

    expect([read.status, timeline.status, written.status]).toEqual([reads, reads, writes]);
    expect(list.items.some((row) => row.id === id)).toBe(reads === 200);
    if (reads === 404) expect(read.body.type).toBe('/problems/customer-not-found');
  });

  it.each(['-createdAt', 'company'])('is listed once, page by page, by %s', async (sort) => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: CustomerPage = (
        await world.maria.get<CustomerPage>(
          `/v1/customers?limit=3&sort=${sort}${cursor && `&cursor=${cursor}`}`,
        )
      ).body;
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }

    const { body } = await world.maria.get<CustomerPage>(`/v1/customers?limit=200&sort=${sort}`);
    expect(seen).toEqual(body.items.map(({ id }) => id));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('goes to the successor when its owner leaves', async () => {
    const lead = await world.lead({}, world.ben);
    const { body } = await world.convert(lead.id);

    await world.crm.admin.post(`/v1/users/${world.ben.id}/deactivation`, {
      successorId: world.anna.id,
    });
    await world.crm.drain();

    expect((await world.customer(body.customer.id, world.anna)).ownerId).toBe(world.anna.id);
  });

  it('falls quiet: at risk, then inactive, months off not counted, and a talk brings it back', async () => {
    const [plain, patient, seasonal] = [await make(), await make(), await make()];
    const ids = [plain, patient, seasonal].map(({ id }) => id);
    for (const [nr, id] of ids.entries()) await world.order(id, { number: `Q-${String(nr)}` });
    await patch(await world.customer(patient.id), { atRiskDays: 100, inactiveDays: 400 });
    await patch(await world.customer(seasonal.id), { openMonths: [12, 1, 2, 3] });
    const statuses = () => Promise.all(ids.map(async (id) => (await world.customer(id)).status));
    const turn = (days: number) =>
      world.crm.clock.turnTo(new Date(world.crm.clock.now().getTime() + days * DAY_MS));

    turn(59);
    const before = await statuses();
    turn(1);
    const after = await statuses();
    turn(120);
    const late = await statuses();
    await world.maria.post(`/v1/leads/${plain.originLeadId}/activities`, { kind: 'CALL' });
    await world.crm.drain();

    expect(before).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
    expect(after).toEqual(['AT_RISK', 'ACTIVE', 'ACTIVE']);
    expect(late).toEqual(['INACTIVE', 'AT_RISK', 'ACTIVE']);
    expect((await statuses())[0]).toBe('ACTIVE');
    const { body } = await world.maria.get<CustomerPage>('/v1/customers?status=AT_RISK');
    expect(body.items.map(({ id }) => id)).toEqual([patient.id]);
  });

  describe('whose order the merchandise management tells', () => {
    const order = {
      number: 'ERP-1',
      orderedAt: '2026-03-01T10:00:00Z',
      deliveredAt: '2026-03-02T07:00:00Z',
      amount: { cents: 48_000, currency: 'EUR' },
    };
    const sign = (body: string) =>
      `sha256=${createHmac('sha256', ERP_SECRET).update(body).digest('hex')}`;
    const post = (body: string, signature: string) =>
      world.crm.stranger().post<ProblemBody>('/v1/integrations/erp/orders', body, {
        headers: { 'x-signature': signature },
      });
    const converted = async () => (await world.convert((await world.lead()).id)).body.customer;

    it('gets it once however often it is told, and is active from then on', async () => {
      const { id, number } = await converted();
      const body = JSON.stringify({ customerNumber: number, ...order });

      const told = await Promise.all([1, 2, 3].map(() => post(body, sign(body))));

      expect(told.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
      expect((await world.customer(id)).status).toBe('ACTIVE');
      const { body: page } = await world.maria.get<OrderPage>(`/v1/customers/${id}/orders`);
      expect(page.items.map((one) => one.number)).toEqual(['ERP-1']);
    });

    it('gets none that is not signed, not whole or not its own', async () => {
      const { number } = await converted();
      const body = JSON.stringify({ customerNumber: number, ...order, number: 'ERP-2' });
      const lacking = JSON.stringify({ customerNumber: number });
      const foreign = JSON.stringify({ customerNumber: 'RC-99999', ...order, number: 'ERP-3' });
      const taken = JSON.stringify({ customerNumber: number, ...order, number: 'ERP-4' });
      const other = JSON.stringify({
        customerNumber: (await converted()).number,
        ...order,
        number: 'ERP-4',
      });
      await post(taken, sign(taken));

      const answers = [
        await post(body, ''),
        await post(`${body} `, sign(body)),
        await post(lacking, sign(lacking)),
        await post(foreign, sign(foreign)),
        await post(other, sign(other)),
      ];

      expect(answers.map((one) => [one.status, one.body.type])).toEqual([
        [401, '/problems/order-not-signed'],
        [401, '/problems/order-not-signed'],
        [400, '/problems/invalid-request'],
        [404, '/problems/customer-not-found'],
        [409, '/problems/order-number-taken'],
      ]);
    });

    it('has no such route without a secret', () => {
      const config = new Config({ ...world.crm.config.values, ERP_WEBHOOK_SECRET: undefined });
      const guard = new ErpSignatureGuard(config);

      expect(() => guard.canActivate({} as ExecutionContext)).toThrow(RouteNotFound);
    });
  });
});
