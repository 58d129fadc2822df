import type { TimelineItem, TimelinePage } from '../../src/cockpit/timeline/timeline.dto';
import { Database } from '../../src/core/database';
import type { TaskView } from '../../src/leads/tasks/tasks.dto';
import type { Visitor } from '../support/crm';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

const T3_DAY = '2026-03-05T13:30:00Z';
const T7_DAY = '2026-03-10T13:30:00Z';

const short = (item: TimelineItem) => item.type.replace(/^crm\.|\.v1$/g, '');

describe('the timeline of a lead', () => {
  let world: FollowUpWorld;
  let fremd: Visitor;

  beforeAll(async () => {
    world = await followUpWorld();
    fremd = await world.crm.person({ name: 'Frida Fremd', role: 'SALES' });
  });

  afterAll(() => world.stop());

  const read = async (id: string, query = '', who = world.anna) => {
    const { status, body } = await who.get<TimelinePage>(`/v1/leads/${id}/timeline${query}`);
    expect(status).toBe(200);
    return body;
  };
  const pages = async (id: string, query: string): Promise<TimelineItem[]> => {
    const items: TimelineItem[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: TimelinePage = await read(id, `${query}${cursor && `&cursor=${cursor}`}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  };
  const work = async (id: string) => {
    const { body: lead } = await world.anna.get<{ contacts: { id: string }[] }>(`/v1/leads/${id}`);
    await world.anna.post(`/v1/leads/${id}/activities`, { kind: 'NOTE', text: 'Am Stand gewesen' });
    await world.anna.post(`/v1/leads/${id}/consents`, {
      contactId: lead.contacts[0]?.id,
      channel: 'whatsapp',
      state: 'refused',
      source: 'am Telefon',
    });
    const { body: task } = await world.anna.post<TaskView>('/v1/tasks', {
      leadId: id,
      text: 'Muster vorbereiten',
      dueAt: '2026-03-04T08:00:00.000Z',
    });
    await world.anna.post(`/v1/tasks/${task.id}/completion`);
  };

  /** One lead that has everything, made once: its tests only read. */
  let told: Promise<string> | undefined;
  const story = () =>
    (told ??= (async () => {
      const id = await world.register();
      await work(id);
      await world.advanceTo(T3_DAY);
      const t7 = (await world.trace(id)).followUps.find(({ step }) => step === 'T7');
      await world.anna.post(`/v1/follow-ups/${String(t7?.id)}/skip`, {
        reason: 'Wir haben telefoniert',
      });
      return id;
    })());

  it('merges what leads, mail and follow-ups know, one line each, the newest first', async () => {
    const { items } = await read(await story());

    expect(items.map(short)).toEqual([
      'lead.followup.processed',
      'email.sent',
      'lead.followup.processed',
      'email.queued',
      'task.completed',
      'task.opened',
      'consent.changed',
      'lead.activity.logged',
      'consent.changed',
      'lead.registered',
    ]);
    const [skipped, sent, decided] = items;
    expect(skipped?.decision).toMatchObject({
      step: 'T7',
      outcome: 'skipped',
      reason: 'SKIPPED_BY_HAND',
      reasonText: 'Der Schritt wurde von Hand übersprungen.',
      note: 'Wir haben telefoniert',
      decidedBy: { id: world.anna.id, name: 'Anna Keller' },
    });
    expect(sent?.mail).toMatchObject({ status: 'sent', toAddress: 'chef1@hotel.example' });
    expect(decided?.decision).toMatchObject({ step: 'T3', outcome: 'queued', decidedBy: null });
    expect(decided?.mail?.messageId).toBe(sent?.mail?.messageId);
    expect(items[4]?.task).toMatchObject({ text: 'Muster vorbereiten' });
    expect(items[6]?.consent).toMatchObject({ state: 'refused', source: 'am Telefon' });
    expect(items[7]?.activity).toMatchObject({ kind: 'NOTE', text: 'Am Stand gewesen' });
    expect(items[9]?.people).toEqual([{ id: world.anna.id, name: 'Anna Keller' }]);
  });

  it('is read page by page without loss or doubles, whatever the size of a page', async () => {
    const id = await story();
    const whole = (await read(id)).items.map((item) => item.id);

    for (const limit of [1, 2, 3, 7]) {
      const paged = await pages(id, `?limit=${String(limit)}`);
      expect(paged.map((item) => item.id)).toEqual(whole);
    }
  });

  it('is filtered by what it tells, and the parts make the whole', async () => {
    const id = await story();

    const parts = await Promise.all(
      ['messages', 'activities', 'automation', 'changes'].map(async (filter) => {
        const items = await pages(id, `?filter=${filter}&limit=2`);
        expect(new Set(items.map(({ group }) => group))).toEqual(new Set([filter]));
        return items;
      }),
    );

    const sequences = parts.flat().map(({ sequence }) => sequence);
    const whole = (await read(id)).items.map(({ sequence }) => sequence);
    expect(sequences.sort().reverse()).toEqual(whole);
    expect((await world.anna.get(`/v1/leads/${id}/timeline?filter=all`)).status).toBe(400);
  });

  it('gives from a place on only what is new', async () => {
    const id = await world.register();
    const { asOfSequence } = await read(id);
    await world.anna.post(`/v1/leads/${id}/activities`, { kind: 'NOTE', text: 'Neu' });

    const { items } = await read(id, `?after=${asOfSequence}`);

    expect(items.map((item) => item.activity?.text)).toEqual(['Neu']);
  });

  it('says why a step was put off and what would have let it go, in the language of the reader', async () => {
    const id = await world.register({ consent: null });
    await world.advanceTo(T7_DAY);
    expect((await world.maria.patch('/v1/me', { locale: 'en' })).status).toBe(200);

    const [german] = (await read(id, '?filter=automation')).items.slice(-1);
    const [english] = (await read(id, '?filter=automation', world.maria)).items.slice(-1);

    expect(german?.decision).toMatchObject({ outcome: 'skipped', reason: 'NO_CONSENT' });
    expect(german?.decision?.sentence).toContain('übersprungen');
    expect(german?.decision?.counterfactual).toContain('wenn die Einwilligung vorläge');
    expect(english?.decision?.reasonText).toBe(
      'There is no legal basis for advertising on this channel.',
    );
    expect(english?.decision?.counterfactual).toContain('if the consent were given');
  });

  it('tells of a withdrawal by the recipient and of the step that is off for it', async () => {
    const id = await world.register();
    await world.advanceTo('2026-03-16T13:30:00Z');
    const raw = world.sink.mails.at(-1)?.raw ?? '';
    const link = /List-Unsubscribe:[^<]*<([^>]+)>/.exec(raw.replaceAll(/\r?\n[ \t]+/g, ' '))?.[1];
    const path = new URL(String(link)).pathname;
    const response = await fetch(`${world.crm.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(response.status).toBe(200);
    await world.crm.drain();

    const { items } = await read(id);

    const kinds = items.map(short);
    expect(kinds).toContain('email.unsubscribed');
    const off = items.find((item) => short(item) === 'lead.followup.cancelled');
    expect(off?.decision).toMatchObject({ outcome: 'cancelled', reason: 'OPTED_OUT' });
    expect(off?.decision?.sentence).toContain('entfällt');
  });

  it('is for those who see the lead, and goes along with it to another owner', async () => {
    const id = await story();
    const whole = (await read(id, '', world.maria)).items.map((item) => item.id);
    expect((await fremd.get(`/v1/leads/${id}/timeline`)).status).toBe(404);

    await world.crm.admin.post(`/v1/leads/${id}/assignment`, {
      ownerId: fremd.id,
      reason: 'Gehört ins andere Gebiet',
    });

    expect((await world.anna.get(`/v1/leads/${id}/timeline`)).status).toBe(404);
    const { items } = await read(id, '', fremd);
    expect(items.slice(1).map((item) => item.id)).toEqual(whole);
    expect(items.every(({ type, mail }) => !type.includes('email') || mail !== null)).toBe(true);
  });

  it('asks the same number of questions for a page of one and of many', async () => {
    const id = await world.register();
    await world.advanceTo('2026-03-19T13:30:00Z');
    await work(id);
    const db = world.crm.app.get(Database);
    const open = db.transaction.bind(db);
    let asked = 0;
    const spy = jest.spyOn(db, 'transaction').mockImplementation((scope, act) =>
      open(scope, (tx) =>
        act({
          ...tx,
          rows: (...query) => {
            if (scope.dbRole === 'relance_sales') asked += 1;
            return tx.rows(...query);
          },
        }),
      ),
    );
    const questions = async (limit: number) => {
      asked = 0;
      const { items } = await read(id, `?limit=${String(limit)}`);
      expect(items.length).toBeGreaterThanOrEqual(Math.min(limit, 8));
      return asked;
    };

    try {
      const forMany = await questions(200);
      expect(forMany).toBeLessThanOrEqual(20);
      expect(await questions(8)).toBeLessThanOrEqual(forMany);
      await work(id);
      await work(id);
      expect(await questions(200)).toBe(forMany);
    } finally {
      spy.mockRestore();
    }
  });
});
