import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hold, takeBack } from '../core/held';
import { hideToast, toast, toastProblem } from '../core/toast';
import { offerUndo } from '../core/undo';
import { ActDialog } from '../parts/act-dialog';
import { UndoLine } from '../parts/undo-line';
import { useEventWords } from './event-name.panel';
import {
  type DeadLetter,
  dismissLetter,
  operationsKeys,
  replayLetter,
  type Replayed,
} from './operations.queries';

/** As long as the server wants it. */
export const SHORTEST_REASON = 10;
const LONGEST_REASON = 1000;

function useRefresh(): () => void {
  const queries = useQueryClient();
  return () => {
    for (const queryKey of [operationsKeys.letters, operationsKeys.consumers])
      void queries.invalidateQueries({ queryKey });
  };
}

/** Tries the events of the letter's subject again, and says how far that came. */
export function useReplay(onDone: (result: Replayed) => void): {
  busy: boolean;
  replay: (letter: DeadLetter) => Promise<void>;
} {
  const { t } = useTranslation('operations');
  const core = useTranslation('core').t;
  const words = useEventWords();
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const replay = async (letter: DeadLetter) => {
    setBusy(true);
    try {
      const result = await replayLetter(letter.id);
      const { done: count, stoppedAt } = result;
      toast(
        stoppedAt
          ? t('letter.stopped', {
              count,
              type: words.name(stoppedAt.type),
              error: stoppedAt.error ?? '–',
            })
          : t('letter.free', { count }),
      );
      onDone(result);
    } catch (error) {
      toastProblem(core, error);
    } finally {
      setBusy(false);
      refresh();
    }
  };
  return { busy, replay };
}

interface DismissDialogProps {
  letter: DeadLetter;
  onClose: () => void;
  /** It is decided; until the moment to take it back is over, nothing has happened. */
  onDecided: () => void;
}

/** Asks why an event is given up; what is decided is held back for a moment, because it cannot be brought back. */
export function DismissDialog({ letter, onClose, onDecided }: DismissDialogProps) {
  const { t } = useTranslation('operations');
  const core = useTranslation('core').t;
  const parts = useTranslation('parts').t;
  const words = useEventWords();
  const refresh = useRefresh();
  const [reason, setReason] = useState('');
  const decide = () => {
    const { id } = letter;
    const toastId = `dismissed-${id}`;
    hold(id, () => {
      dismissLetter(id, reason.trim())
        .catch((error: unknown) => toastProblem(core, error))
        .finally(refresh);
    });
    const back = () => void takeBack(id);
    offerUndo(toastId, back);
    const onUndo = () => {
      hideToast(toastId);
      back();
    };
    const text = t('letter.dismissed', { type: words.name(letter.type) });
    toast(<UndoLine text={text} act={parts('undo')} onUndo={onUndo} />, toastId);
    onDecided();
    return Promise.resolve();
  };
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('letter.dismissTitle', { type: words.name(letter.type) })}
      act={t('letter.dismiss')}
      check={() => (reason.trim().length < SHORTEST_REASON ? t('reason.short') : null)}
      run={decide}
    >
      {(missing) => (
        <>
          <p>{t('letter.dismissText', { consumer: letter.consumer })}</p>
          <ReasonField value={reason} onChange={setReason} error={missing} />
        </>
      )}
    </ActDialog>
  );
}

interface ReasonFieldProps {
  value: string;
  onChange: (reason: string) => void;
  error: string | null;
}

export function ReasonField({ value, onChange, error }: ReasonFieldProps) {
  const { t } = useTranslation('operations');
  return (
    <Textarea
      label={t('reason.label')}
      description={t('reason.help')}
      value={value}
      error={error}
      maxLength={LONGEST_REASON}
      autosize
      minRows={2}
      required
      data-autofocus
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
