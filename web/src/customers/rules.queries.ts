import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { currentTime } from '../core/now';

export type RuleSet = Schemas['ConversionRuleSet'];
export type Rule = Schemas['ConversionRule'];
export type Facts = Schemas['ConversionFacts'];
export type Fact = Facts['facts'][number];
export type DryRun = Schemas['DryRunConversionRules'];
export type Replay = Schemas['ConversionReplay'];
export type Setting = Schemas['SettingView'];

export interface Clause {
  readonly fact: Fact['name'];
  readonly operator: Facts['operators'][number];
  readonly value: string | number | boolean | readonly (string | number)[];
}
export type Condition =
  | Clause
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** Whether a value of a condition is still to be filled in. */
export function hasGap(when: Condition): boolean {
  if (isClause(when)) return when.value === '';
  if ('not' in when) return hasGap(when.not);
  return ('all' in when ? when.all : when.any).some(hasGap);
}

export const isClause = (condition: Condition): condition is Clause => 'fact' in condition;

export const rulesKeys = {
  sets: ['customers', 'rule-sets'],
  facts: ['customers', 'conversion-facts'],
  settings: ['customers', 'conversion-settings'],
  matches: ['customers', 'rule-matches'],
};

export const ruleSetsQuery = queryOptions({
  queryKey: rulesKeys.sets,
  queryFn: () => call(api.GET('/v1/conversion-rule-sets')),
  // Nothing of the stream tells of another version.
  staleTime: 0,
});

export const factsQuery = queryOptions({
  queryKey: rulesKeys.facts,
  queryFn: () => call(api.GET('/v1/conversion-facts')),
  staleTime: Infinity,
});

const ENABLED = 'conversion.enabled';

/** Whether rules act by themselves, everywhere and by territory. */
export const switchQuery = queryOptions({
  queryKey: rulesKeys.settings,
  queryFn: async (): Promise<Setting | null> => {
    const { items } = await call(api.GET('/v1/settings'));
    return items.find(({ key }) => key === ENABLED) ?? null;
  },
  staleTime: 0,
});

/** The value that a place has of its own. */
export const ownValueIn = ({ values }: Setting, territory: string | null) =>
  values.find((value) => value.territory === territory && value.userId === null);

/** @param setting as it was read last: what somebody else set meanwhile is not overwritten */
export const setSwitch = (
  setting: Setting,
  value: boolean,
  territory: string | null,
): Promise<Setting> =>
  call(
    api.PUT('/v1/settings/{key}', {
      params: {
        path: { key: ENABLED },
        header: { 'If-Match': `"setting-${ownValueIn(setting, territory)?.id ?? 'default'}"` },
      },
      body: { value, territory, userId: null, reason: null },
    }),
  );

const DAY_MS = 86_400_000;
const MATCHED_DAYS = 90;

/** How many answers of the last 90 days each rule matches, as it is being edited. */
export const matchesQuery = (setId: string, rules: readonly Rule[]) =>
  queryOptions({
    queryKey: [...rulesKeys.matches, setId, rules] as const,
    queryFn: () =>
      replay(
        setId,
        [...rules],
        new Date(currentTime().getTime() - MATCHED_DAYS * DAY_MS).toISOString(),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const replay = (
  id: string,
  rules: Rule[],
  from: string | undefined,
  to?: string,
): Promise<Replay> =>
  call(
    api.POST('/v1/conversion-rule-sets/{id}/replay', {
      params: { path: { id } },
      body: { rules, from, to },
    }),
  );

export const dryRun = (id: string, body: DryRun): Promise<Schemas['ConversionDryRun']> =>
  call(api.POST('/v1/conversion-rule-sets/{id}/dry-run', { params: { path: { id } }, body }));

export const draftRules = (body: Schemas['DraftConversionRules']): Promise<RuleSet> =>
  call(api.POST('/v1/conversion-rule-sets', { body }));

export const saveRules = (id: string, body: Schemas['ChangeConversionRules']): Promise<RuleSet> =>
  call(api.PUT('/v1/conversion-rule-sets/{id}', { params: { path: { id } }, body }));

export const activateRules = (id: string): Promise<RuleSet> =>
  call(api.POST('/v1/conversion-rule-sets/{id}/activation', { params: { path: { id } } }));

/** The leads that match a few letters, to try rules on. */
export const leadSearchQuery = (q: string) =>
  queryOptions({
    queryKey: ['customers', 'lead-search', q] as const,
    queryFn: () => call(api.GET('/v1/leads', { params: { query: { ...(q && { q }), limit: 8 } } })),
    placeholderData: keepPreviousData,
  });
