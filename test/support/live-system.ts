import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { type EmbeddedServer, freePort, start } from '../../scripts/embedded-postgres.mjs';
import { migrate } from '../../src/core/migrate';
import { ADMIN } from './crm';

const ROOT = join(__dirname, '../..');

/** One process of the built server, at an address of its own. */
export class LiveServer {
  private process: ChildProcess | null = null;

  constructor(
    readonly url: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  get isRunning(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  /** @param databaseUrl as the login without rights */
  async start(databaseUrl: string): Promise<void> {
    this.process = spawn(process.execPath, [join(ROOT, 'dist/src/main.js')], {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        PORT: new URL(this.url).port,
        EVENTS_PORT: '0',
        DASHBOARD_PORT: '0',
        LOG_LEVEL: 'silent',
        DATABASE_URL: databaseUrl,
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        SECRET_KEY: 'x'.repeat(44),
        // It would walk beside what is counted here; its own test sends it.
        FOLLOW_UPS_CANARY_SECONDS: '0',
        // What is wrong with a busy machine is no part of what a person does on a screen.
        COCKPIT_ALERTS_SECONDS: '0',
        RATE_LIMIT_READS_PER_MINUTE: '1000000',
        RATE_LIMIT_WRITES_PER_MINUTE: '1000000',
        RATE_LIMIT_SIGN_INS_PER_5_MINUTES: '1000000',
        ...this.env,
      },
    });
    await this.ready();
  }

  async ready(): Promise<void> {
    while (!(await this.isReady())) {
      if (!this.isRunning) throw new Error('The server ended while it started.');
      await pause(50);
    }
  }

  /** kill -9, at this very instant; resolves when it is gone. */
  async kill(): Promise<void> {
    const { process: server } = this;
    const gone = server && this.isRunning ? once(server, 'exit') : null;
    server?.kill('SIGKILL');
    await gone;
  }

  private isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`).then(
      (r) => r.ok,
      () => false,
    );
  }
}

interface LiveOptions {
  /** Settings of the servers beside those they need here. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many processes of the server share the database. */
  readonly servers?: number;
}

/** Built servers as processes of their own on a durable PostgreSQL of its own: all of them can be killed. */
export class LiveSystem {
  private constructor(
    readonly servers: readonly LiveServer[],
    private readonly folder: string,
    private postgres: EmbeddedServer,
  ) {}

  static async start({ env = {}, servers: count = 1 }: LiveOptions = {}): Promise<LiveSystem> {
    const folder = mkdtempSync(join(tmpdir(), 'relance-live-'));
    const postgres = await start({ dataDir: join(folder, 'pg'), port: 0, password: 'test' });
    const servers: LiveServer[] = [];
    for (let nr = 0; nr < count; nr++)
      servers.push(new LiveServer(`http://127.0.0.1:${String(await freePort(0))}`, env));
    const system = new LiveSystem(servers, folder, postgres);
    const roles = readFileSync(join(ROOT, 'scripts/roles.sql'), 'utf8');
    await system.sql(roles);
    await system.sql(`ALTER ROLE relance_server PASSWORD 'test-server'`);
    await migrate({ ownerUrl: postgres.url('postgres') });
    for (const server of servers) await server.start(system.databaseUrl);
    return system;
  }

  /** Of the first server. */
  get url(): string {
    return this.servers[0]?.url ?? '';
  }

  async sql<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
    const client = new Client({ connectionString: this.postgres.url('postgres') });
    client.on('error', () => undefined); // a killed server ends it; the query itself rejects
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** kill -9, then a new process. */
  async killServer(server = this.servers[0]): Promise<void> {
    await server?.kill();
    await server?.start(this.databaseUrl);
  }

  /** kill -9 of the postmaster; PostgreSQL recovers, the server finds it again by itself. */
  async killPostgres(): Promise<void> {
    const { port } = this.postgres;
    process.kill(this.postgres.pid, 'SIGKILL');
    // Its last children hold the port for a moment; on another one the server would not find it.
    while (this.postgres.isRunning() || (await freePort(port)) !== port) await pause(20);
    this.postgres = await start({ dataDir: join(this.folder, 'pg'), port, password: 'test' });
    for (const server of this.servers) await server.ready();
  }

  async stop(): Promise<void> {
    for (const server of this.servers) await server.kill();
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get databaseUrl(): string {
    const url = new URL(this.postgres.url('postgres'));
    [url.username, url.password] = ['relance_server', 'test-server'];
    return url.href;
  }
}
