import { Button, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import { Dialog } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import { draftSequence, nextStep, type Sequence, sequenceKeys } from './sequences.queries';

interface NewSequenceProps {
  opened: boolean;
  onClose: () => void;
  sequences: readonly Sequence[];
}

/** A sequence of its own, as a draft with the steps of another one. */
export function NewSequence(props: NewSequenceProps) {
  const { t } = useTranslation('sequences');
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('new.title')}>
      {props.opened && <Fields {...props} />}
    </Dialog>
  );
}

const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function Fields({ onClose, sequences }: NewSequenceProps) {
  const { t } = useTranslation('sequences');
  const parts = useTranslation('parts').t;
  const names = useNames();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [key, setKey] = useState('');
  const [from, setFrom] = useState<string | null>(
    sequences.find(({ state }) => state === 'active')?.id ?? null,
  );
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isTaken = sequences.some((one) => one.key === key.trim());
  const isWrong = !KEY.test(key.trim());
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (isWrong || isTaken) return;
    setBusy(true);
    setError(null);
    try {
      const base = sequences.find(({ id }) => id === from);
      const made = await draftSequence(key.trim(), base?.steps ?? [nextStep([])]);
      await queries.invalidateQueries({ queryKey: sequenceKeys.all });
      void navigate({
        to: '/sequences/$id/v/$n',
        params: { id: made.key, n: String(made.version) },
      });
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <form className="dialog-form" noValidate onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('new.key')}
        description={t('new.keyHelp')}
        error={tried && (isWrong ? t('new.keyWrong') : isTaken && t('new.keyTaken'))}
        value={key}
        maxLength={60}
        onChange={(event) => setKey(event.currentTarget.value)}
        data-autofocus
      />
      <Select
        label={t('new.from')}
        data={sequences.map((one) => ({
          value: one.id,
          label: `${names.sequence(one.key)} ${t('version', { version: one.version })}`,
        }))}
        value={from}
        onChange={setFrom}
        clearable
      />
      {error !== null && <ProblemBox error={error} />}
      <div className="form-acts">
        <Button type="submit" loading={busy}>
          {t('new.act')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {parts('cancel')}
        </Button>
      </div>
    </form>
  );
}
