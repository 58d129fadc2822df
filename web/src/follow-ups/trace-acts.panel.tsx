import { Button, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { randomId } from '../core/ids';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast, toastProblem } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import { ProblemBox } from '../parts/problem-box';
import { actOn, actsOf, type FollowUpAct, type TraceStep } from './trace.queries';
import { traceKeys } from './trace-read.queries';
import './trace.css';

const REASON_LENGTH = 3;
/** What takes an act back; the others cannot be taken back and say so. */
const BACK: Partial<Record<FollowUpAct, FollowUpAct>> = {
  pause: 'resumption',
  resumption: 'pause',
  dispatch: 'recall',
};
const KEYS: Partial<Record<FollowUpAct, string>> = {
  pause: 'p',
  resumption: 'p',
  skip: 's',
  dispatch: 'Enter',
};

interface StepActsProps {
  leadId: string;
  step: TraceStep;
  paused: boolean;
  /** Single keys are for the one step that the page is about. */
  withKeys?: boolean;
}

/** What a person may do about a step; each asks in place for the reason that the record keeps. */
export function StepActs({ leadId, step, paused, withKeys = false }: StepActsProps) {
  const { t } = useTranslation('trace');
  const session = useSession();
  const [open, setOpen] = useState<FollowUpAct | null>(null);
  const buttons = useRef<HTMLDivElement>(null);
  const acts = may(session, 'follow-ups.act')
    ? actsOf(step, paused).filter((act) => act !== 'approval' || may(session, 'follow-ups.approve'))
    : [];
  const labelled = acts.filter((act) => withKeys && act !== 'dispatch' && KEYS[act]);
  useShortcuts(
    labelled.map((act) => ({
      keys: KEYS[act] ?? '',
      label: t(`acts.${act}`, { step: step.step }),
      run: () => setOpen(act),
    })),
  );
  if (acts.length === 0) return null;
  const asked = open !== null && acts.includes(open) ? open : null;
  const close = () => {
    setOpen(null);
    window.setTimeout(() => buttons.current?.querySelector('button')?.focus());
  };
  if (asked)
    return (
      <ReasonForm
        key={asked}
        act={asked}
        step={step}
        leadId={leadId}
        paused={paused}
        close={close}
      />
    );
  return (
    <div className="trace-acts" ref={buttons}>
      {acts.map((act) => (
        <Button
          key={act}
          variant={act === 'approval' ? 'filled' : 'default'}
          onClick={() => setOpen(act)}
          aria-keyshortcuts={labelled.includes(act) ? KEYS[act]?.toUpperCase() : undefined}
        >
          {t(`acts.${act}`, { step: step.step })}
        </Button>
      ))}
    </div>
  );
}

interface ReasonFormProps extends StepActsProps {
  act: FollowUpAct;
  close: () => void;
}

function ReasonForm({ act, step, leadId, close }: ReasonFormProps) {
  const { t } = useTranslation('trace');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  // One press of the button, however often its request is repeated.
  const [intent] = useState(randomId);
  const again = () => queries.invalidateQueries({ queryKey: traceKeys.one(leadId) });
  const undo = async (back: FollowUpAct) => {
    try {
      await actOn(step.id, back, t('undone'), randomId());
    } catch (cause) {
      toastProblem(core, cause);
    }
    await again();
  };
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const isShort = reason.trim().length < REASON_LENGTH;
    setMissing(isShort);
    if (isShort) return;
    setBusy(true);
    setError(null);
    try {
      await actOn(step.id, act, reason.trim(), intent);
      sayDone();
      await again();
      close();
    } catch (cause) {
      setError(cause);
      setBusy(false);
      void again();
    }
  };
  const sayDone = () => {
    const back = BACK[act];
    const id = `follow-up-${step.id}`;
    if (back) offerUndo(id, () => void undo(back));
    toast(
      <span className="undo">
        {t(`done.${act}`, { step: step.step })}
        {back && (
          <Button variant="subtle" size="compact-sm" onClick={undoLast}>
            {t('undo')}
          </Button>
        )}
      </span>,
      id,
    );
  };
  return (
    <form className="trace-reason" noValidate onSubmit={(event) => void submit(event)}>
      <Textarea
        label={t('reason')}
        description={t(`help.${act}`, { step: step.step })}
        error={missing ? t('reasonShort') : null}
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && close()}
        autoFocus
      />
      {error !== null && <ProblemBox error={error} />}
      <div className="form-acts">
        <Button type="submit" loading={busy}>
          {t(`acts.${act}`, { step: step.step })}
        </Button>
        <Button variant="default" onClick={close}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
