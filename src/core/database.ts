import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Client, type ClientConfig, Pool } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { Config } from './config';
import { Log } from './log';
import { inOnePacket, Sent, type TrackedClient, unheard } from './sent';

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
  /**
   * Sends SQL and goes on; it runs before whatever is asked next, and should it fail, the transaction fails with its error.
   * @returns its rows, for whoever wants to know; never rejects unheard
   */
  send<R extends object>(text: string, values: readonly unknown[], name?: string): Promise<R[]>;
  /** Runs `act` under a savepoint: if it throws, its writes are undone and the transaction lives on. */
  savepoint<T>(act: () => Promise<T>): Promise<T>;
  /** Runs after the commit, never after a rollback; must not throw. */
  afterCommit(act: () => void): void;
}

/** Loops, consumers and public links: it sees and may do everything. */
export const SYSTEM_ROLE = 'relance_system';
/**
 * Loops ask for hundreds of rows by their ids, which lie in memory: with the price that a page of a turning disk has,
 * PostgreSQL would read whole tables instead, as long as they have some thousand rows.
 */
const LOOKS_UP = ';SET LOCAL random_page_cost=1.1';

/** The scope of loops, consumers and public links. */
export function systemDbScope(job: string, correlationId: string | null = null): DbScope {
  return {
    dbRole: SYSTEM_ROLE,
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
  const plans = scope.dbRole === SYSTEM_ROLE ? LOOKS_UP : '';
  return `START TRANSACTION;SET LOCAL ROLE ${scope.dbRole}${settings.join('')}${plans}`;
}

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
  private answeredAt = performance.now();

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
        // Statements go out without waiting for the answers of those before, which still run one after the other.
        pipeline: true,
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

  /** How long ago the database last kept a transaction of this process, of whom some loop asks it every few seconds. */
  silentSeconds(): number {
    return (performance.now() - this.answeredAt) / 1000;
  }

  /** Runs `act` in one transaction with the rights of `scope`; commits when it resolves. */
  async transaction<S extends DbScope, T>(scope: S, act: (tx: Tx<S>) => Promise<T>): Promise<T> {
    const opening = openingStatement(scope);
    const runner = this.dataSource.createQueryRunner() as Releasable;
    const client = (await runner.connect()) as TrackedClient;
    const after: (() => void)[] = [];
    let fault: Error | undefined = new Error('The transaction was not closed.');
    const sent = new Sent(client);
    openWith(runner, sent, opening);
    try {
      await runner.startTransaction();
      const tx = openedTx(scope, runner, client, { after, sent });
      const result = await act(tx);
      await scope.beforeCommit?.(tx);
      await sent.opened();
      // A swallowed SQL error leaves the block aborted: COMMIT would answer ROLLBACK and nobody would notice.
      if (client.getTransactionStatus() !== 'T')
        throw new Error('The transaction was aborted or ended inside its own function.');
      commitWith(runner, client);
      await runner.commitTransaction();
      await sent.answered();
      fault = undefined;
      this.answeredAt = performance.now();
      for (const callback of after) callback();
      return result;
    } catch (error) {
      const cause = await sent.causeOf(error);
      try {
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        fault = undefined;
      } catch (rollbackError) {
        fault = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
      }
      throw cause;
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

/**
 * TypeORM awaits START TRANSACTION alone; ours goes in its place, once, and nobody waits for it: neither scope nor opening
 * cost a round trip. Should it fail, the statement behind it runs without any rights and is refused.
 */
function openWith(runner: Releasable, sent: Sent, opening: string): void {
  const original = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
  const patched = (sql: string, ...rest: unknown[]): Promise<unknown> => {
    if (sql !== 'START TRANSACTION') return original(sql, ...rest);
    Reflect.deleteProperty(runner, 'query');
    sent.open(opening);
    return Promise.resolve();
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
  { after, sent }: { after: (() => void)[]; sent: Sent },
): Tx<S> {
  const queryOf = (text: string, values: readonly unknown[], name?: string) => ({
    text,
    values: [...values],
    ...(name !== undefined && { name: `${scope.dbRole}:${name}` }),
  });
  return {
    scope,
    manager: runner.manager,
    rows: async <R extends object>(
      text: string,
      values: readonly unknown[] = [],
      name?: string,
    ) => {
      inOnePacket(client);
      return (await client.query<R>(queryOf(text, values, name))).rows;
    },
    send: <R extends object>(text: string, values: readonly unknown[], name?: string) =>
      unheard(sent.add<R>(queryOf(text, values, name)).then(({ rows }) => rows)),
    savepoint: async (act) => {
      const mark = after.length;
      await runner.startTransaction();
      try {
        const result = await act();
        await sent.answered();
        await runner.commitTransaction();
        return result;
      } catch (error) {
        const cause = await sent.causeOf(error);
        sent.forget();
        after.length = mark;
        await runner.rollbackTransaction();
        throw cause;
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
