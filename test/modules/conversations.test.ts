import type { ResponsePage, ResponseView } from '../../src/conversations/responses/responses.dto';
import type { TaskPage } from '../../src/leads/tasks/tasks.dto';
import { LeadsWorld, type ProblemBody } from '../support/leads-world';

describe('answers that colleagues report', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
  });

  afterAll(() => world.crm.stop());

  const report = async (outcome: string | null, kind = 'CALL') => {
    const lead = await world.lead();
    await world.anna.post(`/v1/leads/${lead.id}/activities`, { kind, text: 'Gespräch', outcome });
    await world.crm.drain();
    return lead.id;
  };
  const responses = async (query: string, who = world.anna) =>
    (await who.get<ResponsePage>(`/v1/responses?${query}`)).body.items;

  it.each([
    ['QUALIFIED', 'POSITIVE'],
    ['SUCCESSFUL', 'ENGAGED'],
    ['UNSUCCESSFUL', 'NEGATIVE'],
    ['DISQUALIFIED', 'NEGATIVE'],
  ])('mean what was said: %s is %s', async (outcome, expected) => {
    const leadId = await report(outcome);

    expect(await responses(`leadId=${leadId}`)).toEqual([
      expect.objectContaining({
        leadId,
        class: expected,
        confidence: 1,
        channel: 'person',
        state: 'decided',
        version: 1,
        decidedBy: null,
        company: expect.stringMatching(/^Gasthof Nr/),
        evidence: [{ rule: `outcome.${outcome.toLowerCase()}`, words: '' }],
      }),
    ]);
  });

  it.each([['NO_ANSWER'], ['CALLBACK_REQUESTED'], ['INFO_SENT'], [null]])(
    'are none when the outcome says nothing of the lead: %s',
    async (outcome) => {
      const leadId = await report(outcome);

      expect(await responses(`leadId=${leadId}`)).toEqual([]);
    },
  );

  it('are told once, with ids and codes only', async () => {
    const leadId = await report('QUALIFIED');

    const [response] = await responses(`leadId=${leadId}`);
    const events = await world.crm.sql(
      `SELECT key, data, causation_id IS NOT NULL AS caused FROM event_log
        WHERE type = 'crm.response.classified.v1' AND subject_id = $1`,
      [leadId],
    );
    expect(events).toEqual([
      {
        key: `resp:${response?.id ?? ''}:1`,
        caused: true,
        data: {
          responseId: response?.id,
          version: 1,
          leadId,
          contactId: null,
          class: 'POSITIVE',
          confidence: 1,
          channel: 'person',
          state: 'decided',
          evidence: 'outcome.qualified',
          decidedBy: null,
          followUpId: null,
          about: null,
          pauseUntil: null,
          receivedAt: '2026-03-02T08:00:00.000Z',
        },
      },
    ]);
  });

  it('ask the owner to close a lead that refuses, once', async () => {
    const leadId = await report('UNSUCCESSFUL');
    await world.anna.post(`/v1/leads/${leadId}/activities`, {
      kind: 'CALL',
      outcome: 'DISQUALIFIED',
    });
    await world.crm.drain();

    const { body } = await world.anna.get<TaskPage>(`/v1/tasks?leadId=${leadId}`);
    expect(body.items).toEqual([
      expect.objectContaining({
        kind: 'MARK_AS_LOST',
        assignee: { id: world.anna.id, name: 'Anna Keller' },
        dueAt: '2026-03-05T08:00:00.000Z',
      }),
    ]);
  });

  it('are decided otherwise by a person, and keep every reading', async () => {
    const leadId = await report('SUCCESSFUL');
    const [response] = await responses(`leadId=${leadId}`);

    const decide = (what: string, who = world.anna) =>
      who.post<ResponseView & ProblemBody>(`/v1/responses/${response?.id ?? ''}/decision`, {
        class: what,
      });
    const { status, body } = await decide('POSITIVE');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: 2,
      class: 'POSITIVE',
      confidence: 1,
      decidedBy: { id: world.anna.id, name: 'Anna Keller' },
      decisions: [
        { version: 1, class: 'ENGAGED', decidedBy: null },
        { version: 2, class: 'POSITIVE', decidedBy: { id: world.anna.id } },
      ],
    });
    expect((await decide('POSITIVE', world.maria)).body.version).toBe(2);
    const refused = await decide('NEGATIVE', world.maria);
    expect([refused.status, refused.body.type, refused.body['class']]).toEqual([
      409,
      '/problems/response-decided',
      'POSITIVE',
    ]);
  });

  it.each([
    ['the owner', () => world.anna, 200, 200],
    ['a colleague', () => world.ben, 404, 404],
    ['a stranger to the team', () => world.frieda, 404, 404],
    ['the manager', () => world.maria, 200, 200],
    ['an administrator', () => world.crm.admin, 200, 200],
    ['an auditor', () => world.auditor, 200, 403],
  ])('are seen and decided within the scope: %s', async (_, who, reads, decides) => {
    const leadId = await report('SUCCESSFUL');
    const [response] = await responses(`leadId=${leadId}`);
    const path = `/v1/responses/${response?.id ?? ''}`;

    const read = await who().get(path);
    const decided = await who().post(`${path}/decision`, { class: 'ENGAGED' });

    expect([read.status, decided.status]).toEqual([reads, decides]);
    expect(await responses(`leadId=${leadId}`, who())).toHaveLength(reads === 200 ? 1 : 0);
  });

  it('are listed page by page, the newest first, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: ResponsePage = (
        await world.anna.get<ResponsePage>(`/v1/responses?limit=3${cursor && `&cursor=${cursor}`}`)
      ).body;
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }

    const all = (await responses('limit=200')).map(({ id }) => id);
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(all.length);
  });

  it('cannot be rewritten once they are decided', async () => {
    await report('SUCCESSFUL');

    await expect(
      world.crm.sql(`UPDATE response_decisions SET class = 'NEGATIVE'`),
    ).rejects.toMatchObject({ code: '23001' });
  });
});
