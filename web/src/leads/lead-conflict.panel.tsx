import { useTranslation } from 'react-i18next';
import { ConflictDialog as Merging } from '../parts/conflict-dialog';
import { editableOf, type LeadConflict } from './lead-change.form';
import { useShown } from './lead-shown.form';

/** Two people changed the same facts of a company. */
export function ConflictDialog({ conflict }: { conflict: LeadConflict }) {
  const { t } = useTranslation('leads');
  return (
    <Merging
      conflict={conflict}
      fieldsOf={editableOf}
      label={(field) => t(`fields.${field}`)}
      show={useShown()}
    />
  );
}
