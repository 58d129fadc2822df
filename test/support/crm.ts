import type { AddressInfo } from 'node:net';
import { type ModuleMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { register } from 'prom-client';
import { APP_OPTIONS, dress, httpAdapter } from '../../src/app';
import { AppModule } from '../../src/app.module';
import { TurnableClock } from '../../src/core/clock';
import { Config, readConfig } from '../../src/core/config';
import { seededRandom } from '../../src/core/ids';
import { Log } from '../../src/core/log';
import { Loops } from '../../src/core/loops';
import { Live } from '../../src/events';
import { foldGerman } from '../../src/leads/normalisation.rules';
import { asSuperuser, testDatabase, type TestDatabase } from './database';

export const ADMIN = { email: 'admin@relance.example', password: 'correct-horse-battery' };
export const ERP_SECRET = 'erp-'.repeat(10);
export const PASSWORD = 'sieben-kleine-zwerge';
const DAY_MS = 86_400_000;
/** Tests ask faster than people. */
export const UNLIMITED = {
  RATE_LIMIT_READS_PER_MINUTE: '1000000',
  RATE_LIMIT_WRITES_PER_MINUTE: '1000000',
  RATE_LIMIT_SEARCHES_PER_MINUTE: '1000000',
  RATE_LIMIT_SIGN_INS_PER_5_MINUTES: '1000000',
  RATE_LIMIT_FORMS_PER_5_MINUTES: '1000000',
};

interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

interface RequestOptions {
  readonly headers?: Record<string, string>;
}

/** A person at a browser: keeps the cookie, sends what the screens send. */
export class Visitor {
  private cookie = '';

  constructor(
    private readonly url: string,
    readonly id: string = '',
  ) {}

  get cookieHeader(): string {
    return this.cookie;
  }

  async send<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    { headers = {} }: RequestOptions = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.cookie && { cookie: this.cookie }),
        ...(method !== 'GET' && { 'x-relance-client': 'web' }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const set of response.headers.getSetCookie()) this.cookie = set.split(';')[0] ?? '';
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text ? JSON.parse(text) : text) as T,
    };
  }

  get<T = Record<string, unknown>>(path: string, options?: RequestOptions): Promise<Answer<T>> {
    return this.send<T>('GET', path, undefined, options);
  }

  post<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    options?: RequestOptions,
  ): Promise<Answer<T>> {
    return this.send<T>('POST', path, body, options);
  }

  patch<T = Record<string, unknown>>(
    path: string,
    body: unknown,
    options?: RequestOptions,
  ): Promise<Answer<T>> {
    return this.send<T>('PATCH', path, body, options);
  }

  put<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    options?: RequestOptions,
  ): Promise<Answer<T>> {
    return this.send<T>('PUT', path, body, options);
  }

  /** Changes a setting, as somebody who has just looked at it. */
  async set<T = Record<string, unknown>>(
    key: string,
    change: {
      value: unknown;
      territory?: string | null;
      userId?: string | null;
      reason?: string;
    },
  ): Promise<Answer<T>> {
    const { body } = await this.get<{ items?: Setting[] }>('/v1/settings');
    const { territory = null, userId = null } = change;
    const standing = body.items
      ?.find((setting) => setting.key === key)
      ?.values.find((value) => value.territory === territory && value.userId === userId);
    const headers = { 'if-match': `"setting-${standing?.id ?? 'default'}"` };
    return this.put<T>(`/v1/settings/${key}`, change, { headers });
  }

  delete<T = Record<string, unknown>>(path: string, options?: RequestOptions): Promise<Answer<T>> {
    return this.send<T>('DELETE', path, undefined, options);
  }
}

interface Setting {
  readonly key: string;
  readonly values: readonly {
    readonly id: string;
    readonly territory: string | null;
    readonly userId: string | null;
  }[];
}

interface NewPerson {
  readonly name: string;
  readonly role: 'SALES' | 'MANAGER' | 'ADMIN' | 'AUDITOR';
  readonly teamId?: string | null;
  readonly territories?: string[];
}

export interface CrmOptions {
  readonly at?: string;
  readonly seed?: number;
  readonly env?: Record<string, string>;
  /** Further modules, such as a consumer that a test brings along. */
  readonly imports?: ModuleMetadata['imports'];
  readonly database?: TestDatabase;
  /** Loops run by themselves, as in production; otherwise only in {@link Crm.drain}. */
  readonly running?: boolean;
  readonly log?: Log;
}

/** Those that nobody has stopped: the environment of the test files stops what a failed test left. */
const running = new Set<Crm>();
Object.assign(globalThis, { [Symbol.for('relance.running')]: running });

