import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { hold, takeBack } from '../core/held';
import { createElement } from 'react';
import { hideToast, toast, toastProblem } from '../core/toast';
import { offerUndo } from '../core/undo';
import { UndoLine } from '../parts/undo-line';
import { inboxKeys } from './inbox.queries';

interface Decision {
  readonly id: string;
  /** What was decided, for the toast. */
  readonly text: string;
  readonly run: () => Promise<unknown>;
}

/** Decides after a moment in which it can be taken back; until then nothing has happened. */
export function useDeciding(): (decision: Decision) => void {
  const queries = useQueryClient();
  const core = useTranslation('core').t;
  const parts = useTranslation('parts').t;
  return ({ id, text, run }) => {
    const again = () => void queries.invalidateQueries({ queryKey: inboxKeys.boxes });
    hold(id, () => {
      run()
        .catch((error: unknown) => toastProblem(core, error))
        .finally(() => {
          again();
          void queries.invalidateQueries({ queryKey: inboxKeys.answer(id) });
        });
    });
    const toastId = `decided-${id}`;
    const back = () => void takeBack(id);
    offerUndo(toastId, back);
    const onUndo = () => {
      hideToast(toastId);
      back();
    };
    toast(createElement(UndoLine, { text, act: parts('undo'), onUndo }), toastId);
  };
}
