import { useTranslation } from 'react-i18next';
import type { SaveConflict } from '../core/use-merging-save';
import { useFormat } from '../core/use-format';
import { Conflict } from './conflict';
import { Dialog } from './dialog';

interface ConflictDialogProps<R, F> {
  conflict: SaveConflict<R, F>;
  fieldsOf: (record: R) => F;
  label: (field: keyof F & string) => string;
  /** A value as the page shows it; null for none. */
  show: <K extends keyof F & string>(field: K, value: F[K] | undefined) => string | null;
}

/** Two people changed the same facts of a record: one choice a field. */
export function ConflictDialog<R, F>(props: ConflictDialogProps<R, F>) {
  const { conflict, fieldsOf, label, show } = props;
  const { t } = useTranslation('parts');
  const format = useFormat();
  const theirs = fieldsOf(conflict.theirs);
  return (
    <Dialog opened onClose={() => conflict.resolve(null)} title={t('conflict.title')} size={640}>
      <Conflict
        by={conflict.by}
        at={conflict.at && format.time(conflict.at)}
        busy={false}
        rows={(conflict.overlaps as readonly (keyof F & string)[]).map((field) => ({
          field,
          label: label(field),
          mine: show(field, conflict.send[field]) ?? '–',
          theirs: show(field, theirs[field]) ?? '–',
        }))}
        onResolve={conflict.resolve}
      />
    </Dialog>
  );
}
