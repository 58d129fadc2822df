import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeadStatus } from '../api/lists';
import { currentTime } from '../core/now';
import { toast, toastProblem } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import { UndoLine } from '../parts/undo-line';
import { moveCard } from './board.queries';
import { keepLead, loseLead, qualifyLead, reopenLead, unqualifyLead } from './lead-acts.queries';
import { type LeadList, type LeadRow, leadsKeys, type LeadView } from './leads.queries';
import { ReasonDialog } from './reason.form';

interface Asking {
  readonly lead: LeadRow;
  readonly to: 'LOST' | 'ACTIVE';
}

/** What moves a card: the act of its lead that leads there, at once on screen and taken back when the server refuses. */
export function useMoves(list: LeadList) {
  const { t } = useTranslation('leads');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [moved, setMoved] = useState<string | null>(null);
  const readAgain = () => queries.invalidateQueries({ queryKey: leadsKeys.lists });
  const attempt = async (act: () => Promise<LeadView>): Promise<boolean> => {
    try {
      keepLead(queries, await act());
      return true;
    } catch (error) {
      toastProblem(core, error);
      return false;
    } finally {
      await readAgain();
    }
  };
  const qualify = async (lead: LeadRow) => {
    await queries.cancelQueries({ queryKey: leadsKeys.lists });
    moveCard(queries, list, lead, 'QUALIFIED', currentTime());
    setMoved(lead.id);
    if (!(await attempt(() => qualifyLead(lead.id)))) return;
    const id = `qualified-${lead.id}`;
    offerUndo(id, () => void attempt(() => unqualifyLead(lead.id)));
    toast(
      <UndoLine
        text={t('qualify.done', { company: lead.company })}
        act={t('undo')}
        onUndo={undoLast}
      />,
      id,
    );
  };
  const move = async (lead: LeadRow, to: LeadStatus) => {
    if (to === 'QUALIFIED') await qualify(lead);
    else if (to === 'LOST' || to === 'ACTIVE') setAsking({ lead, to });
  };
  return { move, asking, endAsking: () => setAsking(null), moved };
}

/** Why a lead is closed, or opened again. */
export function MoveReason(props: Asking & { onClose: () => void }) {
  const { lead, to, onClose } = props;
  const queries = useQueryClient();
  const { t } = useTranslation('leads');
  const key = to === 'LOST' ? 'lose' : 'reopen';
  const act = to === 'LOST' ? loseLead : reopenLead;
  return (
    <ReasonDialog
      onClose={onClose}
      title={t(`${key}.title`, { company: lead.company })}
      text={t(`${key}.text`)}
      act={t(`${key}.act`)}
      run={async (reason) => {
        keepLead(queries, await act(lead.id, reason));
        await queries.invalidateQueries({ queryKey: leadsKeys.lists });
      }}
    />
  );
}
