import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { requireMatch } from '../../core/if-match';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import type { FieldError } from '../../core/problem';
import { fieldTextOf } from '../../core/field-text';
import { EventLog } from '../../events';
import { SettingChanged } from '../../events/catalogue';
import { mayPerform } from '../access.rules';
import { Audit } from '../audit/audit.service';
import { AccessDenied, SettingNotFound } from '../identity.problems';
import type { Scope } from '../scope.rules';
import type { SettingDefinition } from './setting-values.rules';
import type { PutSetting, SettingView } from './settings.dto';
import { Settings } from './settings.service';

type StoredValue = SettingView['values'][number] & { key: string };

/** Shows the settings to people and lets them change what they may. */
@Injectable()
export class SettingChanges {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly settings: Settings,
    private readonly audit: Audit,
  ) {}

  /** Every declared setting, with the values that count within the caller's reach. */
  async list(scope: Scope): Promise<SettingView[]> {
    return this.db.transaction(scope, async (tx) => {
      const values = await this.values(tx, scope);
      return this.settings.all().map((definition) => view(definition, scope, values));
    });
  }

  /**
   * Sets a value from now on; what stood before stays as history.
   * @param ifMatch the value it replaces: `"setting-<id>"`, or `"setting-default"`
   * @throws SettingNotFound
   * @throws PreconditionRequired
   * @throws StaleVersion when another value stands there by now
   * @throws AccessDenied when the role may not change this setting, or not for everybody
   */
  async put(
    scope: Scope,
    key: string,
    ifMatch: string | undefined,
    { value, territory, userId, reason }: PutSetting,
  ): Promise<SettingView> {
    const definition = this.settings.find(key);
    if (!definition) throw new SettingNotFound();
    if (!mayChange(scope, definition) || !withinReach(scope, territory, userId))
      throw new AccessDenied();
    const parsed = parse(definition, { value, territory, userId });
    return this.db.transaction(scope, async (tx) => {
      await this.requirePlace(tx, territory, userId);
      await this.settings.lock(tx, key);
      const standing = (await this.values(tx, scope)).find(
        (v) => v.key === key && v.territory === territory && v.userId === userId,
      );
      requireMatch(ifMatch, `"setting-${standing?.id ?? 'default'}"`, {
        changedBy: standing?.changedBy ?? null,
        changedAt: standing?.validFrom ?? null,
      });
      const id = this.ids.uuid();
      await tx.rows(
        `INSERT INTO settings (id, key, territory, user_id, value, valid_from, changed_by, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          id,
          key,
          territory,
          userId,
          JSON.stringify(parsed),
          this.clock.now(),
          scope.userId,
          reason,
        ],
      );
      await this.events.record(tx, SettingChanged, id, { settingId: id, key, territory, userId });
      await this.audit.write(tx, {
        act: 'settings.write',
        subjectId: userId,
        before: { key, territory, value: standing?.value ?? definition.default },
        after: { key, territory, value: parsed },
        why: reason,
      });
      tx.afterCommit(() => {
        this.settings.forget(key);
      });
      return view(definition, scope, await this.values(tx, scope));
    });
  }

  private async requirePlace(
    tx: Tx,
    territory: string | null,
    userId: string | null,
  ): Promise<void> {
    const [found] = await tx.rows<{ territory: boolean; user: boolean }>(
      `SELECT $1::text IS NULL OR EXISTS (SELECT FROM territories WHERE code = $1) AS territory,
              $2::uuid IS NULL OR EXISTS (SELECT FROM users WHERE id = $2) AS "user"`,
      [territory, userId],
    );
    if (!found?.territory)
      refuse({
        pointer: '#/territory',
        detail: { en: 'is not a territory', de: 'ist kein Gebiet' },
      });
    if (!found.user)
      refuse({ pointer: '#/userId', detail: { en: 'is not a user', de: 'ist kein Benutzer' } });
  }

  /** The newest begun value of each key and place that concerns the caller. */
  private async values(tx: Tx, scope: Scope): Promise<StoredValue[]> {
    return tx.rows<StoredValue>(
      `SELECT DISTINCT ON (s.key, s.territory, s.user_id) s.id, s.key, s.territory, s.user_id AS "userId", s.value,
              s.valid_from AS "validFrom", s.changed_by AS "changedBy", u.name AS "changedByName", s.reason
         FROM settings s LEFT JOIN users u ON u.id = s.changed_by
        WHERE s.valid_from <= $1
          AND ($2 OR ((s.user_id IS NULL OR s.user_id = $3) AND (s.territory IS NULL OR s.territory = ANY ($4))))
        ORDER BY s.key, s.territory, s.user_id, s.valid_from DESC, s.id DESC`,
      [this.clock.now(), scope.kind === 'all', scope.userId, scope.territories],
    );
  }
}

function mayChange({ role }: Scope, { changedBy }: SettingDefinition): boolean {
  return role !== 'SYSTEM' && mayPerform(role, changedBy);
}

/** Only who sees everything sets what holds for everybody. */
function withinReach(scope: Scope, territory: string | null, userId: string | null): boolean {
  if (scope.kind === 'all') return true;
  if (userId !== null) return userId === scope.userId;
  return territory !== null && scope.territories.includes(territory);
}

function parse(
  { schema, perTerritory, perUser }: SettingDefinition,
  { value, territory, userId }: Pick<PutSetting, 'value' | 'territory' | 'userId'>,
): unknown {
  if (territory !== null && !perTerritory)
    refuse({
      pointer: '#/territory',
      detail: {
        en: 'this setting is the same in every territory',
        de: 'diese Einstellung gilt in jedem Gebiet gleich',
      },
    });
  if (userId !== null && !perUser)
    refuse({
      pointer: '#/userId',
      detail: {
        en: 'this setting is the same for every user',
        de: 'diese Einstellung gilt für jeden Benutzer gleich',
      },
    });
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  return refuse(
    ...result.error.issues.map((issue) => ({
      pointer: ['#/value', ...issue.path.map(String)].join('/'),
      detail: fieldTextOf(issue, value),
    })),
  );
}

function refuse(...errors: FieldError[]): never {
  throw new InvalidRequest(undefined, { errors });
}

function view(
  definition: SettingDefinition,
  scope: Scope,
  values: readonly StoredValue[],
): SettingView {
  const { key, description, default: fallback, perTerritory, perUser } = definition;
  return {
    key,
    description,
    default: fallback,
    perTerritory,
    perUser,
    mayChange: mayChange(scope, definition),
    values: values.filter((v) => v.key === key).map(({ key: _, ...value }) => value),
  };
}
