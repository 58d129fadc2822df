import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { numberFault, type TypedNumber } from '../core/number';
import { Problem } from '../core/problem';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { useTyped } from '../core/use-typed';
import { NumberField } from '../parts/number-field';
import { ProblemBox } from '../parts/problem-box';
import { useUnsaved } from '../parts/unsaved';
import { lacksMessage, MessageFields } from './step-message.form';
import {
  changeDraft,
  needsMessage,
  nextStep,
  purposesQuery,
  type Sequence,
  sequenceKeys,
  sequencesQuery,
  type Step,
  stepToKeep,
} from './sequences.queries';

const CHANNELS = ['email', 'whatsapp', 'whatsapp-else-email', 'email-else-whatsapp'] as const;
const UNITS = ['days', 'business-days'] as const;
const THINGS = ['sample', 'bulk-order', 'other'] as const;
const PASTS = ['skip', 'spread', 'send'] as const;
const STEP_KEY = /^[A-Z0-9_-]{1,20}$/;
const MOST_STEPS = 20;
const BOUNDS = {
  offset: { min: 0, max: 365 },
  minDistanceHours: { min: 0, max: 24 * 90 },
  latestHours: { min: 1, max: 1000 },
  spreadHours: { min: 0, max: 240 },
} as const;
type NumberKey = keyof typeof BOUNDS;
const NUMBER_KEYS = Object.keys(BOUNDS) as NumberKey[];

/** A step as it is typed: a number may be missing. */
type TypedStep = Omit<Step, NumberKey> & Record<NumberKey, TypedNumber>;

/** What does not show is not asked for. */
const hasNumbers = (step: TypedStep): step is Step =>
  NUMBER_KEYS.every(
    (key) =>
      (key === 'spreadHours' && step.past !== 'spread') ||
      numberFault(step[key], BOUNDS[key]) === null,
  );

const isStale = (error: unknown): boolean =>
  error instanceof Problem && error.kind === 'stale-version';

/** The steps of a draft. Nothing of it concerns a lead before it is activated. */
export function StepsForm({
  draft,
  onChanged,
}: {
  draft: Sequence;
  onChanged: (isChanged: boolean) => void;
}) {
  const { t } = useTranslation('sequences');
  const queries = useQueryClient();
  const typed = useTyped<{ steps: readonly TypedStep[]; revision: number }>(
    `sequence-${draft.id}`,
    { steps: draft.steps, revision: draft.revision },
  );
  const { isChanged } = typed;
  const { steps } = typed.values;
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const keys = steps.map(({ key }) => key);
  const wrong = steps.map(({ key }, at) => !STEP_KEY.test(key) || keys.indexOf(key) !== at);
  const setSteps = (next: readonly TypedStep[]) => typed.change({ steps: next });
  const set = (at: number, change: Partial<TypedStep>) =>
    setSteps(steps.map((step, index) => (index === at ? { ...step, ...change } : step)));
  useUnsaved(isChanged, [typed.form]);
  useEffect(() => onChanged(isChanged), [isChanged, onChanged]);
  /** Somebody else saved meanwhile: whoever has been told may replace it. */
  const takeUp = async () => {
    const { items } = await queries.query({ ...sequencesQuery, staleTime: 0 });
    const standing = items.find(({ id }) => id === draft.id);
    if (standing) typed.change({ revision: standing.revision });
  };
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const kept = steps.filter(hasNumbers).map(stepToKeep);
    if (wrong.some(Boolean) || kept.length < steps.length || kept.some(lacksMessage)) return;
    setBusy(true);
    setError(null);
    try {
      await changeDraft(draft.id, typed.values.revision, kept);
      await queries.invalidateQueries({ queryKey: sequenceKeys.all });
      typed.settle();
      toast(t('saved', { version: draft.version }));
    } catch (cause) {
      setError(cause);
      if (isStale(cause)) await takeUp();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="card sequence-steps"
      aria-labelledby="steps"
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <div className="card-head">
        <h2 id="steps">{t('steps')}</h2>
      </div>
      <p className="sequence-anchor rl-quiet">{t('anchor')}</p>
      <ol>
        {steps.map((step, at) => (
          <li key={at} className="sequence-step">
            <StepFields
              step={step}
              wrong={tried && wrong[at] === true}
              tried={tried}
              set={(change) => set(at, change)}
              remove={
                steps.length > 1
                  ? () => setSteps(steps.filter((_, index) => index !== at))
                  : undefined
              }
            />
          </li>
        ))}
      </ol>
      {error !== null && (
        <ProblemBox error={error}>{isStale(error) && <p>{t('stale')}</p>}</ProblemBox>
      )}
      <div className="form-acts sequence-acts">
        {steps.length < MOST_STEPS && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setSteps([...steps, nextStep(steps)])}
          >
            {t('step.add')}
          </Button>
        )}
        <Button type="submit" variant="default" loading={busy}>
          {t('save')}
        </Button>
        {isChanged && (
          <Button variant="subtle" color="gray" onClick={typed.settle}>
            {t('discard')}
          </Button>
        )}
        <span className="rl-quiet" role="status">
          {isChanged ? t('unsaved') : ''}
        </span>
      </div>
    </form>
  );
}

