import type { z } from 'zod';
import type { Act } from '../access.rules';

/** A setting as a module declares it: a constant that also gives the type of its value. */
export interface SettingDefinition<S extends z.ZodType = z.ZodType> {
  /** `<module>.<what>-<unit>`. */
  readonly key: string;
  readonly description: string;
  readonly schema: S;
  readonly default: z.output<S>;
  /** May differ by territory. */
  readonly perTerritory: boolean;
  /** May differ by user. */
  readonly perUser: boolean;
  /** Whoever may perform this act may change it; a manager only for the own territories and themselves. */
  readonly changedBy: Act;
}

/** For whom a value is asked or set; an absent part means everybody. */
export interface SettingPlace {
  readonly territory?: string | null | undefined;
  readonly userId?: string | null | undefined;
}

export interface SettingValue {
  readonly territory: string | null;
  readonly userId: string | null;
  readonly value: unknown;
  readonly validFrom: Date;
}

/**
 * The value that counts: a user's before a territory's before everybody's, and of those the newest that has begun.
 * @param newestFirst of one key
 */
export function valueFor(
  newestFirst: readonly SettingValue[],
  { territory = null, userId = null }: SettingPlace,
  now: Date,
): SettingValue | null {
  const begun = newestFirst.filter((v) => v.validFrom <= now);
  const fits = begun.filter(
    (v) =>
      (v.userId === null || v.userId === userId) &&
      (v.territory === null || v.territory === territory),
  );
  const rank = (v: SettingValue) => (v.userId === null ? 0 : 2) + (v.territory === null ? 0 : 1);
  return fits.reduce<SettingValue | null>(
    (best, v) => (best === null || rank(v) > rank(best) ? v : best),
    null,
  );
}
