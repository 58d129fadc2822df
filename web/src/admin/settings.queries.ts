import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { useMergingSave } from '../core/use-merging-save';

export type Setting = Schemas['SettingView'];
export type Standing = Setting['values'][number];

/** For whom a value counts; two nulls are everybody. */
export interface Place {
  readonly territory: string | null;
  readonly userId: string | null;
}

export const EVERYBODY: Place = { territory: null, userId: null };

const settingsKey = ['admin', 'settings'] as const;

export const settingsQuery = queryOptions({
  queryKey: settingsKey,
  queryFn: () => call(api.GET('/v1/settings')),
  // Nothing of the stream tells of another value.
  staleTime: 0,
});

export const placeOf = (text: string | undefined): Place => {
  const [kind, name] = text?.split(':') ?? [];
  if (name === undefined) return EVERYBODY;
  return kind === 'user' ? { ...EVERYBODY, userId: name } : { ...EVERYBODY, territory: name };
};

export const textOfPlace = ({ territory, userId }: Place): string =>
  userId !== null ? `user:${userId}` : territory !== null ? `territory:${territory}` : '';

export const standingAt = (setting: Setting, { territory, userId }: Place): Standing | undefined =>
  setting.values.find((one) => one.territory === territory && one.userId === userId);

/** What counts at a place: its own value, else everybody's, else the default. */
export function valueAt(setting: Setting, place: Place): unknown {
  const found = standingAt(setting, place) ?? standingAt(setting, EVERYBODY);
  return found ? found.value : setting.default;
}

export interface SettingFields {
  readonly value: unknown;
}

/** Saves a value that somebody else may be changing too. */
export const useSettingChange = (setting: Setting, place: Place, reason: string | null) =>
  useMergingSave<Setting, SettingFields>(setting, {
    fieldsOf: (of) => ({ value: valueAt(of, place) }),
    change: (base, { value }) =>
      call(
        api.PUT('/v1/settings/{key}', {
          params: {
            path: { key: base.key },
            header: { 'If-Match': `"setting-${standingAt(base, place)?.id ?? 'default'}"` },
          },
          body: { value, ...place, reason },
        }),
      ),
    reload: async () => {
      const { items } = await call(api.GET('/v1/settings'));
      return items.find(({ key }) => key === setting.key) ?? setting;
    },
    keep: (queries, saved) => {
      queries.setQueryData(settingsQuery.queryKey, (list) =>
        list ? { items: list.items.map((one) => (one.key === saved.key ? saved : one)) } : list,
      );
      // The offers show their ceiling, and the rules their switch.
      void queries.invalidateQueries({ queryKey: ['admin', 'ceilings'] });
      void queries.invalidateQueries({ queryKey: ['customers', 'conversion-settings'] });
    },
    nameOf: (queries, id) => {
      const values = queries
        .getQueryData(settingsQuery.queryKey)
        ?.items.flatMap((one) => one.values);
      return Promise.resolve(values?.find((one) => one.changedBy === id)?.changedByName ?? null);
    },
  });