interface FieldsProps {
  step: TypedStep;
  wrong: boolean;
  /** Whether somebody wanted to save: what is missing is said from then on. */
  tried: boolean;
  set: (change: Partial<TypedStep>) => void;
  remove: (() => void) | undefined;
}

function StepFields({ step, wrong, tried, set, remove }: FieldsProps) {
  const { t } = useTranslation('sequences');
  const session = useSession();
  const known = useQuery({ ...purposesQuery, enabled: may(session, 'templates.read') }).data ?? [];
  const purposes = [...new Set([...known, step.purpose])];
  const number = (key: NumberKey) => (
    <NumberField
      size="xs"
      label={t(`field.${key}`)}
      value={step[key]}
      {...BOUNDS[key]}
      onChange={(value) => set({ [key]: value })}
    />
  );
  const choice = <K extends 'unit' | 'channel' | 'thing' | 'past'>(
    key: K,
    title: string,
    values: readonly Step[K][],
    label: (value: Step[K]) => string,
  ) => (
    <Select
      size="xs"
      label={title}
      data={values.map((value) => ({ value, label: label(value) }))}
      value={step[key]}
      onChange={(value) => {
        const found = values.find((one) => one === value);
        if (found !== undefined) set({ [key]: found });
      }}
      allowDeselect={false}
    />
  );
  return (
    <fieldset className="sequence-fields">
      <legend>{t('step.legend', { key: step.key })}</legend>
      <TextInput
        size="xs"
        label={t('field.key')}
        error={wrong ? t('step.keyWrong') : null}
        value={step.key}
        maxLength={20}
        onChange={(event) => set({ key: event.currentTarget.value.toUpperCase() })}
      />
      {number('offset')}
      {choice('unit', t('field.unit'), UNITS, (value) => t(`unit.${value}`))}
      {choice('channel', t('field.channel'), CHANNELS, (value) => t(`channel.${value}`))}
      <Select
        size="xs"
        label={t('field.purpose')}
        data={purposes}
        value={step.purpose}
        onChange={(value) => value !== null && set({ purpose: value })}
        allowDeselect={false}
      />
      {choice('thing', t('field.thing'), THINGS, (value) => t(`thing.${value}`))}
      {number('minDistanceHours')}
      {number('latestHours')}
      {choice('past', t('field.past'), PASTS, (value) => t(`past.${value}`))}
      {step.past === 'spread' && number('spreadHours')}
      {needsMessage(step) && <MessageFields step={step} tried={tried} set={set} />}
      <Checkbox
        className="sequence-check"
        label={t('field.needsApproval')}
        checked={step.needsApproval}
        onChange={(event) => set({ needsApproval: event.currentTarget.checked })}
      />
      {remove && (
        <Button
          className="sequence-remove"
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconTrash size={14} aria-hidden />}
          aria-label={t('step.remove', { key: step.key })}
          onClick={remove}
        >
          {t('step.removeShort')}
        </Button>
      )}
    </fieldset>
  );
}