/** The running system for tests: real HTTP, real PostgreSQL, all modules; only the clock is ours. */
export class Crm {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly clock: TurnableClock,
    readonly database: TestDatabase,
    readonly admin: Visitor,
    private readonly ownsDatabase: boolean,
  ) {}

  static async start(options: CrmOptions = {}): Promise<Crm> {
    register.clear();
    const database = options.database ?? (await testDatabase());
    const clock = new TurnableClock(new Date(options.at ?? '2026-03-02T08:00:00Z'));
    const config = readConfig({
      RELANCE_ENV: 'test',
      // Its mails would stand among those that tests count.
      ANALYTICS_WEEKLY_REPORT: 'off',
      PORT: '0',
      EVENTS_PORT: '0',
      DASHBOARD_PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.serverUrl,
      DATABASE_POOL_SIZE: '8',
      EVENTS_POLL_SECONDS: '0.05',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      SECRET_KEY: 'x'.repeat(44),
      ERP_WEBHOOK_SECRET: ERP_SECRET,
      FOLLOW_UPS_CANARY_SECONDS: '0',
      COCKPIT_ALERTS_SECONDS: '0',
      ...UNLIMITED,
      ...options.env,
    });
    const log = options.log ?? new Log('silent');
    const ground = { config, clock, log, random: seededRandom(options.seed ?? 1) };
    const module = Test.createTestingModule({
      imports: [AppModule.on(ground), ...(options.imports ?? [])],
    });
    const compiled = await module.compile();
    const app = compiled.createNestApplication<NestFastifyApplication>(
      httpAdapter(config),
      APP_OPTIONS,
    );
    await dress(app, config, log);
    await app.init();
    await app.get(Live).start();
    await app.listen(0, '127.0.0.1');
    if (options.running) app.get(Loops).start();
    const { port } = app.getHttpServer().address() as AddressInfo;
    const url = `http://127.0.0.1:${String(port)}`;
    const crm = new Crm(
      app,
      url,
      clock,
      database,
      new Visitor(url),
      options.database === undefined,
    );
    running.add(crm);
    const signedIn = await crm.admin.post('/v1/session', ADMIN);
    if (signedIn.status !== 201)
      throw new Error(`The admin cannot sign in: ${JSON.stringify(signedIn.body)}`);
    return crm;
  }

  get config(): Config {
    return this.app.get(Config);
  }

  /** Somebody who is not signed in. */
  stranger(): Visitor {
    return new Visitor(this.url);
  }

  async team(name: string): Promise<string> {
    const { status, body } = await this.admin.post<{ id: string }>('/v1/teams', { name });
    if (status !== 201) throw new Error(`No team: ${JSON.stringify(body)}`);
    return body.id;
  }

  /** As an administrator who has just looked at it. */
  async changeTeam<T = Record<string, unknown>>(id: string, change: object): Promise<Answer<T>> {
    const { body } = await this.admin.get<{ items: { id: string; version: number }[] }>(
      '/v1/teams',
    );
    const version = body.items.find((team) => team.id === id)?.version ?? 1;
    const headers = { 'if-match': `"team-${id}-${String(version)}"` };
    return this.admin.patch<T>(`/v1/teams/${id}`, change, { headers });
  }

  /** Makes a user and signs in. */
  async person({ name, role, teamId = null, territories = ['DE'] }: NewPerson): Promise<Visitor> {
    const email = `${foldGerman(name).replaceAll(' ', '.')}@relance.example`;
    const made = await this.admin.post<{ id: string }>('/v1/users', {
      email,
      name,
      role,
      territories,
      password: PASSWORD,
      ...(teamId && { teamId }),
    });
    if (made.status !== 201) throw new Error(`No user ${name}: ${JSON.stringify(made.body)}`);
    const visitor = new Visitor(this.url, made.body.id);
    const signedIn = await visitor.post('/v1/session', { email, password: PASSWORD });
    if (signedIn.status !== 201)
      throw new Error(`${name} cannot sign in: ${JSON.stringify(signedIn.body)}`);
    return visitor;
  }

  /** Runs every loop and consumer until nothing is left to do. */
  async drain(): Promise<void> {
    await this.app.get(Loops).drain();
  }

  /** Turns the clock by whole days, draining at each. */
  async days(count: number): Promise<void> {
    for (let day = 0; day < count; day++) {
      this.clock.turnTo(new Date(this.clock.now().getTime() + DAY_MS));
      await this.drain();
    }
  }

  /** Looks past every rule. */
  sql<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
    return asSuperuser<R>(this.database, text, values);
  }

  async stop(): Promise<void> {
    running.delete(this);
    await this.app.close();
    if (this.ownsDatabase) await this.database.drop();
  }
}
