import type { MergeResult } from '../../src/leads/merging/merges.dto';
import type { ProposalPage, ProposalView } from '../../src/customers/conversion/conversion.dto';
import type {
  Outlook,
  DryRunResult,
  FactList,
  ReplayResult,
  RuleSetList,
  RuleSetView,
  Trace,
} from '../../src/customers/judging/rule-sets.dto';
import type { TaskPage } from '../../src/leads/tasks/tasks.dto';
import { type CustomersWorld, customersWorld } from '../support/customers';
import type { ProblemBody } from '../support/leads-world';

describe('the rules', () => {
  let world: CustomersWorld;

  beforeAll(async () => {
    world = await customersWorld();
  });

  afterAll(() => world.crm.stop());

  const trace = async (leadId: string, who = world.anna) =>
    (await who.get<Trace>(`/v1/leads/${leadId}/conversion-trace`)).body.items;
  const statusOf = async (leadId: string) => (await world.read(leadId)).status;
  const sets = async () =>
    (await world.crm.admin.get<RuleSetList>('/v1/conversion-rule-sets')).body.items;
  const active = async () => {
    const found = (await sets()).find(({ state }) => state === 'active');
    if (!found) throw new Error('No rule set is active.');
    return found;
  };
  const draft = (rules: unknown, who = world.crm.admin) =>
    who.post<RuleSetView & ProblemBody>('/v1/conversion-rule-sets', { name: 'Entwurf', rules });
  const setting = (key: string, value: unknown, territory?: string) =>
    world.crm.admin.set(key, { value, ...(territory && { territory }) });

  it('make a customer of a lead that says yes itself', async () => {
    const lead = await world.lead();

    await world.answer(lead.id);

    expect(await statusOf(lead.id)).toBe('CONVERTED');
    const [judged] = await trace(lead.id);
    expect(judged).toMatchObject({
      ruleSetVersion: 1,
      matched: ['written-positive'],
      action: 'CONVERT',
      result: 'DONE',
      customerId: expect.any(String),
      facts: {
        responseClass: 'POSITIVE',
        confidence: 0.95,
        saidBy: 'LEAD',
        leadStatus: 'REGISTERED',
      },
    });
    expect(judged?.rules.map(({ key, holds }) => [key, holds])).toEqual([
      ['written-positive', true],
      ['reported-positive', false],
      ['likely-positive', false],
      ['two-unlocks', false],
      ['otherwise', true],
    ]);
    const [converted] = await world.events('crm.lead.converted.v1', lead.id);
    expect(converted?.data).toMatchObject({
      responseId: judged?.responseId,
      rule: { key: 'written-positive', setVersion: 1 },
      convertedBy: null,
    });
    const [activity] = await world.crm.sql<{ text: string }>(
      `SELECT text FROM activities WHERE subject_id = $1 AND kind = 'CONVERTED'`,
      [lead.id],
    );
    expect(activity?.text).toContain(
      `rule written-positive v1 · response ${judged?.responseId ?? ''}`,
    );
  });

  it('are foretold for each class, by those who decide, and change nothing', async () => {
    const lead = await world.lead();

    const { body } = await world.anna.get<Outlook>(`/v1/leads/${lead.id}/conversion-outlook`);
    const foreign = await world.frieda.get(`/v1/leads/${lead.id}/conversion-outlook`);

    expect(body.enabled).toBe(true);
    expect(Object.fromEntries(body.items.map((item) => [item.class, item.action]))).toEqual({
      POSITIVE: 'CONVERT',
      ENGAGED: 'IGNORE',
      NEUTRAL: 'IGNORE',
      NEGATIVE: 'IGNORE',
      UNSUBSCRIBE: 'IGNORE',
      AUTO_REPLY: 'IGNORE',
    });
    expect(foreign.status).toBe(404);
    expect((await world.read(lead.id)).status).toBe('REGISTERED');
  });

  it('are tried on what was known at an evaluation of before', async () => {
    const lead = await world.lead();
    await world.answer(lead.id);
    const [judged] = await trace(lead.id);
    const [stored] = await sets();
    const path = `/v1/conversion-rule-sets/${stored?.id ?? ''}/dry-run`;
    const nothing = {
      key: 'nothing',
      name: { de: 'Nichts', en: 'Nothing' },
      when: { all: [{ fact: 'leadStatus', operator: 'equal', value: 'ACTIVE' }] },
      then: { action: 'IGNORE' },
      stop: true,
    };
    const run = (evaluationId: string | undefined) =>
      world.crm.admin.post<DryRunResult & ProblemBody>(path, {
        leadId: lead.id,
        evaluationId,
        rules: [nothing],
      });

    const then = await run(judged?.id);
    const unknown = await run(lead.id);

    expect(then.body.facts).toEqual(judged?.facts);
    expect(then.body.rules.map(({ key }) => key)).toEqual(['nothing']);
    expect([unknown.status, unknown.body.type]).toEqual([
      404,
      '/problems/conversion-evaluation-not-found',
    ]);
  });

  it('can be read as sentences in both languages', async () => {
    const lead = await world.lead();
    await world.answer(lead.id);

    const [judged] = await trace(lead.id);

    expect(judged?.sentence.de).toMatch(
      /^Der Lead wird Kunde, denn die Regel „Zusage des Leads“ trifft zu: Klasse der Antwort ist positiv; Sicherheit der Klasse ist mindestens 90\s% \(95\s%\);/,
    );
    expect(judged?.sentence.en).toMatch(
      /^The lead becomes a customer, since the rule “The lead says yes” matches: class of the answer is positive; confidence of the class is at least 90% \(95%\);/,
    );
  });

  it('qualify a lead of which a colleague reports a yes', async () => {
    const lead = await world.lead();
    await world.anna.post(`/v1/leads/${lead.id}/activities`, {
      kind: 'CALL',
      outcome: 'QUALIFIED',
    });

    await world.crm.drain();

    expect(await world.read(lead.id)).toMatchObject({ status: 'QUALIFIED', stage: 2 });
    expect((await trace(lead.id))[0]).toMatchObject({
      matched: ['reported-positive'],
      result: 'DONE',
    });
  });

  it('qualify a lead that unlocks twice in 14 days', async () => {
    const lead = await world.lead();
    const unlock = {
      class: 'ENGAGED' as const,
      confidence: 0.6,
      channel: 'whatsapp' as const,
      evidence: 'tap.unlock',
    };

    await world.answer(lead.id, unlock);
    const once = await statusOf(lead.id);
    await world.answer(lead.id, unlock);

    expect([once, await statusOf(lead.id)]).toEqual(['REGISTERED', 'QUALIFIED']);
  });

  it('ignore everything else, and say so', async () => {
    const lead = await world.lead();

    await world.answer(lead.id, { class: 'NEUTRAL', confidence: 1 });

    expect(await statusOf(lead.id)).toBe('REGISTERED');
    expect((await trace(lead.id))[0]).toMatchObject({
      action: 'IGNORE',
      result: 'NOTHING',
      sentence: { de: 'Es geschieht nichts, denn die Regel „Alles andere“ trifft zu.' },
    });
  });

  describe('in doubt', () => {
    const proposals = async (leadId: string, who = world.maria) =>
      (await who.get<ProposalPage>(`/v1/conversion-proposals?leadId=${leadId}`)).body.items;
    const decide = (id: string, body: object, who = world.maria) =>
      who.post<ProposalView & ProblemBody>(`/v1/conversion-proposals/${id}/decision`, body);
    const tasks = async (leadId: string, state: string) =>
      (await world.maria.get<TaskPage>(`/v1/tasks?leadId=${leadId}&state=${state}`)).body.items;
    const doubtful = async () => {
      const lead = await world.lead();
      await world.answer(lead.id, { confidence: 0.75, state: 'review' });
      const [proposal] = await proposals(lead.id);
      return { leadId: lead.id, id: proposal?.id ?? '' };
    };

    it('ask whoever manages the team, once', async () => {
      const { leadId } = await doubtful();
      await world.answer(leadId, { confidence: 0.6, state: 'review' });

      expect(await proposals(leadId)).toHaveLength(1);
      expect(await tasks(leadId, 'open')).toEqual([
        expect.objectContaining({ kind: 'APPROVE_CONVERSION', assignee: null }),
      ]);
      const { body } = await world.anna.get<TaskPage>(`/v1/tasks?leadId=${leadId}`);
      expect(body.items).toEqual([]);
      const taskId = (await tasks(leadId, 'open'))[0]?.id ?? '';
      expect((await world.anna.post(`/v1/tasks/${taskId}/completion`)).status).toBe(404);
      expect(await statusOf(leadId)).toBe('REGISTERED');
    });

    it('convert when the manager approves, and nobody decides twice', async () => {
      const { leadId, id } = await doubtful();

      const { status, body } = await decide(id, { outcome: 'approved' });
      const again = await decide(id, { outcome: 'refused', reason: 'Doch nicht' });

      expect([status, body.state, body.decidedBy?.id]).toEqual([200, 'approved', world.maria.id]);
      expect(await statusOf(leadId)).toBe('CONVERTED');
      expect(await tasks(leadId, 'open')).toEqual([]);
      expect([again.status, again.body.type]).toEqual([409, '/problems/approval-decided']);
      expect(await world.events('crm.conversion.reviewed.v1', leadId)).toEqual([
        {
          key: `conversion:${leadId}:1:reviewed`,
          data: expect.objectContaining({ outcome: 'approved', decidedBy: world.maria.id }),
        },
      ]);
    });

    it('leave the lead alone when the manager refuses with a reason', async () => {
      const { leadId, id } = await doubtful();

      const silent = await decide(id, { outcome: 'refused' });
      const refused = await decide(id, { outcome: 'refused', reason: 'Nur höflich gemeint' });

      expect([silent.status, refused.status, refused.body.state]).toEqual([400, 200, 'refused']);
      expect(await statusOf(leadId)).toBe('REGISTERED');
      expect(await tasks(leadId, 'open')).toEqual([]);
    });

    it('have nothing left to ask once the lead is converted otherwise', async () => {
      const { leadId } = await doubtful();

      await world.convert(leadId);

      expect((await proposals(leadId)).map(({ state }) => state)).toEqual(['obsolete']);
    });

    it('go with a merge, and are asked again when that is taken back', async () => {
      const { leadId, id } = await doubtful();
      const into = await world.lead();
      const merge = (body: object, headers: Record<string, string> = {}) =>
        world.anna.post<MergeResult>(
          `/v1/leads/${into.id}/merge`,
          { mergeLeadId: leadId, ...body },
          { headers },
        );
      const { body: shown } = await merge({ dryRun: true });
      const { survivor, merged } = shown.versions;
      const done = await merge(
        { mergeVersion: merged, reason: 'Dasselbe Haus, zweimal erfasst' },
        { 'if-match': `"lead-${into.id}-${String(survivor)}"` },
      );
      await world.crm.drain();

      expect(shown.ended).toMatchObject({ proposals: 1, tasks: 0 });
      expect(done.status).toBe(200);
      expect(await proposals(leadId)).toMatchObject([{ id, state: 'obsolete', reason: 'MERGED' }]);
      expect(await tasks(into.id, 'open')).toEqual([]);

      await world.anna.post(`/v1/leads/${leadId}/unmerge`, { reason: 'Es sind doch zwei Häuser' });
      await world.crm.drain();
      expect(await proposals(leadId)).toMatchObject([{ id, state: 'pending', reason: null }]);
      expect(await tasks(leadId, 'open')).toMatchObject([{ kind: 'APPROVE_CONVERSION' }]);
      expect((await decide(id, { outcome: 'approved' })).status).toBe(200);
      expect(await statusOf(leadId)).toBe('CONVERTED');
    });

    it('are not decided by those who may not', async () => {
      const { id } = await doubtful();

      expect((await decide(id, { outcome: 'approved' }, world.anna)).status).toBe(403);
      const missing = await decide('019ab000-0000-7000-8000-00000000dead', { outcome: 'approved' });
      expect([missing.status, missing.body.type]).toEqual([404, '/problems/approval-not-found']);
    });
  });

  it('only judge where they are switched off', async () => {
    const lead = await world.lead();
    await setting('conversion.enabled', false, 'DE');

    await world.answer(lead.id);
    await setting('conversion.enabled', true, 'DE');

    expect(await statusOf(lead.id)).toBe('REGISTERED');
    expect((await trace(lead.id))[0]).toMatchObject({ action: 'CONVERT', result: 'SWITCHED_OFF' });
  });

  it('stop where one fact has led to another too often', async () => {
    const lead = await world.lead();
    await setting('conversion.causes-most', 1);
    const registered = await world.crm.sql<{ id: string }>(
      `SELECT id FROM event_log WHERE subject_id = $1 AND type = 'crm.lead.registered.v1'`,
      [lead.id],
    );
    const call = { kind: 'CALL', outcome: 'QUALIFIED' };
    await world.crm.sql(`ALTER TABLE event_log DISABLE TRIGGER USER`);
    await world.anna.post(`/v1/leads/${lead.id}/activities`, call);
    await world.crm.sql(
      `UPDATE event_log SET causation_id = $2 WHERE subject_id = $1 AND type = 'crm.lead.activity.logged.v1'`,
      [lead.id, registered[0]?.id],
    );
    await world.crm.sql(`ALTER TABLE event_log ENABLE TRIGGER USER`);

    await world.crm.drain();
    await setting('conversion.causes-most', 6);

    expect((await trace(lead.id))[0]).toMatchObject({ action: 'QUALIFY', result: 'TOO_DEEP' });
    expect(await statusOf(lead.id)).toBe('ACTIVE');
  });

  it('say which facts there are', async () => {
    const { body } = await world.maria.get<FactList>('/v1/conversion-facts');

    expect(body.facts).toHaveLength(19);
    expect(body.facts.every(({ description }) => description.de && description.en)).toBe(true);
    expect(body.actions).toContain('REQUIRE_APPROVAL');
  });

  it('are drafted, tried on one lead, and change nothing before they are active', async () => {
    const lead = await world.lead();
    const { rules } = await active();
    const never = rules.filter(({ key }) => key !== 'written-positive');
    const { body: made } = await draft(never);

    const tried = await world.maria.post<DryRunResult>(
      `/v1/conversion-rule-sets/${made.id}/dry-run`,
      {
        leadId: lead.id,
        answer: { class: 'POSITIVE', confidence: 0.99, channel: 'email' },
      },
    );

    expect(tried.body).toMatchObject({ action: 'IGNORE', matched: ['otherwise'] });
    expect(await trace(lead.id)).toEqual([]);
    expect(await statusOf(lead.id)).toBe('REGISTERED');
  });

  it('replayed unchanged differ in nothing, and a draft says whom it would have converted', async () => {
    const lead = await world.lead();
    await world.answer(lead.id, { confidence: 0.8, state: 'review' });
    const current = await active();
    const bolder = current.rules.map((rule) =>
      rule.key === 'likely-positive' ? { ...rule, then: { action: 'CONVERT' as const } } : rule,
    );
    const replay = async (body: object) =>
      (await world.maria.post<ReplayResult>(`/v1/conversion-rule-sets/${current.id}/replay`, body))
        .body;

    const unchanged = await replay({});
    const changed = await replay({ rules: bolder });
    const { rules } = current;
    const none = await replay({ rules: rules.filter(({ key }) => key === 'otherwise') });

    expect(unchanged).toMatchObject({
      wouldConvert: 0,
      wouldNot: 0,
      earlier: 0,
      later: 0,
      differences: [],
    });
    expect(unchanged.answers).toBeGreaterThan(5);
    expect(changed.differences).toContainEqual(
      expect.objectContaining({ leadId: lead.id, kind: 'WOULD_CONVERT', wasId: null }),
    );
    expect(changed.matches['likely-positive']).toBeGreaterThan(0);
    expect(none.wouldNot).toBeGreaterThan(0);
    expect(none.wouldConvert).toBe(0);
  });

  it('are edited as drafts only, by one at a time', async () => {
    const current = await active();
    const { body: made } = await draft(current.rules);
    const save = (id: string, revision: number) =>
      world.crm.admin.put<RuleSetView & ProblemBody>(`/v1/conversion-rule-sets/${id}`, {
        name: 'Neu',
        rules: current.rules,
        revision,
      });

    const saved = await save(made.id, 1);
    const stale = await save(made.id, 1);
    const fixed = await save(current.id, current.revision);
    const missing = await save('019ab000-0000-7000-8000-00000000dead', 1);

    expect([saved.status, saved.body.revision]).toEqual([200, 2]);
    expect([stale.status, stale.body.type]).toEqual([412, '/problems/stale-version']);
    expect([fixed.status, fixed.body.type]).toEqual([409, '/problems/rule-set-not-draft']);
    expect([missing.status, missing.body.type]).toEqual([404, '/problems/rule-set-not-found']);
  });

  it('refuse a draft that cannot be evaluated, and say where', async () => {
    const clause = { fact: 'ageDays', operator: 'lessThan', value: 'three' };
    const rule = { key: 'a', name: { de: 'A', en: 'A' }, when: { all: [clause] }, stop: true };

    const { status, body } = await draft([{ ...rule, then: { action: 'CONVERT' } }]);

    expect(status).toBe(400);
    expect(body.errors?.[0]?.pointer).toMatch(/^#\/rules\/0\/when/);
  });

  it.each([
    ['a manager', () => world.maria, 200, 403],
    ['an auditor', () => world.auditor, 200, 403],
    ['a sales user', () => world.anna, 403, 403],
  ])('are read and written by those who may: %s', async (_, who, reads, writes) => {
    const { rules } = await active();

    expect((await who().get('/v1/conversion-rule-sets')).status).toBe(reads);
    expect((await draft(rules, who())).status).toBe(writes);
  });

  it('decide anew once a draft is active, and the old ones are kept', async () => {
    const before = await active();
    const { body: made } = await draft([
      {
        key: 'ask-somebody',
        name: { de: 'Jemand fragt nach', en: 'Somebody asks' },
        when: { all: [{ fact: 'territory', operator: 'equal', value: 'DE' }] },
        then: { action: 'CREATE_TASK', for: 'OWNER' },
        stop: true,
      },
    ]);

    const { body } = await world.crm.admin.post<RuleSetView>(
      `/v1/conversion-rule-sets/${made.id}/activation`,
    );
    const lead = await world.lead();
    await world.answer(lead.id);

    expect(body).toMatchObject({ state: 'active', version: 2 });
    expect((await sets()).find(({ id }) => id === before.id)?.state).toBe('archived');
    const { body: tasks } = await world.anna.get<TaskPage>(`/v1/tasks?leadId=${lead.id}`);
    expect(tasks.items).toEqual([
      expect.objectContaining({ kind: 'CONVERSION_RULE', subjectCode: 'ask-somebody' }),
    ]);
    expect(await statusOf(lead.id)).toBe('REGISTERED');
    expect((await trace(lead.id))[0]).toMatchObject({ ruleSetVersion: 2, action: 'CREATE_TASK' });
  });
});
