import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type RefObject, Suspense, type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropDraft, keepDraft, readDraft } from '../core/draft';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { ProblemBox } from '../parts/problem-box';
import { EMPTY, type Mode, MODES, save, type Values, whatIsMissing } from './composer-values.form';
import { leadsKeys, type LeadView } from './leads.queries';
import { readNewer } from './timeline.queries';
import { useIntent } from '../core/use-intent';
import { TIMELINE_GROUPS, workKeys } from './work-keys.queries';

// The calendar comes when somebody begins to write.
const ActivityFields = lazy(() =>
  import('./composer-fields.form').then((file) => ({ default: file.ActivityFields })),
);
const TaskFields = lazy(() =>
  import('./composer-fields.form').then((file) => ({ default: file.TaskFields })),
);

interface ComposerProps {
  lead: LeadView;
  mode: Mode;
  onMode: (mode: Mode) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** Writes down what happened, or what is to be done. What was typed stays until it is saved. */
export function Composer({ lead, mode, onMode, field }: ComposerProps) {
  const { t } = useTranslation('work');
  const { user } = useSession();
  const queries = useQueryClient();
  const draft = `work-${lead.id}`;
  const [values, setValues] = useState<Values>(() => ({
    ...EMPTY,
    ...(readDraft(draft) as Partial<Values> | null),
  }));
  const [opened, setOpened] = useState(values.text !== '');
  const [missing, setMissing] = useState<'text' | 'dueOn' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const { intent, answered } = useIntent();
  const set = (change: Partial<Values>) => {
    const next = { ...values, ...change };
    setValues(next);
    keepDraft(draft, next);
    setMissing(null);
  };
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const found = whatIsMissing(values, mode);
    setMissing(found);
    if (found === 'text') field.current?.focus();
    if (found) return;
    setBusy(true);
    setError(null);
    try {
      await save(lead.id, mode, values, user.timeZone, intent);
      answered();
      setValues({ ...EMPTY, kind: values.kind });
      dropDraft(draft);
      // At once: whoever has gone on by the time the timeline is read is not called back.
      field.current?.focus();
      toast(t(`composer.saved.${mode}`));
      void queries.invalidateQueries({ queryKey: leadsKeys.one(lead.id) });
      void queries.invalidateQueries({ queryKey: workKeys.tasks(lead.id) });
      for (const filter of [undefined, ...TIMELINE_GROUPS])
        await readNewer(queries, lead.id, filter);
    } catch (cause) {
      answered(cause);
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="card composer"
      aria-label={t('composer.label')}
      noValidate
      onSubmit={(event) => void submit(event)}
      onFocus={() => setOpened(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit(event);
        if (event.key === 'Escape' && event.target === field.current) field.current.blur();
      }}
    >
      <SegmentedControl
        className="composer-modes"
        size="xs"
        aria-label={t('composer.mode')}
        data={MODES.map((value) => ({ value, label: t(`composer.modes.${value}`) }))}
        value={mode}
        onChange={(value) => onMode(value)}
      />
      <Textarea
        ref={field}
        aria-label={t(`composer.ask.${mode}`)}
        placeholder={t(`composer.ask.${mode}`)}
        error={missing === 'text' ? t('composer.textMissing') : null}
        autosize
        minRows={opened ? 2 : 1}
        maxRows={12}
        value={values.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      {opened && (
        <>
          <Suspense fallback={<div className="composer-fields" />}>
            {mode === 'activity' && <ActivityFields values={values} set={set} />}
            {mode === 'task' && (
              <TaskFields values={values} set={set} missing={missing === 'dueOn'} />
            )}
          </Suspense>
          {error !== null && <ProblemBox error={error} />}
          <div className="form-acts">
            <Button type="submit" loading={busy} size="xs">
              {t(`composer.save.${mode}`)}
            </Button>
            <span className="rl-quiet composer-hint">{t('composer.hint')}</span>
          </div>
        </>
      )}
    </form>
  );
}
