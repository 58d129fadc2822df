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

/** The built server as a process of its own on a durable PostgreSQL of its own: both can be killed. */
export class LiveSystem {
  private server: ChildProcess | null = null;
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private postgres: EmbeddedServer,
  ) {}

  static async start(): Promise<LiveSystem> {
    const folder = mkdtempSync(join(tmpdir(), 'relance-live-'));
    const postgres = await start({ dataDir: join(folder, 'pg'), port: 0, password: 'test' });
    const system = new LiveSystem(
      `http://127.0.0.1:${String(await freePort(0))}`,
      folder,
      postgres,
    );
    const roles = readFileSync(join(ROOT, 'scripts/roles.sql'), 'utf8');
    await system.sql(roles);
    await system.sql(`ALTER ROLE relance_server PASSWORD 'test-server'`);
    await migrate({ ownerUrl: postgres.url('postgres') });
    await system.startServer();
    return system;
  }

  async sql<R extends object>(text: string): Promise<R[]> {
    const client = new Client({ connectionString: this.postgres.url('postgres') });
    client.on('error', () => undefined); // a killed server ends it; the query itself rejects
    await client.connect();
    try {
      return (await client.query<R>(text)).rows;
    } finally {
      await client.end();
    }
  }

  async startServer(): Promise<void> {
    const database = new URL(this.postgres.url('postgres'));
    [database.username, database.password] = ['relance_server', 'test-server'];
    this.server = spawn(process.execPath, [join(ROOT, 'dist/src/main.js')], {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        PORT: new URL(this.url).port,
        EVENTS_PORT: '0',
        DASHBOARD_PORT: '0',
        LOG_LEVEL: 'silent',
        DATABASE_URL: database.href,
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        SECRET_KEY: 'x'.repeat(44),
        RATE_LIMIT_READS_PER_MINUTE: '1000000',
        RATE_LIMIT_WRITES_PER_MINUTE: '1000000',
        RATE_LIMIT_SIGN_INS_PER_5_MINUTES: '1000000',
      },
    });
    while (!(await this.isReady())) await pause(50);
  }

  /** kill -9, then a new process. */
  async killServer(): Promise<void> {
    if (this.server) {
      this.server.kill('SIGKILL');
      await once(this.server, 'exit');
    }
    await this.startServer();
  }

  /** kill -9 of the postmaster; PostgreSQL recovers, the server finds it again by itself. */
  async killPostgres(): Promise<void> {
    const { port } = this.postgres;
    process.kill(this.postgres.pid, 'SIGKILL');
    // Its last children hold the port for a moment; on another one the server would not find it.
    while (this.postgres.isRunning() || (await freePort(port)) !== port) await pause(20);
    this.postgres = await start({ dataDir: join(this.folder, 'pg'), port, password: 'test' });
    while (!(await this.isReady())) await pause(50);
  }

  async stop(): Promise<void> {
    this.server?.kill('SIGKILL');
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`).then(
      (r) => r.ok,
      () => false,
    );
  }
}
