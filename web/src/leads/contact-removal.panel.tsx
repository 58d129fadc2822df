import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { randomId } from '../core/ids';
import { toast, toastProblem } from '../core/toast';
import { offerUndo, undoLast } from '../core/undo';
import { fieldsOf } from './contact-change.form';
import { keepLead } from './lead-acts.queries';
import { leadsKeys, type LeadView } from './leads.queries';
import {
  addContact,
  consentsQuery,
  type Contact,
  contactName,
  removeContact,
} from './work.queries';

export function UndoLine({ text, withUndo = true }: { text: string; withUndo?: boolean }) {
  const { t } = useTranslation('leads');
  return (
    <span className="undo">
      {text}
      {withUndo && (
        <Button variant="subtle" size="compact-sm" onClick={undoLast}>
          {t('undo')}
        </Button>
      )}
    </span>
  );
}

/** Removes a person. What they consented to cannot be brought back, so only without consents it can be undone. */
export function useRemoval(lead: LeadView, contact: Contact) {
  const { t } = useTranslation('work');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const consents = useQuery(consentsQuery(lead.id)).data?.items;
  const cannotComeBack = consents?.some(({ contactId }) => contactId === contact.id) ?? true;
  const restore = async () => {
    const body = { ...fieldsOf(contact), primary: contact.primary };
    try {
      keepLead(queries, await addContact(lead.id, body, randomId()));
    } catch (error) {
      toastProblem(core, error);
    }
  };
  const remove = async () => {
    const now = queries.getQueryData<LeadView>(leadsKeys.one(lead.id)) ?? lead;
    try {
      keepLead(queries, await removeContact(now, contact.id));
    } catch (error) {
      // Somebody changed the lead meanwhile: it is shown as it stands before anybody is removed from it.
      void queries.invalidateQueries({ queryKey: leadsKeys.one(lead.id) });
      throw error;
    }
    const id = `removed-${contact.id}`;
    if (!cannotComeBack) offerUndo(id, () => void restore());
    const text = t('contact.removed', { name: contactName(contact) });
    toast(<UndoLine text={text} withUndo={!cannotComeBack} />, id);
  };
  return { cannotComeBack, remove };
}
