import { Button, Select, TextInput, UnstyledButton } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../core/now';
import { useSession } from '../core/session';
import { clockAt, parseDay } from '../core/zoned';
import { Dialog } from '../parts/dialog';
import { type Act, OUTCOMES, type Outcome, type Said } from './acts.queries';

const REASON_LENGTH = 3;
const SUGGESTIONS = ['wish', 'holiday', 'called', 'checked'] as const;
/** The reason given last for each act stands there the next time, ready to be typed over. */
const lastReasons = new Map<Act, string>();

interface ActDialogProps {
  act: Act | null;
  /** What it is about: a company and step, or how many. */
  about: string;
  onClose: () => void;
  run: (act: Act, said: Said) => void;
}

/** Asks for the reason that the record keeps; Enter sends. */
export function ActDialog({ act, about, onClose, run }: ActDialogProps) {
  const { t } = useTranslation('follow-ups');
  return (
    <Dialog
      opened={act !== null}
      onClose={onClose}
      title={act === null ? '' : t(`acts.${act}.title`, { about })}
    >
      {act !== null && <ActForm key={act} act={act} onClose={onClose} run={run} />}
    </Dialog>
  );
}

function ActForm({ act, onClose, run }: Omit<ActDialogProps, 'act' | 'about'> & { act: Act }) {
  const { t } = useTranslation('follow-ups');
  const parts = useTranslation('parts').t;
  const { user } = useSession();
  const today = clockAt(useNow(), user.timeZone).day;
  const [reason, setReason] = useState(lastReasons.get(act) ?? '');
  const [outcome, setOutcome] = useState<Outcome>('SUCCESSFUL');
  const [day, setDay] = useState('');
  const [tried, setTried] = useState(false);
  const callbackOn = parseDay(day, today);
  const needsDay = act === 'completion' && outcome === 'CALLBACK_REQUESTED';
  const isShort = reason.trim().length < REASON_LENGTH;
  const isDayWrong = needsDay && (callbackOn === null || callbackOn < today);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (isShort || isDayWrong) return;
    lastReasons.set(act, reason.trim());
    run(act, {
      reason: reason.trim(),
      ...(act === 'completion' && { outcome }),
      ...(needsDay && callbackOn !== null && { callbackOn }),
    });
    onClose();
  };
  return (
    <form className="dialog-form" noValidate onSubmit={submit}>
      <p>{t(`acts.${act}.text`)}</p>
      {act === 'completion' && (
        <Select
          label={t('outcome.label')}
          data={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
          value={outcome}
          onChange={(value) => setOutcome(OUTCOMES.find((known) => known === value) ?? outcome)}
          allowDeselect={false}
        />
      )}
      {needsDay && (
        <TextInput
          label={t('outcome.callbackOn')}
          description={t('outcome.callbackHelp')}
          error={tried && isDayWrong ? t('outcome.callbackWrong') : null}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={t('reason')}
        error={tried && isShort ? t('reasonShort') : null}
        value={reason}
        maxLength={1000}
        onChange={(event) => setReason(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        data-autofocus
      />
      <div className="queue-suggestions" role="group" aria-label={t('suggestions.label')}>
        {SUGGESTIONS.map((key) => (
          <UnstyledButton
            key={key}
            className="chip queue-suggestion"
            onClick={() => setReason(t(`suggestions.${key}`))}
          >
            {t(`suggestions.${key}`)}
          </UnstyledButton>
        ))}
      </div>
      <div className="form-acts">
        <Button type="submit">{t(`acts.${act}.act`)}</Button>
        <Button variant="default" onClick={onClose}>
          {parts('cancel')}
        </Button>
      </div>
    </form>
  );
}
