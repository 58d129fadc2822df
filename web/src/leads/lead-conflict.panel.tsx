import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { Conflict } from '../parts/conflict';
import { Dialog } from '../parts/dialog';
import { editableOf, type LeadConflict } from './lead-change.form';
import { useShown } from './lead-shown.form';

/** Two people changed the same facts of a company: one choice a field. */
export function ConflictDialog({ conflict }: { conflict: LeadConflict }) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  const show = useShown();
  const theirs = editableOf(conflict.theirs);
  return (
    <Dialog opened onClose={() => conflict.resolve(null)} title={t('conflict')} size={640}>
      <Conflict
        by={conflict.by}
        at={conflict.at && format.time(conflict.at)}
        busy={false}
        rows={conflict.overlaps.map((field) => ({
          field,
          label: t(`fields.${field}`),
          mine: show(field, conflict.send[field] ?? null) ?? '–',
          theirs: show(field, theirs[field]) ?? '–',
        }))}
        onResolve={conflict.resolve}
      />
    </Dialog>
  );
}
