import { useTranslation } from 'react-i18next';
import { ConflictDialog as Merging } from '../parts/conflict-dialog';
import { type CustomerConflict, editableOf } from './customer-change.form';
import { useShown } from './customer-facts.panel';

/** Two people changed the same facts of a customer. */
export function ConflictDialog({ conflict }: { conflict: CustomerConflict }) {
  const { t } = useTranslation('customers');
  return (
    <Merging
      conflict={conflict}
      fieldsOf={editableOf}
      label={(field) => t(`fields.${field}`)}
      show={useShown()}
    />
  );
}
