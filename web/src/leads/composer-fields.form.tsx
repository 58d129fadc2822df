import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import type { Values } from './composer-values.form';
import { DayField } from '../parts/day-field';
import { colleaguesQuery } from '../core/colleagues';
import { kindLabel } from './timeline-sentence.panel';
import { ACTIVITY_OUTCOMES, activityKindsQuery } from './work.queries';

interface FieldsProps {
  values: Values;
  set: (change: Partial<Values>) => void;
}

export function ActivityFields({ values, set }: FieldsProps) {
  const { t } = useTranslation('work');
  const parts = useTranslation('parts').t;
  const kinds = useQuery(activityKindsQuery).data?.items ?? [];
  return (
    <div className="form-grid">
      <Select
        className="span-3"
        size="xs"
        label={t('composer.kind')}
        data={kinds
          .filter(({ byPeople, code }) => byPeople && code !== 'NOTE')
          .map(({ code }) => ({ value: code, label: kindLabel(code, t) }))}
        value={values.kind}
        onChange={(kind) => kind && set({ kind })}
        allowDeselect={false}
      />
      <Select
        className="span-3"
        size="xs"
        label={t('composer.outcome')}
        data={ACTIVITY_OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
        value={values.outcome}
        onChange={(outcome) => set({ outcome })}
        clearable
        clearButtonProps={{ 'aria-label': parts('clear', { field: t('composer.outcome') }) }}
      />
      <TextInput
        className="span-4"
        size="xs"
        label={t('composer.nextAction')}
        value={values.nextAction}
        onChange={(event) => set({ nextAction: event.currentTarget.value })}
        autoComplete="off"
      />
      <DayField
        className="span-2"
        label={t('composer.nextActionOn')}
        value={values.nextActionOn}
        onChange={(nextActionOn) => set({ nextActionOn })}
      />
    </div>
  );
}

export function TaskFields({ values, set, missing }: FieldsProps & { missing: boolean }) {
  const { t } = useTranslation('work');
  const { user } = useSession();
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];
  return (
    <div className="form-grid">
      <DayField
        className="span-2"
        label={t('composer.dueOn')}
        value={values.dueOn}
        error={missing ? t('composer.dueMissing') : null}
        onChange={(dueOn) => set({ dueOn })}
      />
      <Select
        className="span-4"
        size="xs"
        label={t('composer.assignee')}
        data={colleagues
          .filter(({ role }) => role === 'SALES' || role === 'MANAGER')
          .map(({ id, name }) => ({ value: id, label: id === user.id ? t('composer.me') : name }))}
        value={values.assigneeId ?? user.id}
        onChange={(assigneeId) => set({ assigneeId })}
        searchable
        allowDeselect={false}
      />
    </div>
  );
}
