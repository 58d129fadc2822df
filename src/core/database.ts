import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Client, type ClientConfig, Pool, type PoolClient } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { Config } from './config';
import { Log } from './log';

/** What the database needs to know of whoever asks; the business side builds it. */
export interface DbScope {
  /** A role of the database without login; row-level security hangs on it. */
  readonly dbRole: `relance_${string}`;
  /** Values of `relance.<key>`, readable by policies: UUIDs or upper-case words, comma-separated. */
  readonly settings: Readonly<Record<string, readonly string[]>>;
  /** The request or run that everything done in this scope belongs to. */
  readonly correlationId: string | null;
  readonly actor: Readonly<{ kind: 'user' | 'system'; id: string }>;
  /** The last act of every transaction of this scope; what it throws undoes the transaction. */
  readonly beforeCommit?: (tx: Tx) => Promise<void>;
}

/** An open transaction. A function that takes one is part of it; one that does not, is not. */
export interface Tx<S extends DbScope = DbScope> {
  readonly scope: S;
  readonly manager: EntityManager;
  /** Runs SQL. `name` prepares the statement once a connection and role: for hot paths, never for searches. */
  rows<R extends object>(text: string, values?: readonly unknown[], name?: string): Promise<R[]>;
  /** Runs `act` under a savepoint: if it throws, its writes are undone and the transaction lives on. */
  savepoint<T>(act: () => Promise<T>): Promise<T>;
  /** Runs after the commit, never after a rollback; must not throw. */
  afterCommit(act: () => void): void;
}

/** The scope of loops, consumers and public links. */
export function systemDbScope(job: string, correlationId: string | null = null): DbScope {
  return {
    dbRole: 'relance_system',
    settings: {},
    correlationId,
    actor: { kind: 'system', id: job },
  };
}

const ROLE = /^relance_[a-z]+$/;
const KEY = /^[a-z_]+$/;
const VALUE = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z][A-Z0-9_-]{0,30})$/i;

/**
 * The message that opens a transaction: role and settings in one round trip. The simple protocol has no
 * parameters, so only validated words are spliced in. SET LOCAL ends with the transaction, so nothing survives.
 * @throws TypeError for anything but UUIDs and plain words
 */
export function openingStatement(scope: DbScope): string {
  if (!ROLE.test(scope.dbRole)) throw new TypeError('The scope names no valid role.');
  const settings = Object.entries(scope.settings).map(([key, values]) => {
    if (!KEY.test(key) || !values.every((v) => VALUE.test(v)))
      throw new TypeError(`The setting ${key} of the scope is not valid.`);
    return `;SET LOCAL relance.${key}='${values.join(',')}'`;
  });
  return `START TRANSACTION;SET LOCAL ROLE ${scope.dbRole}${settings.join('')}`;
}

type TrackedClient = PoolClient & { getTransactionStatus(): string | null };
/**
 * While it connects, between pool and TypeORM, and after its first error made TypeORM give it up, nobody listens to a
 * client; an error then would end the process. What matters of it fails the query or has been logged by then.
 */
class HeardClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

type Releasable = QueryRunner & { releasePostgresConnection(error?: Error): Promise<void> };
type Entity = new () => object;

/** The one door to PostgreSQL. A query outside {@link transaction} has no rights at all (42501). */
@Injectable()
export class Database implements OnModuleInit, OnApplicationShutdown {
  private readonly entityClasses: Entity[] = [];
  private source: DataSource | undefined;

