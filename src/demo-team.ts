import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Good in a demo only, which production refuses; it stands on the screen of whoever loads it. */
export const DEMO_PASSWORD = 'probierbox-und-rahmspinat';

interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** Somebody who works by the API like everybody else, without a network between. */
export class Worker {
  constructor(
    private readonly app: NestFastifyApplication,
    private readonly token: string,
    readonly id: string,
    readonly territories: readonly string[],
  ) {}

  /** @throws Error for every answer that is neither a success nor among `also` */
  async ask<T = { id: string }>(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT',
    url: string,
    body?: unknown,
    also: readonly number[] = [],
    ifMatch?: string,
  ): Promise<Answer<T>> {
    const isText = typeof body === 'string';
    const response = await this.app.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(body !== undefined && { 'content-type': isText ? 'text/csv' : 'application/json' }),
      },
      ...(body !== undefined && { payload: isText ? body : JSON.stringify(body) }),
    });
    const { statusCode: status } = response;
    if (status >= 300 && !also.includes(status))
      throw new Error(`${method} ${url} was answered with ${String(status)}: ${response.body}`);
    return { status, body: (response.body ? response.json() : {}) as T };
  }
}

/** The people of the demo; sales users know their market. */
export interface DemoTeam {
  readonly admin: Worker;
  readonly manager: Worker;
  readonly sales: readonly Worker[];
}

export const DEMO_PEOPLE = [
  ['mara.lindner@demo.example', 'Mara Lindner', 'MANAGER', ['DE', 'CH']],
  ['jonas.weber@demo.example', 'Jonas Weber', 'SALES', ['DE']],
  ['lena.hofer@demo.example', 'Lena Hofer', 'SALES', ['DE']],
  ['reto.brunner@demo.example', 'Reto Brunner', 'SALES', ['CH']],
] as const;

/** The manager among them is made one of a team that nobody manages, and so manages it. */
export async function hireTeam(app: NestFastifyApplication, admin: Worker): Promise<DemoTeam> {
  const { body: team } = await admin.ask('POST', '/v1/teams', { name: 'Vertrieb Süd' });
  const made: { id: string; email: string; territories: readonly string[] }[] = [];
  for (const [email, name, role, territories] of DEMO_PEOPLE) {
    const password = DEMO_PASSWORD;
    const user = { email, name, role, territories, password, teamId: team.id, capabilities: [] };
    made.push({ id: (await admin.ask('POST', '/v1/users', user)).body.id, email, territories });
  }
  const [manager, ...sales] = await Promise.all(
    made.map(async ({ id, email, territories }) => {
      const payload = { email, password: DEMO_PASSWORD };
      const { cookies } = await app.inject({ method: 'POST', url: '/v1/session', payload });
      return new Worker(app, cookies[0]?.value ?? '', id, territories);
    }),
  );
  if (!manager) throw new Error('Nobody was hired.');
  return { admin, manager, sales };
}

/** Made last: whoever finds this account knows that the demo is whole. */
export async function hireAuditor(admin: Worker): Promise<void> {
  await admin.ask('POST', '/v1/users', {
    email: DEMO_AUDITOR,
    name: 'Ada Prüfer',
    role: 'AUDITOR',
    territories: ['DE', 'CH'],
    password: DEMO_PASSWORD,
  });
}
export const DEMO_AUDITOR = 'ada.pruefer@demo.example';
