import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '../core/colleagues';
import { type FieldError, Problem, splitErrors } from '../core/problem';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { useTyped } from '../core/use-typed';
import { ConflictDialog } from '../parts/conflict-dialog';
import { ProblemBox } from '../parts/problem-box';
import { Time } from '../parts/time';
import { useUnsaved } from '../parts/unsaved';
import { territoriesQuery } from './admin.queries';
import { ValueField } from './setting-fields.form';
import { kindOf, missingIn, sentOf, type SettingKey } from './setting-kinds.queries';
import { useSettingWords } from './setting-words.panel';
import {
  EVERYBODY,
  type Place,
  placeOf,
  type Setting,
  standingAt,
  textOfPlace,
  useSettingChange,
  valueAt,
} from './settings.queries';

interface SettingFormProps {
  setting: Setting & { key: SettingKey };
  place: Place;
  onPlace: (place: Place) => void;
  onDone: () => void;
}

/** One setting: for whom, what counts there, and since when. */
export function SettingForm({ setting, place, onPlace, onDone }: SettingFormProps) {
  const { t } = useTranslation('settings');
  const words = useSettingWords();
  return (
    <div className="setting-form">
      <p className="form-help">{words.help(setting.key)}</p>
      <PlaceField setting={setting} place={place} onPlace={onPlace} />
      <Since setting={setting} place={place} />
      <Editor key={textOfPlace(place)} setting={setting} place={place} onDone={onDone} />
      <p className="form-help">
        {t('key')} <code>{setting.key}</code>
      </p>
    </div>
  );
}

function PlaceField({ setting, place, onPlace }: Omit<SettingFormProps, 'onDone'>) {
  const { t } = useTranslation('settings');
  const words = useSettingWords();
  const { perTerritory, perUser, values } = setting;
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  const colleagues = useQuery({ ...colleaguesQuery, enabled: perUser }).data?.items ?? [];
  if (!perTerritory && !perUser) return null;
  const persons = new Set([
    ...values.map(({ userId }) => userId).filter((id) => id !== null),
    ...colleagues.map(({ id }) => id),
  ]);
  const option = (one: Partial<Place>) => {
    const found = { ...EVERYBODY, ...one };
    return { value: textOfPlace(found), label: words.place(found) };
  };
  return (
    <Select
      label={t('place.label')}
      description={t('place.help')}
      data={[
        option({}),
        ...(perTerritory
          ? [
              {
                group: t('place.territories'),
                items: territories.map(({ code }) => option({ territory: code })),
              },
            ]
          : []),
        ...(perUser
          ? [{ group: t('place.people'), items: [...persons].map((userId) => option({ userId })) }]
          : []),
      ]}
      value={textOfPlace(place)}
      onChange={(text) => onPlace(placeOf(text ?? undefined))}
      allowDeselect={false}
      searchable
    />
  );
}

/** What stands at the place, who said so and when. */
function Since({ setting, place }: Pick<SettingFormProps, 'setting' | 'place'>) {
  const { t } = useTranslation('settings');
  const words = useSettingWords();
  const standing = standingAt(setting, place);
  return (
    <dl className="setting-facts">
      <dt>{t('default')}</dt>
      <dd>{words.value(setting.key, setting.default)}</dd>
      <dt>{t('changed')}</dt>
      <dd>
        {standing ? (
          <>
            <Time at={standing.validFrom} as="exact" /> · {standing.changedByName ?? t('system')}
            {standing.reason !== null && ` · ${standing.reason}`}
          </>
        ) : (
          t(textOfPlace(place) === '' ? 'never' : 'inherited')
        )}
      </dd>
    </dl>
  );
}

function Editor({ setting, place, onDone }: Omit<SettingFormProps, 'onPlace'>) {
  const { t } = useTranslation('settings');
  const words = useSettingWords();
  const { key } = setting;
  // What was opened: the list may be read anew while somebody types.
  const [opened] = useState(setting);
  const kind = kindOf(key);
  const typed = useTyped<{ value: unknown; reason: string }>(
    `setting-${key}-${textOfPlace(place)}`,
    { value: valueAt(opened, place), reason: '' },
  );
  const { value, reason } = typed.values;
  useUnsaved(typed.isChanged, [typed.form]);
  const { busy, errors, error, rest, submit, conflict } = useSubmit(
    {
      setting: opened,
      place,
      onDone: () => {
        typed.settle();
        onDone();
      },
    },
    reason,
  );
  const readOnly = !useMayChange(setting, place);
  return (
    <form
      className="dialog-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(value);
      }}
    >
      {error !== null && <ProblemBox error={error} rest={rest} />}
      <ValueField
        kind={kind}
        label={words.name(key)}
        value={value}
        errors={errors}
        readOnly={readOnly}
        onChange={(next) => typed.change({ value: next })}
      />
      {readOnly ? (
        <p className="form-help">{t('readOnly')}</p>
      ) : (
        <>
          <TextInput
            label={t('reason')}
            description={t('reasonHelp')}
            value={reason}
            maxLength={1000}
            onChange={(event) => typed.change({ reason: event.currentTarget.value })}
          />
          <div className="form-acts">
            <Button type="submit" loading={busy}>
              {t('save')}
            </Button>
            <Button
              variant="default"
              onClick={() => {
                typed.settle();
                onDone();
              }}
            >
              {t('cancel')}
            </Button>
          </div>
        </>
      )}
      {conflict && (
        <ConflictDialog
          conflict={conflict}
          fieldsOf={(of) => ({ value: valueAt(of, place) })}
          label={() => words.name(key)}
          show={(_, shown) => words.value(key, shown)}
        />
      )}
    </form>
  );
}

/** Who sees everything sets what counts for everybody; others for their own territories and themselves. */
function useMayChange(setting: Setting, { territory, userId }: Place): boolean {
  const { user, scope } = useSession();
  if (!setting.mayChange) return false;
  if (scope.kind === 'all') return true;
  if (userId !== null) return userId === user.id;
  return territory !== null && user.territories.includes(territory);
}

function useSubmit({ setting, place, onDone }: Omit<SettingFormProps, 'onPlace'>, reason: string) {
  const { t } = useTranslation('settings');
  const kind = kindOf(setting.key);
  const { save, conflict } = useSettingChange(setting, place, reason.trim() || null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<readonly FieldError[]>([]);
  const send = async (value: unknown) => {
    setBusy(true);
    try {
      await save({ value: sentOf(kind, value) });
      toast(t('saved'));
      onDone();
    } catch (cause) {
      if (cause instanceof Problem) {
        const split = splitErrors(cause, (path) => /^value(\.|$)/.test(path));
        const fields = Object.entries(split.fields);
        setErrors(Object.fromEntries(fields.map(([path, text]) => [path.slice(6), text])));
        setRest(split.rest);
      }
      setError(cause);
      setBusy(false);
    }
  };
  return {
    busy,
    error,
    errors,
    rest,
    conflict,
    submit: (value: unknown) => {
      const missing = missingIn(kind, value);
      setError(null);
      setRest([]);
      setErrors(Object.fromEntries(missing.map((path) => [path, t('required')])));
      if (missing.length === 0) void send(value);
    },
  };
}
