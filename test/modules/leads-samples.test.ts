import type { ActivityPage } from '../../src/leads/activities/activities.dto';
import type { ClockStopView } from '../../src/leads/clock/clock-stops.dto';
import type { LeadPage, LeadView } from '../../src/leads/leads.dto';
import type { SampleList, SampleView } from '../../src/leads/samples/samples.dto';
import { Crm, type Visitor } from '../support/crm';

const REASON = 'Betriebsferien bis Ostern';

describe('samples, clocks and tags of leads', () => {
  let crm: Crm;
  let anna: Visitor, ben: Visitor, maria: Visitor;
  let serial = 0;

  const register = async (who: Visitor, over: object = {}): Promise<LeadView> => {
    serial += 1;
    const nr = String(serial);
    const { status, body } = await who.post<LeadView>('/v1/leads', {
      company: { name: `Kantine Nr ${nr}`, city: `Stadt ${nr}`, country: 'DE' },
      contacts: [{ lastName: `Koch ${nr}`, email: `koch${nr}@kantine.example` }],
      source: 'REFERRAL',
      ...over,
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  const activitiesOf = (leadId: string) =>
    crm.sql<{ kind: string; progress: boolean; text: string }>(
      'SELECT kind, progress, text, logged_by IS NULL AS alone FROM activities WHERE subject_id = $1 ORDER BY id',
      [leadId],
    );

  beforeAll(async () => {
    crm = await Crm.start();
    const south = await crm.team('Süd');
    anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: south });
    ben = await crm.person({ name: 'Ben Wolf', role: 'SALES', teamId: south });
    maria = await crm.person({ name: 'Maria Brandt', role: 'MANAGER', teamId: south });
  });

  afterAll(() => crm.stop());

  /** A box that has arrived, and the path of the page on which one says how it was. */
  const delivered = async (lead: LeadView): Promise<{ sample: SampleView; page: string }> => {
    const path = `/v1/leads/${lead.id}/samples`;
    const { id } = (await anna.post<SampleView>(path, { contents: '2 kg <Spätzle>' })).body;
    await anna.post(`${path}/${id}/shipment`, {});
    const sample = (await anna.post<SampleView>(`${path}/${id}/delivery`, {})).body;
    return { sample, page: new URL(sample.feedbackLink?.url ?? '').pathname };
  };
  const send = (page: string, values: Record<string, string>, lang = 'de') =>
    crm.stranger().post<string>(`${page}?lang=${lang}`, new URLSearchParams(values).toString(), {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

  it('count as contact and progress once they are on their way, and do not end the follow-ups', async () => {
    const lead = await register(anna);
    await crm.drain();
    const path = `/v1/leads/${lead.id}/samples`;
    const { body: box } = await anna.post<SampleView>(path, { contents: 'Probierpaket' });
    await anna.post(`${path}/${box.id}/packing`, {});
    const before = await activitiesOf(lead.id);
    const shipped = await anna.post<SampleView>(`${path}/${box.id}/shipment`, {});
    await anna.post(`${path}/${box.id}/shipment`, {});
    await anna.post(`${path}/${box.id}/delivery`, {});
    await crm.drain();

    expect(before).toEqual([]);
    expect(shipped.body).toMatchObject({ state: 'SHIPPED', feedbackLink: null, feedback: null });
    expect(await activitiesOf(lead.id)).toEqual([
      { kind: 'SAMPLE_SENT', progress: true, text: 'Probierpaket', alone: false },
    ]);
    expect((await anna.get<LeadView>(`/v1/leads/${lead.id}`)).body.status).toBe('ACTIVE');
    expect(await crm.sql('SELECT state FROM enrolments WHERE subject_id = $1', [lead.id])).toEqual([
      { state: 'active' },
    ]);
  });

  it('are judged by whoever got them on a page, once, and corrected while the link is good', async () => {
    const lead = await register(anna);
    const { sample, page } = await delivered(lead);
    const asked = await crm.stranger().get<string>(page);
    const wrong = await send(page, { taste: '5', ease: '', notes: 'Gern mehr' });
    const given = await send(page, { taste: '5', ease: '4', notes: 'Gern <mehr>' });
    const again = await send(page, { taste: '4', ease: '4', notes: 'Zu salzig' }, 'en');
    await send(page, { taste: '4', ease: '4', notes: 'Zu salzig' });
    await crm.drain();

    expect(asked.status).toBe(200);
    expect(asked.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(asked.body).toContain('2 kg &lt;Spätzle&gt;');
    expect(wrong.status).toBe(400);
    expect(wrong.body).toContain('id="ease-fault"');
    expect(given.status).toBe(200);
    expect(given.body).toContain('Danke für Ihre Rückmeldung');
    expect(again.body).toContain('Thank you for your feedback');
    const { items } = (await anna.get<SampleList>(`/v1/leads/${lead.id}/samples`)).body;
    expect(items).toEqual([
      expect.objectContaining({
        id: sample.id,
        state: 'FEEDBACK',
        feedback: { taste: 4, ease: 4, notes: 'Zu salzig', at: crm.clock.now().toISOString() },
      }),
    ]);
    expect(await activitiesOf(lead.id)).toEqual([
      expect.objectContaining({ kind: 'SAMPLE_SENT' }),
      {
        kind: 'SAMPLE_FEEDBACK',
        progress: true,
        text: null,
        alone: true,
      },
    ]);
    const said = (await anna.get<ActivityPage>(`/v1/leads/${lead.id}/activities`)).body.items;
    expect(said.map(({ kind, text, feedback }) => [kind, text, feedback])).toEqual(
      expect.arrayContaining([
        ['SAMPLE_SENT', '2 kg <Spätzle>', null],
        ['SAMPLE_FEEDBACK', 'Zu salzig', { taste: 4, ease: 4 }],
      ]),
    );
    const facts = await crm.sql<{ data: object }>(
      `SELECT data FROM event_log WHERE type = 'crm.lead.sample.rated.v1' AND subject_id = $1 ORDER BY tx, position`,
      [lead.id],
    );
    expect(facts.map(({ data }) => data)).toEqual([
      expect.objectContaining({ sampleId: sample.id, number: 1, taste: 5, ease: 4 }),
      expect.objectContaining({ sampleId: sample.id, number: 2, taste: 4, ease: 4 }),
    ]);
  });

  it('are judged by nobody with a link that is forged, early or late', async () => {
    const lead = await register(anna);
    const { page } = await delivered(lead);
    const forged = `${page.slice(0, -1)}${page.endsWith('A') ? 'B' : 'A'}`;

    const odd = (body: string, type: string, lang: string, accept = 'text/html') =>
      crm.stranger().post<string>(`${page}?lang=${lang}`, body, {
        headers: { 'content-type': type, accept },
      });
    const form = 'application/x-www-form-urlencoded';
    expect(await odd('<x/>', 'application/xml', 'de')).toMatchObject({
      status: 415,
      body: expect.stringContaining('Das konnten wir nicht lesen') as unknown,
    });
    expect(await odd(`notes=${'x'.repeat(2_000_000)}`, form, 'en')).toMatchObject({
      status: 413,
      body: expect.stringContaining('We could not read that') as unknown,
    });
    expect(await odd('<x/>', 'application/xml', 'de', 'application/json')).toMatchObject({
      status: 415,
      body: { type: '/problems/unsupported-media-type' },
    });
    expect((await send(forged, { taste: '1', ease: '1' })).status).toBe(404);
    await crm.days(31);
    const late = await send(page, { taste: '1', ease: '1' });
    expect(late.status).toBe(410);
    expect(late.body).toContain('abgelaufen');
    const { items } = (await anna.get<SampleList>(`/v1/leads/${lead.id}/samples`)).body;
    expect(items).toEqual([
      expect.objectContaining({ state: 'DELIVERED', feedback: null, feedbackLink: null }),
    ]);
  });

  it('have requests to stop the clock that go when their lead is closed or whoever asked takes them back', async () => {
    const [lost, converted, kept] = [
      await register(anna),
      await register(anna),
      await register(anna),
    ];
    const ask = async ({ id }: LeadView) =>
      (await anna.post<ClockStopView>(`/v1/leads/${id}/clock-stops`, { reason: REASON })).body;
    const [first, second, third] = [await ask(lost), await ask(converted), await ask(kept)];
    const stopsOf = async ({ id }: LeadView) =>
      (await anna.get<{ items: ClockStopView[] }>(`/v1/leads/${id}/clock-stops`)).body.items;
    const withdraw = (who: Visitor) =>
      who.post<ClockStopView>(`/v1/leads/${kept.id}/clock-stops/${third.id}/withdrawal`);

    await anna.post(`/v1/leads/${lost.id}/loss`, { reason: 'Kein Bedarf mehr dort' });
    await maria.post(`/v1/leads/${converted.id}/conversion`, {});
    const foreign = await withdraw(maria);
    const taken = await withdraw(anna);

    expect(await stopsOf(lost)).toEqual([
      expect.objectContaining({ id: first.id, state: 'withdrawn', decidedWhy: 'LEAD_LOST' }),
    ]);
    expect(await stopsOf(converted)).toEqual([
      expect.objectContaining({ id: second.id, state: 'withdrawn', decidedWhy: 'LEAD_CONVERTED' }),
    ]);
    expect(foreign).toMatchObject({
      status: 403,
      body: { type: '/problems/clock-stop-not-yours' },
    });
    expect(taken.body).toMatchObject({ state: 'withdrawn', decidedBy: { id: anna.id } });
    expect((await withdraw(anna)).status).toBe(409);
    expect(
      await crm.sql(
        `SELECT count(*)::int AS n FROM tasks WHERE kind = 'CLOCK_STOP_REQUESTED' AND done_at IS NULL`,
      ),
    ).toEqual([{ n: 0 }]);
    expect((await ask(kept)).state).toBe('requested');
  });

  it('are listed, counted, exported and kept in views by their tags', async () => {
    const [one, two] = [
      await register(ben, { tags: ['Messe Köln', 'Bio'] }),
      await register(ben, { tags: ['Bio'] }),
    ];
    await register(ben);
    const listed = async (query: string) =>
      (await ben.get<LeadPage>(`/v1/leads?${query}`)).body.items.map(({ id }) => id).toSorted();
    const tag = encodeURIComponent('Messe Köln');
    const counts = await ben.post('/v1/leads/counts', {
      views: [{ key: 'bio', filter: { tag: ['Bio'] } }],
    });
    const file = await maria.get<string>(`/v1/lead-exports.csv?tag=${tag}`);
    const view = await ben.post<{ filter: object }>('/v1/saved-views', {
      name: 'Bio',
      filter: { tag: ['Bio'] },
    });

    expect(await listed(`tag=${tag}`)).toEqual([one.id]);
    expect(await listed(`tag=${tag},Bio`)).toEqual([one.id, two.id].toSorted());
    expect(await listed('tag=bio')).toEqual([]);
    expect(counts.body).toMatchObject({ counts: { bio: 2 } });
    expect(file.body.split('\r\n')[0]).toContain(';Schlagwörter;');
    expect(file.body).toContain('Messe Köln, Bio');
    expect(file.body.trim().split('\r\n')).toHaveLength(2);
    expect(view.body.filter).toEqual({ tag: ['Bio'] });
    expect((await ben.get('/v1/leads/tags')).body).toEqual({
      items: [
        { tag: 'Bio', leads: 2 },
        { tag: 'Messe Köln', leads: 1 },
      ],
    });
    expect((await anna.get('/v1/leads/tags')).body).toEqual({ items: [] });
  });
});