  constructor(
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  /** Called by each module's constructor, before the first connection. */
  entities(...classes: Entity[]): void {
    this.entityClasses.push(...classes);
  }

  async onModuleInit(): Promise<void> {
    this.source = await new DataSource({
      type: 'postgres',
      url: this.config.get('DATABASE_URL'),
      entities: this.entityClasses,
      applicationName: 'relance',
      installExtensions: false,
      uuidExtension: 'pgcrypto',
      poolSize: this.config.get('DATABASE_POOL_SIZE'),
      poolErrorHandler: (error: Error) => {
        this.log.warn('database.connection.lost', { message: error.message });
      },
      extra: {
        Client: HeardClient,
        statement_timeout: this.config.get('DATABASE_STATEMENT_TIMEOUT_SECONDS') * 1000,
        idle_in_transaction_session_timeout: 30_000,
        connectionTimeoutMillis: 10_000,
      },
    }).initialize();
    await this.refuseStrongLogin();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.source?.destroy();
    this.source = undefined;
  }

  /** What TypeORM knows of the tables, for the house test that compares it with the migrated schema. */
  get dataSource(): DataSource {
    if (!this.source) throw new Error('The database is not connected yet.');
    return this.source;
  }

  /** Connections of the pool: all, idle, and requests waiting for one. */
  poolState(): { total: number; idle: number; waiting: number } {
    const pool = this.pool();
    if (!pool) return { total: 0, idle: 0, waiting: 0 };
    return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
  }

  /** Runs `act` in one transaction with the rights of `scope`; commits when it resolves. */
  async transaction<S extends DbScope, T>(scope: S, act: (tx: Tx<S>) => Promise<T>): Promise<T> {
    const opening = openingStatement(scope);
    const runner = this.dataSource.createQueryRunner() as Releasable;
    const client = (await runner.connect()) as TrackedClient;
    const after: (() => void)[] = [];
    let fault: Error | undefined = new Error('The transaction was not closed.');
    openWith(runner, opening);
    try {
      await runner.startTransaction();
      const tx = openedTx(scope, runner, client, after);
      const result = await act(tx);
      await scope.beforeCommit?.(tx);
      // A swallowed SQL error leaves the block aborted: COMMIT would answer ROLLBACK and nobody would notice.
      if (client.getTransactionStatus() !== 'T')
        throw new Error('The transaction was aborted or ended inside its own function.');
      commitWith(runner, client);
      await runner.commitTransaction();
      fault = undefined;
      for (const callback of after) callback();
      return result;
    } catch (error) {
      try {
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        fault = undefined;
      } catch (rollbackError) {
        fault = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
      }
      throw error;
    } finally {
      // Only an idle client may serve the next user; any other still carries this one's rights.
      if (!fault && client.getTransactionStatus() !== 'I')
        fault = new Error('Connection not idle.');
      if (!runner.isReleased) await runner.releasePostgresConnection(fault);
    }
  }

  private pool(): Pool | null {
    const pool: unknown = Reflect.get(this.dataSource.driver, 'master');
    return pool instanceof Pool ? pool : null;
  }

  private async refuseStrongLogin(): Promise<void> {
    const found = await this.dataSource.query<{ reason: string }[]>(
      `SELECT CASE WHEN r.rolsuper THEN 'it is a superuser'
                   WHEN r.rolbypassrls THEN 'it bypasses row-level security'
                   WHEN EXISTS (SELECT FROM pg_roles s WHERE s.rolname LIKE 'relance\\_%' AND s.oid <> r.oid
                                   AND pg_has_role(r.oid, s.oid, 'USAGE')) THEN 'it inherits the rights of a scope'
                   WHEN EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relnamespace = 'public'::regnamespace)
                        THEN 'it owns tables' END AS reason
         FROM pg_roles r WHERE r.rolname = current_user`,
    );
    const reason = found[0]?.reason;
    if (reason)
      throw new Error(
        `DATABASE_URL must be the login relance_server without rights of its own, but ${reason}.`,
      );
  }
}

/** TypeORM awaits START TRANSACTION alone; ours goes in its place, once, so that the scope costs no round trip. */
function openWith(runner: Releasable, opening: string): void {
  const original = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
  const patched = (sql: string, ...rest: unknown[]): Promise<unknown> => {
    if (sql !== 'START TRANSACTION') return original(sql, ...rest);
    Reflect.deleteProperty(runner, 'query');
    return original(opening, ...rest);
  };
  Reflect.set(runner, 'query', patched);
}

/** The status may lag behind an error that was just swallowed; what COMMIT answers does not. */
function commitWith(runner: Releasable, client: TrackedClient): void {
  Reflect.set(runner, 'query', async () => {
    Reflect.deleteProperty(runner, 'query');
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT')
      throw new Error('The transaction was aborted inside its own function.');
  });
}

function openedTx<S extends DbScope>(
  scope: S,
  runner: Releasable,
  client: TrackedClient,
  after: (() => void)[],
): Tx<S> {
  return {
    scope,
    manager: runner.manager,
    rows: async <R extends object>(
      text: string,
      values: readonly unknown[] = [],
      name?: string,
    ) => {
      const query = { text, values: [...values], name: name && `${scope.dbRole}:${name}` };
      return (await client.query<R>(query)).rows;
    },
    savepoint: async (act) => {
      const mark = after.length;
      await runner.startTransaction();
      try {
        const result = await act();
        await runner.commitTransaction();
        return result;
      } catch (error) {
        after.length = mark;
        await runner.rollbackTransaction();
        throw error;
      }
    },
    afterCommit: (callback) => after.push(callback),
  };
}

const ORDERED_KEYS =
  'FROM (SELECT DISTINCT hashtextextended(key, 0) AS k FROM unnest($1::text[]) AS key ORDER BY 1) AS ordered';

/**
 * Takes transaction advisory locks on `keys`, in one order for everybody, so that two acts on the same
 * contact or address cannot pass each other.
 */
export async function lockKeys(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.rows(`SELECT pg_advisory_xact_lock(k) ${ORDERED_KEYS}`, [keys], 'lock-keys');
}

/** As {@link lockKeys}, for the many who may go side by side until somebody changes what the keys stand for. */
export async function shareKeys(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.rows(`SELECT pg_advisory_xact_lock_shared(k) ${ORDERED_KEYS}`, [keys], 'share-keys');
}
