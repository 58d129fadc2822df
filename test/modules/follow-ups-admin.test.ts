import { Crm, type Visitor } from '../support/crm';
import { followUpWorld, type FollowUpWorld, type Trace } from '../support/follow-ups';

const SHIPPED = '019ab000-0000-7000-8000-000000000001';
const why = { reason: 'Nach der Besprechung' };

interface Problem {
  type: string;
  title: string;
  errors?: { pointer: string; detail: string }[];
}
interface Sequence {
  id: string;
  key: string;
  version: number;
  state: string;
  steps: Record<string, unknown>[];
  pausedAt: string | null;
  enrolled: number;
}
interface Offer {
  id: string;
  version: number;
  discountPct: number | null;
}

describe('what administrators arrange for follow-ups', () => {
  let world: FollowUpWorld;

  beforeAll(async () => {
    world = await followUpWorld();
  });
  afterAll(() => world.stop());

  const step = async (leadId: string, key = 'T3'): Promise<Trace['followUps'][number]> => {
    const found = (await world.trace(leadId)).followUps.find((f) => f.step === key);
    if (!found) throw new Error(`The lead has no ${key}.`);
    return found;
  };
  const later = (hours: number) =>
    world.advanceTo(new Date(world.crm.clock.now().getTime() + hours * 3_600_000).toISOString());
  const monday = async () => {
    const day = new Date(world.crm.clock.now());
    day.setUTCDate(day.getUTCDate() + ((8 - day.getUTCDay()) % 7 || 7));
    day.setUTCHours(13, 0, 0, 0);
    await world.advanceTo(day.toISOString());
  };
  const registered = async (wish: Parameters<FollowUpWorld['register']>[0] = {}) => {
    const id = await world.register(wish);
    await world.crm.drain();
    return id;
  };

  describe('offers', () => {
    const offer = (change: object = {}) => ({
      businessType: 'HOTEL',
      territory: 'DE',
      season: null,
      products: { de: ['Hausgemachte Spätzle'], en: ['Home-made spaetzle'] },
      discountPct: 40,
      minimumCents: 80_000,
      validFrom: '2026-01-01',
      validTo: null,
      ...change,
    });
    const etag = ({ id, version }: Offer) => ({
      headers: { 'if-match': `"offer-${id}-${String(version)}"` },
    });
    const post = (body: object, who: Visitor = world.crm.admin) =>
      who.post<Offer & Problem>('/v1/offers', body);

    it('count for what is decided from then on, below the ceiling, which the trace tells', async () => {
      const { body: added, status } = await post(offer());
      const [hotel, canteen] = [
        await registered(),
        await registered({ company: { businessType: 'CANTEEN' } }),
      ];
      await later(73);

      expect(status).toBe(201);
      const contents = [await step(hotel), await step(canteen)].map(
        ({ decisions }) => decisions[0]?.content?.offer as Record<string, unknown> | undefined,
      );
      expect(contents[0]).toMatchObject({
        discountPct: 25,
        cappedFromPct: 40,
        minimumCents: 80_000,
      });
      expect(contents[0]?.['products']).toMatchObject({
        de: expect.arrayContaining(['Hausgemachte Spätzle']) as unknown,
      });
      expect(contents[1]).toMatchObject({ discountPct: 25, cappedFromPct: null });

      const changed = await world.crm.admin.put<Offer>(
        `/v1/offers/${added.id}`,
        offer({ discountPct: 5 }),
        etag(added),
      );
      expect(changed.body.discountPct).toBe(5);
      const gone = await world.crm.admin.delete(`/v1/offers/${added.id}`, etag(changed.body));
      expect(gone.status).toBe(204);
      const { body } = await world.anna.get<{ items: Offer[] }>('/v1/offers');
      expect(body.items).toHaveLength(8);
    });

    it('are changed on the version that was read, so that nobody overwrites what somebody else said', async () => {
      const { body: added } = await post(offer());
      const path = `/v1/offers/${added.id}`;
      const put = (change: object, headers: object = {}) =>
        world.crm.admin.put<Offer & Problem>(path, offer(change), headers);

      const first = await put({ discountPct: 7 }, etag(added));
      const second = await put({ discountPct: 9 }, etag(added));
      const blind = await put({ discountPct: 9 });
      const stale = await world.crm.admin.delete<Problem>(path, etag(added));

      expect([first.status, first.body.version]).toEqual([200, 2]);
      expect([second.status, second.body.type]).toEqual([412, '/problems/stale-version']);
      expect(second.body).toMatchObject({ currentEtag: etag(first.body).headers['if-match'] });
      expect([blind.status, blind.body.type]).toEqual([428, '/problems/precondition-required']);
      expect(stale.status).toBe(412);
      const { body } = await world.anna.get<{ items: Offer[] }>('/v1/offers');
      expect(body.items.find(({ id }) => id === added.id)?.discountPct).toBe(7);
      expect((await world.crm.admin.delete(path, etag(first.body))).status).toBe(204);
    });

    it('do not stand beside another one for the same on the same days', async () => {
      const { body: first } = await post(offer({ season: 'ASPARAGUS', validTo: '2026-12-31' }));
      const second = await post(offer({ season: 'ASPARAGUS', validFrom: '2026-12-31' }));
      const both = await Promise.all([
        post(offer({ season: 'ASPARAGUS', validFrom: '2027-01-01', validTo: '2027-12-31' })),
        post(offer({ season: 'ASPARAGUS', validFrom: '2027-06-01' })),
      ]);
      const made = both.find(({ status }) => status === 201)?.body ?? first;
      const widened = await world.crm.admin.put<Offer & Problem>(
        `/v1/offers/${first.id}`,
        offer({ season: 'ASPARAGUS' }),
        etag(first),
      );

      expect([second.status, second.body.type]).toEqual([409, '/problems/offer-stands-already']);
      expect(second.body).toMatchObject({ offerId: first.id });
      expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
      expect([widened.status, widened.body.type]).toEqual([409, '/problems/offer-stands-already']);
      for (const one of [first, made])
        expect((await world.crm.admin.delete(`/v1/offers/${one.id}`, etag(one))).status).toBe(204);
    });

    it('always hold one for everybody', async () => {
      const general = '019ab000-0000-7000-8000-000000000010';
      const path = `/v1/offers/${general}`;
      const headers = {
        ...etag({ id: general, version: 1 } as Offer).headers,
        'accept-language': 'de',
      };
      const gone = await world.crm.admin.delete<Problem>(path, { headers });
      const narrowed = await world.crm.admin.put<Problem>(
        path,
        offer({ businessType: 'HEALTH', territory: null }),
        { headers },
      );

      expect([gone.status, gone.body.type]).toEqual([409, '/problems/general-offer-needed']);
      expect(gone.body.title).toBe('Etwas muss allen angeboten werden');
      expect([narrowed.status, narrowed.body.type]).toEqual([
        409,
        '/problems/general-offer-needed',
      ]);
      const { body } = await world.anna.get<{ items: Offer[] }>('/v1/offers');
      expect(body.items.find(({ id }) => id === general)).toMatchObject({ businessType: null });
    });

    it('are refused when they say nothing sensible, and to everybody but administrators', async () => {
      const refused = [
        await post(offer({ products: { de: ['Eins', 'Zwei'], en: ['One'] } })),
        await post(offer({ validTo: '2025-12-31' })),
        await post(offer({ territory: 'MARS' })),
      ];

      expect(refused.map(({ body }) => body.errors?.[0]?.pointer)).toEqual([
        '#/products',
        '#/validTo',
        '#/territory',
      ]);
      expect((await post(offer(), world.maria)).status).toBe(403);
      const nobody = await world.crm.admin.put<Problem>(`/v1/offers/${SHIPPED}`, offer());
      expect(nobody.body.type).toBe('/problems/offer-not-found');
    });
  });

  describe('sequences', () => {
    const list = async () =>
      (await world.maria.get<{ items: Sequence[] }>('/v1/sequences')).body.items;
    const shippedSteps = async () => {
      const shipped = (await list()).find(({ id }) => id === SHIPPED);
      if (!shipped) throw new Error('The shipped sequence is gone.');
      return shipped.steps;
    };
    const draft = (steps: object[], who: Visitor = world.crm.admin) =>
      who.post<Sequence & Problem>('/v1/sequences', { key: 'sample-then-bulk', steps });
    const act = (id: string, name: string, who: Visitor = world.crm.admin) =>
      who.post<Sequence & Problem>(`/v1/sequences/${id}/${name}`, why);

    it('have versions: a draft becomes active, and who walks through the old one goes on', async () => {
      await monday();
      const before = await registered();
      const [t3, t7] = await shippedSteps();
      const { body: made } = await draft([{ ...t3, offset: 1 }]);
      const change = (steps: object[], ifMatch?: string) =>
        world.crm.admin.patch<Sequence & Problem>(
          `/v1/sequences/${made.id}`,
          { steps },
          { headers: ifMatch === undefined ? {} : { 'if-match': ifMatch } },
        );
      const read = `"sequence-${made.id}-1"`;
      const blind = await change([{ ...t3 }]);
      const changed = await change([{ ...t3, offset: 2 }, { ...t7 }], read);
      const second = await change([{ ...t3 }], read);
      expect([blind.status, second.status]).toEqual([428, 412]);
      expect(second.headers.get('etag')).toBe(changed.headers.get('etag'));
      expect(changed.body).toMatchObject({ version: 2, state: 'draft', enrolled: 0 });

      const active = await act(made.id, 'activation');
      const after = await registered();

      expect(active.body.state).toBe('active');
      const offsets = [await step(before), await step(after)].map(
        ({ dueAt }) => (Date.parse(dueAt) - world.crm.clock.now().getTime()) / 86_400_000,
      );
      expect(offsets).toEqual([3, 2]);
      const states = (await list()).map(({ version, state }) => [version, state]);
      expect(states).toEqual([
        [2, 'active'],
        [1, 'archived'],
      ]);
      const again = [
        await act(made.id, 'activation'),
        await change([{ ...t3 }], `"sequence-${made.id}-2"`),
      ];
      expect(again.map(({ body }) => body.type)).toEqual(
        again.map(() => '/problems/sequence-state-not-possible'),
      );
    });

    it('are drafted, activated and switched off by administrators alone', async () => {
      const [t3] = await shippedSteps();

      expect((await draft([t3 ?? {}], world.maria)).status).toBe(403);
      expect((await act(SHIPPED, 'pause', world.maria)).status).toBe(403);
      expect((await world.anna.get('/v1/sequences')).status).toBe(403);
      expect((await draft([])).status).toBe(400);
      expect((await act('019ab000-0000-7000-8000-00000000ffff', 'pause')).body.type).toBe(
        '/problems/sequence-not-found',
      );
    });

    it('are switched off over all versions, also for the next one, and go on where they were', async () => {
      await monday();
      const leadId = await registered();
      expect((await act(SHIPPED, 'pause')).body.pausedAt).not.toBeNull();
      const { body: next } = await draft(await shippedSteps());
      const active = await act(next.id, 'activation');
      await later(73);

      expect(active.body.pausedAt).not.toBeNull();
      expect(await step(leadId)).toMatchObject({ state: 'planned', reason: 'PAUSED' });
      expect((await act(SHIPPED, 'pause')).body.type).toBe('/problems/sequence-state-not-possible');

      expect((await act(SHIPPED, 'resumption')).body.pausedAt).toBeNull();
      await world.crm.drain();
      expect((await step(leadId)).state).toBe('handed_over');
      const told = await world.crm.sql<{ type: string; key: string }>(
        `SELECT type, data ->> 'sequenceKey' AS key FROM event_log WHERE type LIKE 'crm.sequence.%' ORDER BY position`,
      );
      expect(told).toEqual([
        { type: 'crm.sequence.paused.v1', key: 'sample-then-bulk' },
        { type: 'crm.sequence.resumed.v1', key: 'sample-then-bulk' },
      ]);
    });

    it('that are archived take no new lead', async () => {
      await monday();
      const active = (await list()).find(({ state }) => state === 'active');
      expect((await act(active?.id ?? '', 'archival')).body.state).toBe('archived');
      const leadId = await registered();

      expect((await world.trace(leadId)).enrolment).toBeNull();
      const { body: next } = await draft(await shippedSteps());
      expect((await act(next.id, 'activation')).status).toBe(200);
    });
  });

  it('learn what an outage left behind and what will become of it', async () => {
    await monday();
    const [due, lost, silent] = [await registered(), await registered(), await registered()];
    world.crm.clock.turnTo(new Date(world.crm.clock.now().getTime() + 8 * 86_400_000));
    await world.anna.post(`/v1/leads/${lost}/loss`, { reason: 'Hat für immer geschlossen' });
    await world.anna.post(`/v1/leads/${silent}/automation-pause`, {
      reason: 'Bittet um Ruhe bis Mai',
    });

    const { body } = await world.maria.get<{
      total: number;
      items: { leadId: string; step: string; fate: string; reason: string | null }[];
      fates: { fate: string; count: number }[];
    }>('/v1/follow-ups/outage');

    expect(body.total).toBeGreaterThanOrEqual(3);
    const fates = new Map(body.items.map((i) => [`${i.leadId} ${i.step}`, [i.fate, i.reason]]));
    expect(fates.get(`${due} T3`)).toEqual(['send', null]);
    expect(fates.get(`${lost} T3`)).toEqual(['cancel', 'LEAD_LOST']);
    expect(fates.get(`${silent} T3`)).toEqual(['wait', 'PAUSED']);
    expect(body.fates.reduce((sum, { count }) => sum + count, 0)).toBe(body.total);
    const own = await world.anna.get<{ total: number }>('/v1/follow-ups/outage');
    expect(own.body.total).toBe(body.total);
    expect((await step(due)).state).toBe('planned');

    await world.crm.drain();
    expect((await step(due)).state).toBe('handed_over');
    expect((await world.maria.get<{ total: number }>('/v1/follow-ups/outage')).body.total).toBe(0);
  });

  it('see which of two equal templates a lead got', async () => {
    await monday();
    await world.crm.sql(
      `INSERT INTO email_templates (id, key, purpose, stream)
       SELECT gen_random_uuid(), key || '-b', purpose, stream FROM email_templates WHERE purpose = 'T3'`,
    );
    await world.crm.sql(
      `INSERT INTO email_template_versions (id, template_id, number, state, bodies, checksum, uses, edited_at, published_at)
       SELECT gen_random_uuid(), b.id, 1, v.state, v.bodies, v.checksum, v.uses, v.edited_at, v.published_at
         FROM email_templates b JOIN email_templates a ON b.key = a.key || '-b'
         JOIN email_template_versions v ON v.template_id = a.id`,
    );
    const leads = [];
    for (let i = 0; i < 8; i++) leads.push(await world.register());
    await world.crm.drain();
    await later(73);

    const events = await world.crm.sql<{ variant: string | null }>(
      `SELECT DISTINCT data ->> 'variant' AS variant FROM event_log
        WHERE type = 'crm.lead.followup.processed.v1' AND data ->> 'step' = 'T3' AND data ->> 'outcome' = 'queued'
          AND (data ->> 'leadId')::uuid = ANY ($1) ORDER BY 1`,
      [leads],
    );
    const keys = await world.crm.sql<{ key: string }>(
      `SELECT key FROM email_templates WHERE purpose = 'T3' ORDER BY key`,
    );
    expect(events.map(({ variant }) => variant)).toEqual(keys.map(({ key }) => key));
    const { content } = (await step(leads[0] ?? '')).decisions[0] ?? {};
    expect(content?.losers).toEqual([expect.objectContaining({ why: 'OTHER_VARIANT' })]);
  });

  it('see another place of the same database closed until they confirm it, and then this one', async () => {
    const elsewhere = await Crm.start({
      database: world.crm.database,
      env: { EMAIL_MODE: 'off', PUBLIC_URL: 'https://elsewhere.example' },
    });
    try {
      const confirmed = async (crm: Crm) =>
        (await crm.admin.get<{ confirmed: boolean }>('/v1/installation')).body.confirmed;
      expect([await confirmed(world.crm), await confirmed(elsewhere)]).toEqual([true, false]);

      await elsewhere.admin.post('/v1/installation/confirmation', {
        reason: 'Umzug auf den neuen Server',
      });

      expect([await confirmed(world.crm), await confirmed(elsewhere)]).toEqual([false, true]);
    } finally {
      await elsewhere.stop();
    }
  });
});
