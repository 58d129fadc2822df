import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import type { z } from 'zod';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, lockKeys, shareKeys, type Tx } from '../../core/database';
import { SettingChanged } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { systemScope } from '../scope.rules';
import {
  type SettingDefinition,
  type SettingPlace,
  type SettingValue,
  valueFor,
} from './setting-values.rules';

/** What a setting was in the past. */
export interface SettingPast<T> {
  at(place: SettingPlace, instant: Date): T;
  readonly changes: readonly { readonly territory: string | null; readonly at: Date }[];
}

/** Values that people set while the system runs. Each module declares its own at start. */
@Injectable()
export class Settings {
  private readonly definitions = new Map<string, SettingDefinition>();
  private readonly cache = new Map<string, { values: SettingValue[]; readAt: bigint }>();
  /** Without the live reader nothing tells this process of a change elsewhere. */
  private readonly cacheNs: bigint | null;
  private changes = 0;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    config: Config,
  ) {
    this.cacheNs = config.runs('stream') ? null : 900_000_000n;
  }

  /** Called by each module's constructor. */
  declare(...definitions: readonly SettingDefinition[]): void {
    for (const definition of definitions) {
      if (this.definitions.has(definition.key))
        throw new Error(`The setting ${definition.key} is declared twice.`);
      definition.schema.parse(definition.default);
      this.definitions.set(definition.key, definition);
    }
  }

  all(): SettingDefinition[] {
    return [...this.definitions.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  find(key: string): SettingDefinition | null {
    return this.definitions.get(key) ?? null;
  }

  /** The value that counts now, from what this process remembers until it hears of a change. */
  async get<S extends z.ZodType>(
    definition: SettingDefinition<S>,
    place: SettingPlace = {},
  ): Promise<z.output<S>> {
    return this.pick(definition, await this.known(definition.key), place);
  }

  /** As {@link get}, for many places at once. */
  async places<S extends z.ZodType>(
    definition: SettingDefinition<S>,
  ): Promise<(place: SettingPlace) => z.output<S>> {
    const values = await this.known(definition.key);
    return (place) => this.pick(definition, values, place);
  }

  /** As {@link get}, read in the caller's transaction: for what must not happen once it is switched off. */
  async getFresh<S extends z.ZodType>(
    tx: Tx,
    definition: SettingDefinition<S>,
    place: SettingPlace = {},
  ): Promise<z.output<S>> {
    return this.pick(definition, await this.read(tx, definition.key), place);
  }

  /** As {@link getFresh}, for many places at once. */
  async placesFresh<S extends z.ZodType>(
    tx: Tx,
    definition: SettingDefinition<S>,
  ): Promise<(place: SettingPlace) => z.output<S>> {
    const values = await this.read(tx, definition.key);
    return (place) => this.pick(definition, values, place);
  }

  /** Every value it ever had, as a question that may be asked about any instant; and when it was changed where. */
  async past<S extends z.ZodType>(
    tx: Tx,
    definition: SettingDefinition<S>,
  ): Promise<SettingPast<z.output<S>>> {
    const values = await this.read(tx, definition.key);
    return {
      at: (place, instant) => this.pick(definition, values, place, instant),
      changes: values.map(({ territory, validFrom }) => ({ territory, at: validFrom })),
    };
  }

  /** Keeps a setting as it is until the transaction ends: whoever changes it meanwhile waits. */
  hold(tx: Tx, { key }: SettingDefinition): Promise<void> {
    return shareKeys(tx, [lockOf(key)]);
  }

  /** Waits for those who {@link hold} a setting, before it is changed. */
  lock(tx: Tx, key: string): Promise<void> {
    return lockKeys(tx, [lockOf(key)]);
  }

  /** Drops what is remembered of a setting. */
  forget(key: string): void {
    this.changes += 1;
    this.cache.delete(key);
  }

  @OnEvent(SettingChanged.type, { suppressErrors: false })
  changed(event: RecordedEvent<typeof SettingChanged>): void {
    this.forget(event.data.key);
  }

  private async known(key: string): Promise<readonly SettingValue[]> {
    const cached = this.cache.get(key);
    if (cached && this.isFresh(cached.readAt)) return cached.values;
    const changes = this.changes;
    const readAt = process.hrtime.bigint();
    const values = await this.db.transaction(systemScope('settings'), (tx) => this.read(tx, key));
    if (changes === this.changes) this.cache.set(key, { values, readAt });
    return values;
  }

  private isFresh(readAt: bigint): boolean {
    return this.cacheNs === null || process.hrtime.bigint() - readAt < this.cacheNs;
  }

  private pick<S extends z.ZodType>(
    { schema, default: fallback }: SettingDefinition<S>,
    values: readonly SettingValue[],
    place: SettingPlace,
    at: Date = this.clock.now(),
  ): z.output<S> {
    const found = valueFor(values, place, at);
    return found ? schema.parse(found.value) : fallback;
  }

  private async read(tx: Tx, key: string): Promise<SettingValue[]> {
    return tx.rows<SettingValue>(
      `SELECT territory, user_id AS "userId", value, valid_from AS "validFrom" FROM settings
        WHERE key = $1 ORDER BY valid_from DESC, id DESC`,
      [key],
      'settings.read',
    );
  }
}

function lockOf(key: string): string {
  return `setting:${key}`;
}
