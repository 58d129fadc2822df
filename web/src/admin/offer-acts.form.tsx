import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, toastProblem } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import {
  createOffer,
  deleteOffer,
  fieldsOf,
  type Offer,
  type OfferFields,
  offerKeys,
} from './offers.queries';

/** Saves an offer, or takes it away with a way back; what goes wrong stays on the form. */
export function useSaving(onSave: (fields: OfferFields) => Promise<unknown>, onDone: () => void) {
  const { t } = useTranslation('admin');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: offerKeys.all });
  const save = async (fields: OfferFields) => {
    setBusy(true);
    setError(null);
    try {
      await onSave(fields);
      toast(t('offer.saved'));
      onDone();
      await refresh();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  const bringBack = async (gone: Offer) => {
    try {
      await createOffer(fieldsOf(gone));
      await refresh();
      toast(t('offer.back'));
    } catch (cause) {
      toastProblem(core, cause);
    }
  };
  const remove = async (gone: Offer) => {
    setBusy(true);
    setError(null);
    try {
      await deleteOffer(gone);
      const id = `offer-${gone.id}`;
      offerUndo(id, () => void bringBack(gone));
      toast(
        <span className="undo">
          {t('offer.removed')}
          <Button variant="subtle" size="compact-sm" onClick={undoLast}>
            {t('undo')}
          </Button>
        </span>,
        id,
      );
      onDone();
      await refresh();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return { busy, error, save, remove };
}
