import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { randomId } from '../core/ids';
import { ContactDialog } from './contact.form';
import { useRemoval } from './contact-removal.panel';
import { ActDialog } from '../parts/act-dialog';
import { ReasonDialog } from './reason.form';
import { keepLead } from './lead-acts.queries';
import type { LeadView } from './leads.queries';
import { blockContact, type Contact, contactName } from './work.queries';

/** What somebody is about to do about a person. */
export type Open =
  { what: 'edit' | 'block' | 'unblock' | 'remove'; contact: Contact } | { what: 'add' };

export function ContactDialogs(props: { lead: LeadView; open: Open; onClose: () => void }) {
  const { lead, open, onClose } = props;
  const { t } = useTranslation('work');
  const queries = useQueryClient();
  if (open.what === 'add') return <ContactDialog lead={lead} contact={null} onClose={onClose} />;
  const { what, contact } = open;
  if (what === 'edit') return <ContactDialog lead={lead} contact={contact} onClose={onClose} />;
  if (what === 'remove') return <RemoveDialog lead={lead} contact={contact} onClose={onClose} />;
  const name = contactName(contact);
  const blocks = what === 'block';
  return (
    <ReasonDialog
      onClose={onClose}
      title={t(blocks ? 'contact.blockTitle' : 'contact.unblockTitle', { name })}
      text={t(blocks ? 'contact.blockText' : 'contact.unblockText')}
      act={t(blocks ? 'contact.block' : 'contact.unblock')}
      run={async (reason) => {
        const changed = await blockContact(lead.id, contact.id, blocks, reason, randomId());
        keepLead(queries, changed);
      }}
    />
  );
}

function RemoveDialog(props: { lead: LeadView; contact: Contact; onClose: () => void }) {
  const { lead, contact, onClose } = props;
  const { t } = useTranslation('work');
  const { remove } = useRemoval(lead, contact);
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('contact.removeTitle', { name: contactName(contact) })}
      act={t('contact.remove')}
      check={() => null}
      run={remove}
    >
      {() => <p>{t('contact.removeText')}</p>}
    </ActDialog>
  );
}
