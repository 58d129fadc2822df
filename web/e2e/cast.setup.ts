import { type APIRequestContext, request, test } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Cast, castFile, type Person, sessionFile, type Who } from './people';

const HEADERS = { 'x-relance-client': 'web' };

/** The system under test gets a team, people of every role, and leads; each signs in once, because sign-ins are rationed. */
test('the cast takes the stage', async () => {
  test.setTimeout(120_000);
  const baseURL = process.env['E2E_BASE_URL'] ?? process.env['E2E_URL'];
  const admin = {
    email: process.env['E2E_ADMIN_EMAIL'] ?? '',
    password: process.env['E2E_ADMIN_PASSWORD'] ?? '',
    name: 'Admin',
  };
  if (!baseURL || !admin.password)
    throw new Error(
      'Run `npm test` in the project, or set E2E_BASE_URL, E2E_ADMIN_EMAIL and E2E_ADMIN_PASSWORD to a running system.',
    );
  mkdirSync(dirname(castFile), { recursive: true });
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

  const asAdmin = await signIn(baseURL, 'admin', admin);
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
  const manager = await make('manager', 'MANAGER', team.id);
  await make('anna', 'SALES', team.id);
  await make('jonas', 'SALES', team.id);
  await make('auditor', 'AUDITOR', null);
  const managed = await asAdmin.patch(`/v1/teams/${team.id}`, {
    headers: HEADERS,
    data: { managerId: manager.id },
  });
  if (!managed.ok()) throw new Error(`The team got no manager: ${await managed.text()}`);

  const leads: Record<string, string> = {};
  for (const who of ['manager', 'jonas', 'auditor', 'anna'] as const) {
    const session = await signIn(baseURL, who, people[who]);
    if (who !== 'anna') continue;
    for (const company of ['Hotel Adler', 'Gasthof Bellevue', 'Bistro Malz', 'Café Yıldız']) {
      const lead = await post(session, '/v1/leads', leadOf(`${company} ${run}`, run));
      leads[company] = lead.id;
    }
  }
  const made: Cast = { baseURL, people, leads };
  writeFileSync(castFile, JSON.stringify(made));
});

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
  who: Who,
  { email, password }: Person,
): Promise<APIRequestContext> {
  const context = await request.newContext({ baseURL });
  const answer = await context.post('/v1/session', { headers: HEADERS, data: { email, password } });
  if (!answer.ok()) throw new Error(`${who} cannot sign in: ${await answer.text()}`);
  await context.storageState({ path: sessionFile(who) });
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
