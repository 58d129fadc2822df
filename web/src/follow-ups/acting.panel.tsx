import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../core/problem';
import { problemText } from '../core/problem-text';
import { useShortcuts } from '../core/keys';
import { toast, toastProblem } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import { Dialog } from '../parts/dialog';
import { focusedRow } from '../parts/table-selection';
import { ActDialog } from './acts.form';
import { type Act, actsOf, BACK, type Doable, type Said, targetsOf } from './acts.queries';
import { type Done, type Refused, useDoing } from './doing.queries';
import type { FollowUpRow } from './follow-ups.queries';
import { useMayAct } from './row-acts.panel';

export interface Asked {
  readonly act: Act;
  readonly rows: readonly FollowUpRow[];
}

interface KeysProps {
  rows: readonly FollowUpRow[];
  chosen: readonly FollowUpRow[];
  ask: (act: Act, rows: readonly FollowUpRow[]) => void;
  why: (row: FollowUpRow) => void;
  clear: () => void;
}

/** One key an act: about the rows that are chosen, else about the one that has the focus. */
export function useQueueKeys({ rows, chosen, ask, why, clear }: KeysProps): void {
  const { t } = useTranslation('follow-ups');
  const mayAct = useMayAct();
  const meant = () => {
    if (chosen.length > 0) return chosen;
    const key = focusedRow();
    return rows.filter(({ id }) => id === key);
  };
  const run = (...acts: Act[]) => {
    const about = meant();
    const act = acts.find((one) => mayAct(one) && targetsOf(one, about).length > 0);
    if (act) ask(act, about);
  };
  const acts = [
    { keys: 's', label: t('acts.skip.act'), run: () => run('skip') },
    { keys: 'p', label: t('keys.pause'), run: () => run('pause', 'resumption') },
    { keys: 'shift+Enter', label: t('acts.dispatch.act'), run: () => run('dispatch') },
    { keys: 'e', label: t('acts.completion.act'), run: () => run('completion') },
  ];
  const approval = { keys: 'a', label: t('acts.approval.act'), run: () => run('approval') };
  useShortcuts([
    ...(mayAct('skip') ? acts : []),
    ...(mayAct('approval') ? [approval] : []),
    {
      keys: 'w',
      label: t('why.open'),
      run: () => {
        const [row] = meant();
        if (row) why(row);
      },
    },
    ...(chosen.length > 0 ? [{ keys: 'Escape', label: t('keys.clear'), run: clear }] : []),
  ]);
}

interface ActLayerProps {
  asked: Asked | null;
  onClose: () => void;
  onDone: () => void;
  children: (progress: { done: number; all: number } | null) => ReactNode;
}

/** Asks for the reason, sends, says what came of it, and takes it back where that can be. */
export function ActLayer({ asked, onClose, onDone, children }: ActLayerProps) {
  const { t } = useTranslation('follow-ups');
  const core = useTranslation('core').t;
  const { run, progress } = useDoing();
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const targets = asked ? targetsOf(asked.act, asked.rows) : [];
  const [only] = targets;
  const about =
    targets.length === 1 && only
      ? t('about', { company: only.company, step: only.step })
      : t('aboutMany', { count: targets.length });
  const perform = async (act: Doable, rows: readonly FollowUpRow[], said: Said) => {
    try {
      tell(act, await run(act, rows, said));
    } catch (error) {
      toastProblem(core, error);
    }
    onDone();
  };
  const tell = (act: Doable, done: Done) => {
    const [first] = done.refused;
    if (done.rows.length === 0 && done.refused.length === 1 && first) {
      toastProblem(core, first.error);
      return;
    }
    const id = `follow-ups-${act}-${done.rows[0]?.id ?? ''}`;
    const back = BACK[act];
    if (back && done.rows.length > 0)
      offerUndo(id, () => void perform(back, done.rows, { reason: t('undone') }));
    toast(
      <span className="undo">
        {t(`acts.${act}.done`, { count: done.rows.length })}
        {back && done.rows.length > 0 && (
          <Button variant="subtle" size="compact-sm" onClick={undoLast}>
            {t('undo')}
          </Button>
        )}
        {done.refused.length > 0 && (
          <Button variant="subtle" size="compact-sm" onClick={() => setRefused(done.refused)}>
            {t('refused.look', { count: done.refused.length })}
          </Button>
        )}
      </span>,
      id,
    );
  };
  return (
    <>
      {children(progress)}
      <ActDialog
        act={asked?.act ?? null}
        about={about}
        onClose={onClose}
        run={(act, said) => void perform(act, asked?.rows ?? [], said)}
      />
      <Dialog opened={refused.length > 0} onClose={() => setRefused([])} title={t('refused.title')}>
        <ul className="queue-refused">
          {refused.map(({ row, error }) => (
            <li key={row.id}>
              <b>{t('about', { company: row.company, step: row.step })}</b> {said(core, error)}
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}

/** The acts that at least one of these rows allows. */
export const actsOfAll = (rows: readonly FollowUpRow[]): ReadonlySet<Act> =>
  new Set(rows.flatMap(actsOf));

/** Where a check is against it, which one. */
function said(core: TFunction<'core'>, error: unknown): string {
  const { title, detail } = problemText(core, error);
  return error instanceof Problem && error.kind === 'follow-up-may-not-leave' ? detail : title;
}
