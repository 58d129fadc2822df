import fc from 'fast-check';
import { Database, systemDbScope } from '../../src/core/database';
import { Ids } from '../../src/core/ids';
import { EventLog } from '../../src/events';
import { ResponseClassified } from '../../src/events/catalogue';
import { mayPerform } from '../../src/identity/access.rules';
import { type Role, scopeOf } from '../../src/identity/scope.rules';
import type { Visitor } from '../support/crm';
import { Crm, PASSWORD } from '../support/crm';
import { type HostileRequest, hostileRequest } from '../support/hostile';
import { Api, NOBODY, type Operation } from '../support/openapi';

/** Whose row it is, seen from Anna. */
const ROWS = ['own', 'team', 'other'] as const;
type Row = (typeof ROWS)[number];
type Fixtures = Readonly<Record<string, string>>;

interface Asker {
  readonly name: string;
  readonly role: Role | null;
  readonly visitor: Visitor;
  /** The rows that their scope contains. */
  readonly sees: readonly Row[];
  /** Set for an API token. */
  readonly acts?: readonly string[];
  readonly headers?: Record<string, string>;
}

/** What the parameters of a path stand for; the first that fits. Rows of nobody (`null`) are seen by all who may ask. */
const PARAMETERS: readonly (readonly [path: RegExp, names: Record<string, string | null>])[] = [
  [/^\/v1\/leads\/\{id\}\/conversion\/reversal/, { id: 'convertedLead' }],
  [
    /^\/v1\/leads\//,
    {
      id: 'lead',
      contactId: 'contact',
      stopId: 'clockStop',
      sampleId: 'sample',
      userId: 'user',
      move: 'move',
    },
  ],
  [/^\/v1\/email-messages\//, { id: 'message' }],
  [/^\/v1\/inbound-mails\//, { id: 'inboundMail' }],
  [/^\/v1\/tasks\//, { id: 'task' }],
  [/^\/v1\/lead-imports\//, { id: 'import' }],
  [/^\/v1\/follow-ups\//, { id: 'followUp' }],
  [/^\/v1\/responses\//, { id: 'response' }],
  [/^\/v1\/conversations\//, { id: 'conversation' }],
  [/^\/v1\/customers\//, { id: 'customer' }],
  [/^\/v1\/conversion-proposals\//, { id: 'proposal' }],
  [/^\/v1\/opportunities\//, { id: 'opportunity' }],
  [
    /^\/(v1\/(analytics|forms|users|teams|territories|sessions|api-tokens|email-templates|email-template-versions|email-suppressions|dev|sequences|offers|conversion-rule-sets|dead-letters|settings|whatsapp|content-packages|content-grants|campaigns|saved-views|lead-bulk-acts|providers|email-circuits)|problems|events|api\/webhook)\//,
    {
      id: null,
      key: null,
      code: null,
      name: null,
      type: null,
      report: null,
      channel: null,
      provider: null,
    },
  ],
];

/** Bodies that a schema alone does not describe. */
const BODIES: Readonly<Record<string, object>> = {
  changeLead: { sourceCampaign: 'Messe' },
  changeContact: { firstName: 'Eva' },
  addContact: { lastName: 'Neu', email: 'neu@beispiel.example' },
  logActivity: { kind: 'CALL', text: 'Angerufen', outcome: 'NO_ANSWER' },
  changeSavedView: { name: 'Messe' },
  startBulkAct: { act: { kind: 'tag', tag: 'Messe' }, leadIds: [NOBODY] },
  changeImport: { countFrom: 'import' },
  changeCustomer: { paymentTerms: '14 Tage' },
  requestClockStop: { reason: 'Ein guter Grund' },
  mergeLead: { mergeLeadId: NOBODY, mergeVersion: 1, reason: 'Dasselbe Haus zweimal' },
  unmergeLead: { reason: 'Es sind doch zwei' },
  moveSample: {},
  convertLead: {},
  openOpportunity: { leadId: NOBODY, title: 'Beilagen', amount: { cents: 1, currency: 'EUR' } },
  changeOpportunity: { title: 'Beilagen' },
  closeOpportunity: { outcome: 'lost' },
  recordConsent: {
    contactId: NOBODY,
    channel: 'email',
    state: 'refused',
    source: 'Anruf',
  },
};

describe('the API keeps its promises', () => {
  let crm: Crm;
  let api: Api;
  let askers: Asker[];
  const fixtures = {} as Record<Row, Fixtures>;
  /** Of Anna's lead. */
  let version = '';

  beforeAll(async () => {
    crm = await Crm.start({ at: '2026-03-02T13:00:00Z', env: { EMAIL_MAILBOX_PORT: '0' } });
    api = new Api(crm.app);
    const [south, north] = [await crm.team('Süd'), await crm.team('Nord')];
    const sales = (name: string, teamId: string, territories = ['DE']) =>
      crm.person({ name, role: 'SALES', teamId, territories });
    const anna = await sales('Anna Keller', south);
    const ben = await sales('Ben Wolf', south);
    const frieda = await sales('Frieda Fremd', north, ['CH']);
    const managers = [];
    for (const [name, team, territory] of [
      ['Maria Brandt', south, 'DE'],
      ['Moritz Nord', north, 'CH'],
    ] as const) {
      const manager = await crm.person({
        name,
        role: 'MANAGER',
        teamId: team,
        territories: [territory],
      });
      await crm.changeTeam(team, { managerId: manager.id });
      const email = `${name.toLowerCase().replace(' ', '.')}@relance.example`;
      await manager.post('/v1/session', { email, password: PASSWORD });
      managers.push(manager);
    }
    const [maria, moritz] = managers as [Visitor, Visitor];
    const auditor = await crm.person({ name: 'Ada Prüfer', role: 'AUDITOR' });
    const acts = ['leads.read', 'tasks.read', 'leads.write'];
    const issued = await anna.post<{ token: string }>('/v1/api-tokens', {
      name: 'Matrix',
      acts,
    });
    askers = [
      { name: 'sales', role: 'SALES', visitor: anna, sees: ['own'] },
      { name: 'manager', role: 'MANAGER', visitor: maria, sees: ['own', 'team'] },
      { name: 'manager elsewhere', role: 'MANAGER', visitor: moritz, sees: ['other'] },
      { name: 'admin', role: 'ADMIN', visitor: crm.admin, sees: ROWS },
      { name: 'auditor', role: 'AUDITOR', visitor: auditor, sees: ROWS },
      { name: 'anonymous', role: null, visitor: crm.stranger(), sees: [] },
      {
        name: 'token',
        role: 'SALES',
        visitor: crm.stranger(),
        sees: ['own'],
        acts,
        headers: { authorization: `Bearer ${issued.body.token}` },
      },
    ];
    const owners = { own: anna, team: ben, other: frieda };
    const begun = {} as Record<Row, Record<string, string>>;
    for (const row of ROWS) begun[row] = await arrange(crm, row, owners[row]);
    await crm.drain();
    await crm.admin.post('/v1/test-clock/advance', { to: '2026-03-06T13:00:00Z' });
    for (const row of ROWS) {
      fixtures[row] = await finish(crm, row, begun[row]);
    }
    version = (await anna.get(`/v1/leads/${fixtures.own['lead'] ?? ''}`)).headers.get('etag') ?? '';
  });
  afterAll(() => crm.stop());

  /** Of the parameters of a path; null when one of them has no row yet named here. */
  const kindsOf = ({ path }: Operation): Record<string, string | null> => {
    const [, names] = PARAMETERS.find(([pattern]) => pattern.test(path)) ?? [/x/, {}];
    const asked = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    const unknown = asked.filter((name) => names[name] === undefined);
    if (unknown.length > 0)
      throw new Error(`${path}: say in PARAMETERS what ${unknown.join(', ')} is.`);
    return Object.fromEntries(asked.map((name) => [name, names[name] ?? null]));
  };
  const pathOf = (operation: Operation, row: Row, nested: Row = row): string =>
    Object.entries(kindsOf(operation)).reduce((path, [name, kind]) => {
      const from = fixtures[name === 'id' ? row : nested];
      return path.replace(`{${name}}`, kind === null ? NOBODY : (from[kind] ?? NOBODY));
    }, operation.path);
  /** What must be asked for, in the form of an example. */
  const queryOf = ({ parameters }: Operation) => {
    const required = parameters.filter((one) => one.in === 'query' && one.required);
    const pairs = required.map(({ name, schema }): [string, string] => [
      name,
      String(api.example(schema ?? {})),
    ]);
    return pairs.length > 0 ? `?${String(new URLSearchParams(pairs))}` : '';
  };
  const isScoped = (operation: Operation) =>
    Object.values(kindsOf(operation)).some((kind) => kind !== null);
  const ask = async (
    { method, id, body }: Operation,
    path: string,
    asker: Asker,
    given: unknown = BODIES[id] ?? (body && api.example(body)),
  ) => {
    const response = await fetch(`${crm.url}${path}`, {
      method,
      headers: {
        cookie: asker.visitor.cookieHeader,
        'x-relance-client': 'web',
        'content-type': 'application/json',
        'if-match': version,
        ...asker.headers,
      },
      ...(method !== 'GET' && given !== null && { body: JSON.stringify(given) }),
    });
    return { status: response.status, text: await response.text() };
  };
  /** What must come before any row is looked at; null when this asker gets that far. */
  const barrier = ({ act }: Operation, { role, acts }: Asker): number | null => {
    if (act === 'public' || act === 'public-link') return null;
    if (role === null) return 401;
    return mayPerform(role, act) && (!acts || acts.includes(act)) ? null : 403;
  };
  const changesSomething = ({ method, body }: Operation) => method !== 'GET' && body === null;
  /** What stands in the rows of somebody and nowhere else. */
  const marksOf = (row: Row) => [
    `marke-${row}`,
    fixtures[row]['lead'] ?? '',
    fixtures[row]['customer'] ?? '',
  ];

  it('names an act at every operation and a row for every parameter', () => {
    expect(api.operations.filter(({ act }) => act === '')).toEqual([]);
    for (const operation of api.operations) kindsOf(operation);
    for (const row of ROWS)
      for (const [kind, id] of Object.entries(fixtures[row]))
        expect([kind, id]).not.toEqual([kind, '']);
    expect(api.operations.length).toBeGreaterThan(120);
  });

  it('refuses at every operation who is not signed in, whose role may not and whose token may not', async () => {
    const faults: unknown[] = [];
    let refused = 0;
    const before = await fingerprint(crm);
    for (const operation of api.operations)
      for (const asker of askers) {
        const expected = barrier(operation, asker);
        if (expected === null) continue;
        const { status } = await ask(operation, pathOf(operation, 'own'), asker);
        refused += 1;
        if (status !== expected) faults.push([operation.id, asker.name, status, expected]);
      }
    expect(faults.map((fault) => JSON.stringify(fault))).toEqual([]);
    expect(refused).toBeGreaterThan(400);
    expect(await fingerprint(crm)).toEqual(before);
  });

  it('hides every row of others behind the answer that there is none', async () => {
    const faults: unknown[] = [];
    let hidden = 0;
    const before = await fingerprint(crm);
    for (const operation of api.operations.filter(isScoped))
      for (const asker of askers.filter((one) => barrier(operation, one) === null))
        for (const row of ROWS.filter((one) => !asker.sees.includes(one))) {
          const { status, text } = await ask(operation, pathOf(operation, row), asker);
          hidden += 1;
          const leaked = marksOf(row).filter((mark) =>
            text.replaceAll(pathOf(operation, row), '').includes(mark),
          );
          if (status !== 404 || leaked.length > 0)
            faults.push([operation.id, asker.name, row, status, leaked, text]);
        }
    expect(faults.map((fault) => JSON.stringify(fault))).toEqual([]);
    expect(hidden).toBeGreaterThan(200);
    expect(await fingerprint(crm)).toEqual(before);
  });

  it('hides what belongs to others under a row of one’s own', async () => {
    const [sales] = askers as [Asker];
    const nested = api.operations.filter(
      (one) =>
        isScoped(one) &&
        /\}\/.*\{(contact|stop|sample)Id/.test(one.path) &&
        barrier(one, sales) === null,
    );
    for (const operation of nested) {
      const { status } = await ask(operation, pathOf(operation, 'own', 'other'), sales);
      expect([operation.id, status]).toEqual([operation.id, 404]);
    }
    expect(nested.length).toBeGreaterThan(4);
  });

  it('shows in no list, file or number what the asker may not see', async () => {
    const faults: unknown[] = [];
    const shown = new Set<string>();
    const lists = api.operations.filter(
      ({ method, path }) =>
        method === 'GET' && !path.includes('{') && path !== '/metrics' && !path.endsWith('-stream'),
    );
    for (const operation of lists)
      for (const asker of askers.filter((one) => barrier(operation, one) === null)) {
        const { status, text } = await ask(
          operation,
          `${operation.path}${queryOf(operation)}`,
          asker,
        );
        if (status >= 300 && status !== 403 && status !== 401)
          faults.push([operation.id, asker.name, status]);
        for (const row of ROWS) {
          const isSeen = marksOf(row).some((mark) => text.includes(mark));
          if (isSeen) shown.add(operation.id);
          if (isSeen && !asker.sees.includes(row)) faults.push([operation.id, asker.name, row]);
        }
      }
    expect(faults.map((fault) => JSON.stringify(fault))).toEqual([]);
    expect([...shown].sort()).toEqual(
      expect.arrayContaining([
        'listLeads',
        'listCustomers',
        'listFollowUps',
        'listResponses',
        'listConversations',
        'listInboundMails',
        'exportLeads',
      ]),
    );
  });

  it('lets through whoever may, to every row of their scope', async () => {
    const faults: unknown[] = [];
    let passed = 0;
    for (const operation of api.operations.filter((one) => isScoped(one) && !changesSomething(one)))
      for (const asker of askers.filter((one) => barrier(operation, one) === null))
        for (const row of asker.sees) {
          const { status } = await ask(operation, pathOf(operation, row), asker, {
            unbekannt: true,
          });
          passed += 1;
          const expected = operation.method === 'GET' ? 200 : 400;
          if (status !== expected) faults.push([operation.id, asker.name, row, status, expected]);
        }
    expect(faults.map((fault) => JSON.stringify(fault))).toEqual([]);
    expect(passed).toBeGreaterThan(200);
  });

  it('leaks nothing when only the policies of the database stand between', async () => {
    const db = crm.app.get(Database);
    const faults: unknown[] = [];
    let looked = 0;
    for (const { name, role, visitor, sees } of askers.filter(
      (one) => one.role && !one.acts && one.sees.length < ROWS.length,
    )) {
      const [person] = await crm.sql<{ teamIds: string[]; territories: string[] }>(
        `SELECT u.territories, array(SELECT t.id FROM teams t WHERE t.manager_id = u.id OR t.id = u.team_id) AS "teamIds"
           FROM users u WHERE u.id = $1`,
        [visitor.id],
      );
      const { teamIds = [], territories = [] } = person ?? {};
      const scope = scopeOf(
        {
          userId: visitor.id,
          role: role ?? 'SALES',
          teamIds,
          territories,
          capabilities: [],
        },
        null,
      );
      const readable = await crm.sql<{
        name: string;
        columns: string;
        writable: string | null;
        subject: boolean;
      }>(
        `SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ') AS columns,
                min(quote_ident(a.attname)) FILTER (WHERE has_column_privilege($1, c.oid, a.attnum, 'UPDATE')) AS writable,
                bool_or(a.attname = 'subject_id') AS subject
           FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND has_column_privilege($1, c.oid, a.attnum, 'SELECT')
          GROUP BY c.relname ORDER BY 1`,
        [scope.dbRole],
      );
      for (const table of readable)
        for (const row of ROWS.filter((one) => !sees.includes(one))) {
          const marks = marksOf(row).map((mark) => `%${mark}%`);
          const [found] = await db.transaction(scope, (tx) =>
            tx.rows<{ n: number }>(
              `SELECT count(*)::int AS n FROM (SELECT ${table.columns} FROM ${table.name}) t WHERE to_jsonb(t)::text LIKE ANY ($1)`,
              [marks],
            ),
          );
          looked += 1;
          if (found?.n !== 0) faults.push([name, table.name, row, found?.n]);
          if (!table.writable || !table.subject) continue;
          const written = await db.transaction(scope, (tx) =>
            tx.rows<{ n: number }>(
              `WITH w AS (UPDATE ${table.name} SET ${table.writable} = ${table.writable} WHERE subject_id = $1 RETURNING 1) SELECT count(*)::int AS n FROM w`,
              [fixtures[row]['lead']],
            ),
          );
          if (written[0]?.n !== 0) faults.push([name, 'writes', table.name, row]);
        }
    }
    expect(faults.map((fault) => JSON.stringify(fault))).toEqual([]);
    expect(looked).toBeGreaterThan(150);
  });

  it('answers a thousand hostile requests without a fault of its own and without any change', async () => {
    const requests = fc.sample(hostileRequest(api, fixtures.own), {
      numRuns: 1000,
      seed: 20261126,
    });
    const before = await fingerprint(crm);
    const statuses = new Map<number, number>();
    const faults: unknown[] = [];

    const send = async ({ operation, path, headers, body }: HostileRequest) => {
      const { method, id } = operation;
      const response = await fetch(`${crm.url}${path}`, {
        method,
        headers: { cookie: crm.admin.cookieHeader, 'x-relance-client': 'web', ...headers },
        ...(body !== null && { body }),
      });
      const text = await response.text();
      const { status } = response;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const isProblem = response.headers
        .get('content-type')
        ?.startsWith('application/problem+json');
      if (status >= 500 || (method !== 'GET' && (status < 400 || !isProblem)))
        faults.push([id, path, headers, String(body).slice(0, 300), status, text.slice(0, 300)]);
    };
    const queue = [...requests];
    const worker = async () => {
      for (let next = queue.pop(); next; next = queue.pop()) await send(next);
    };
    await Promise.all(Array.from({ length: 6 }, worker));

    expect(faults.map((fault) => JSON.stringify(fault))).toEqual([]);
    expect(await fingerprint(crm)).toEqual(before);
    expect(statuses.get(400) ?? 0).toBeGreaterThan(400);
  });
});

/** Everything that hangs on a lead of this person, up to what time has to bring. */
async function arrange(crm: Crm, row: Row, who: Visitor): Promise<Record<string, string>> {
  const country = row === 'other' ? 'CH' : 'DE';
  const made = async <T = { id: string }>(path: string, body: unknown, headers = {}) => {
    const answer = await who.post<T>(path, body, { headers });
    if (answer.status > 299) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const lead = async (what: string) => {
    const { id, contacts } = await made<{ id: string; contacts: { id: string }[] }>('/v1/leads', {
      company: {
        name: `marke-${row} ${what}`,
        city: `Ort ${row} ${what}`,
        country,
        postalCode: country === 'CH' ? '8001' : '10115',
      },
      contacts: [
        { firstName: 'Eva', lastName: 'Brandt', email: `marke-${row}.${what}@haus.example` },
      ],
      source: 'REFERRAL',
      override: { reason: 'Ein anderes Haus am Ort' },
    });
    const contactId = contacts[0]?.id ?? '';
    await made(`/v1/leads/${id}/consents`, {
      contactId,
      channel: 'email',
      state: 'given',
      basis: 'OPT_IN',
      source: 'Messe',
      proof: 'Karte vom Stand',
    });
    return { id, contactId };
  };
  const [work, mailed, doubtful, converted] = [
    await lead('arbeit'),
    await lead('mail'),
    await lead('zweifel'),
    await lead('kunde'),
  ];
  const task = await made('/v1/tasks', {
    leadId: work.id,
    text: `marke-${row}`,
    dueAt: '2026-03-09T10:00:00Z',
  });
  const stop = await made(`/v1/leads/${work.id}/clock-stops`, { reason: `marke-${row} wartet` });
  const sample = await made(`/v1/leads/${work.id}/samples`, { contents: `marke-${row}` });
  const csv = `Firma;E-Mail\nmarke-${row} Import;marke-${row}.import@haus.example\n`;
  const imported = await made(`/v1/lead-imports?fileName=marke-${row}.csv`, csv, {
    'content-type': 'text/csv',
  });
  const conversion = await crm.admin.post<{ customer: { id: string } }>(
    `/v1/leads/${converted.id}/conversion`,
    {},
  );
  return {
    lead: work.id,
    contact: work.contactId,
    task: task.id,
    clockStop: stop.id,
    sample: sample.id,
    import: imported.id,
    mailed: mailed.id,
    doubtful: doubtful.id,
    convertedLead: converted.id,
    customer: conversion.body.customer.id,
    user: who.id,
    move: 'shipment',
  };
}

/** What the days have brought: a mail, its answer, a doubt. */
async function finish(crm: Crm, row: Row, begun: Record<string, string>): Promise<Fixtures> {
  const first = async (path: string) => {
    const { body } = await crm.admin.get<{ items: { id: string }[] }>(path);
    return body.items[0]?.id ?? '';
  };
  const kept = await first(`/v1/dev/mailbox?to=marke-${row}.mail@haus.example`);
  await crm.admin.post(`/v1/dev/mailbox/${kept}/reply`, { text: `Das klingt gut, marke-${row}.` });
  await crm.app.get(Database).transaction(systemDbScope('test'), (tx) =>
    crm.app.get(EventLog).record(tx, ResponseClassified, begun['doubtful'] ?? '', {
      responseId: crm.app.get(Ids).uuid(),
      version: 1,
      leadId: begun['doubtful'] ?? '',
      contactId: null,
      class: 'POSITIVE',
      confidence: 0.7,
      channel: 'email',
      state: 'decided',
      evidence: 'de.positive.order',
      decidedBy: null,
      followUpId: null,
      about: null,
      pauseUntil: null,
      receivedAt: crm.clock.now().toISOString(),
    }),
  );
  const opportunity = await crm.admin.post<{ id: string }>('/v1/opportunities', {
    customerId: begun['customer'],
    title: `Beilagen marke-${row}`,
    amount: { cents: 250_000, currency: 'EUR' },
  });
  await crm.drain();
  return {
    ...begun,
    opportunity: opportunity.body.id,
    followUp: await first(`/v1/follow-ups?leadId=${begun['mailed'] ?? ''}`),
    message: await first(`/v1/email-messages?leadId=${begun['mailed'] ?? ''}`),
    inboundMail: await first(`/v1/inbound-mails?leadId=${begun['mailed'] ?? ''}`),
    response: await first(`/v1/responses?leadId=${begun['mailed'] ?? ''}`),
    conversation: await first(`/v1/conversations?box=all&leadId=${begun['mailed'] ?? ''}`),
    proposal: await first(`/v1/conversion-proposals?leadId=${begun['doubtful'] ?? ''}`),
  };
}

/** What looking leaves behind: an export is written down. */
const SEEN: Readonly<Record<string, string>> = { audit_log: `WHERE act NOT LIKE '%.export'` };

/** What every row of every table was, but for what a mere look changes. */
async function fingerprint(crm: Crm): Promise<unknown[]> {
  const tables = await crm.sql<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition AND relname NOT IN ('sessions', 'api_tokens') ORDER BY 1`,
  );
  return crm.sql(
    tables
      .map(
        ({ name }) =>
          `SELECT '${name}' AS name, md5(string_agg(t::text, '' ORDER BY t::text)) AS sum FROM ${name} t ${SEEN[name] ?? ''}`,
      )
      .join(' UNION ALL ') + ' ORDER BY 1',
  );
}
