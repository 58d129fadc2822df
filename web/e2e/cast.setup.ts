import { type APIRequestContext, request, test } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import {
  type Cast,
  castFile,
  folderOf,
  type Person,
  sessionFile,
  type System,
  systems,
  type Who,
} from './people';

const HEADERS = { 'x-relance-client': 'web' };

/** Each system under test gets a team, people of every role, and leads; each signs in once, because sign-ins are rationed. */
test('the cast takes the stage', async () => {
  test.setTimeout(600_000);
  if (systems().length === 0)
    throw new Error(
      'Run `npm test` in the project, or set E2E_BASE_URL, E2E_ADMIN_EMAIL and E2E_ADMIN_PASSWORD to a running system.',
    );
  await Promise.all(systems().map((system, worker) => stage(system, folderOf(String(worker)))));
});

async function stage({ url: baseURL, ...account }: System, folder: string): Promise<void> {
  const admin = { ...account, name: 'Admin' };
  mkdirSync(folder, { recursive: true });
  const run = Date.now().toString(36);
  const person = (name: string): Person => ({
    name,
    email: `${name.split(' ')[0]?.toLowerCase()}.${run}@relance.example`,
    password: `Garten-${run}-Leiter-42`,
  });
  const people: Record<Who, Person> = {
    admin,
    manager: person('Claudia Brandt'),
    anna: person('Anna Keller'),
    jonas: person('Jonas Wolf'),
    auditor: person('Rolf Petersen'),
  };

  const asAdmin = await signIn(baseURL, admin, sessionFile('admin', folder));
  const team = await post(asAdmin, '/v1/teams', { name: `Team ${run}` });
  const make = (who: Who, role: string, teamId: string | null) =>
    post(asAdmin, '/v1/users', {
      ...people[who],
      role,
      teamId,
      territories: ['DE'],
      capabilities: [],
      locale: 'de',
    });
  // The team is theirs: nobody else manages it.
  await make('manager', 'MANAGER', team.id);
  await make('anna', 'SALES', team.id);
  await make('jonas', 'SALES', team.id);
  await make('auditor', 'AUDITOR', null);

  const leads: Record<string, string> = {};
  for (const who of ['manager', 'jonas', 'auditor', 'anna'] as const) {
    const session = await signIn(baseURL, people[who], sessionFile(who, folder));
    if (who !== 'anna') continue;
    for (const company of ['Hotel Adler', 'Gasthof Bellevue', 'Bistro Malz', 'Café Yıldız']) {
      const lead = await post(session, '/v1/leads', leadOf(`${company} ${run}`, run));
      leads[company] = lead.id;
    }
  }
  const made: Cast = { baseURL, people, leads };
  writeFileSync(castFile(folder), JSON.stringify(made));
}

function leadOf(name: string, run: string) {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return {
    company: {
      name,
      street: 'Münsterplatz 4',
      postalCode: '79098',
      city: `Freiburg ${run}`,
      country: 'DE',
      businessType: 'HOTEL',
      annualVolume: { cents: 8_400_000, currency: 'EUR' },
    },
    contacts: [
      {
        firstName: 'Sabine',
        lastName: 'Vogt',
        role: 'BUYER',
        email: `vogt@${slug}.example`,
        primary: true,
      },
    ],
    source: 'REFERRAL',
    tags: ['Frühstück'],
    override: { reason: 'Testdaten, bewusst ähnlich' },
  };
}

async function signIn(
  baseURL: string,
  { email, password }: Person,
  path: string,
): Promise<APIRequestContext> {
  const context = await request.newContext({ baseURL });
  const answer = await context.post('/v1/session', { headers: HEADERS, data: { email, password } });
  if (!answer.ok()) throw new Error(`${email} cannot sign in: ${await answer.text()}`);
  await context.storageState({ path });
  return context;
}

async function post(
  context: APIRequestContext,
  path: string,
  data: object,
): Promise<{ id: string }> {
  const answer = await context.post(path, { headers: HEADERS, data });
  if (!answer.ok()) throw new Error(`POST ${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}
