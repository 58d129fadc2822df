import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDeviceMobile, IconDots, IconMail, IconPhone } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast, toastProblem } from '../core/toast';
import { offerUndo } from '../core/undo';
import { Tag } from '../parts/tag';
import type { Open } from './contact-dialogs.panel';
import { UndoLine, useRemoval } from './contact-removal.panel';
import { keepLead } from './lead-acts.queries';
import { leadsKeys, type LeadView } from './leads.queries';
import { changeContact, type Contact, contactName } from './work.queries';

const ContactDialogs = lazy(() =>
  import('./contact-dialogs.panel').then((file) => ({ default: file.ContactDialogs })),
);

/** The people at a lead, how to reach them, and what may be done about them. */
export function ContactsPanel({ lead, mayWork }: { lead: LeadView; mayWork: boolean }) {
  const { t } = useTranslation('work');
  const leads = useTranslation('leads').t;
  const [open, setOpen] = useState<Open | null>(null);
  return (
    <section className="card" aria-labelledby="contacts">
      <div className="card-head">
        <h2 id="contacts">{leads('contacts.title')}</h2>
        {mayWork && (
          <Button variant="subtle" size="compact-sm" onClick={() => setOpen({ what: 'add' })}>
            {t('contact.add')}
          </Button>
        )}
      </div>
      {lead.contacts.length > 0 ? (
        <ul className="people">
          {lead.contacts.map((contact) => (
            <ContactItem
              key={contact.id}
              lead={lead}
              contact={contact}
              onOpen={mayWork ? setOpen : null}
            />
          ))}
        </ul>
      ) : (
        <p className="card-body rl-quiet">
          {leads(lead.free ? 'contacts.hidden' : 'contacts.none')}
        </p>
      )}
      <Suspense>
        {open && <ContactDialogs lead={lead} open={open} onClose={() => setOpen(null)} />}
      </Suspense>
    </section>
  );
}

interface ItemProps {
  lead: LeadView;
  contact: Contact;
  onOpen: ((open: Open) => void) | null;
}

function ContactItem({ lead, contact, onOpen }: ItemProps) {
  const { t } = useTranslation('leads');
  const work = useTranslation('work').t;
  const lists = useTranslation('lists').t;
  const { phone, mobile, email } = contact;
  const ways = [
    { kind: 'phone', icon: IconPhone, href: `tel:${phone}`, value: phone },
    { kind: 'mobile', icon: IconDeviceMobile, href: `tel:${mobile}`, value: mobile },
    { kind: 'email', icon: IconMail, href: `mailto:${email}`, value: email },
  ] as const;
  return (
    <li>
      <div className="person">
        <span className="person-name">
          {contactName(contact)}
          {contact.primary && <span className="person-mark">{t('contacts.primary')}</span>}
          {contact.blockedAt !== null && (
            <Tag tone="bad" icon="ban">
              {work('contact.blocked')}
            </Tag>
          )}
        </span>
        <span className="rl-quiet">
          {[contact.position, lists(`contactRole.${contact.role}`)].filter(Boolean).join(' · ')}
        </span>
        {ways.map(
          ({ kind, icon: Icon, href, value }) =>
            value !== null && (
              <a key={kind} href={href} className="person-way">
                <Icon size={14} stroke={1.5} aria-hidden />
                <span className="rl-hidden">{t(`fields.${kind}`)}: </span>
                {value}
              </a>
            ),
        )}
      </div>
      {onOpen && <ContactMenu lead={lead} contact={contact} onOpen={onOpen} />}
    </li>
  );
}

function ContactMenu({ lead, contact, onOpen }: ItemProps & { onOpen: (open: Open) => void }) {
  const { t } = useTranslation('work');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const name = contactName(contact);
  const { cannotComeBack, remove } = useRemoval(lead, contact);
  const askOrRemove = () => {
    if (cannotComeBack) onOpen({ what: 'remove', contact });
    else remove().catch((error: unknown) => toastProblem(core, error));
  };
  const makePrimary = async (on: LeadView, to: Contact) => {
    try {
      keepLead(queries, await changeContact(on, to.id, { primary: true }));
      return true;
    } catch (error) {
      toastProblem(core, error);
      void queries.invalidateQueries({ queryKey: leadsKeys.one(lead.id) });
      return false;
    }
  };
  const promote = async () => {
    const before = lead.contacts.find(({ primary }) => primary);
    if (!(await makePrimary(lead, contact))) return;
    const id = `primary-${lead.id}`;
    const back = () => {
      const now = queries.getQueryData<LeadView>(leadsKeys.one(lead.id));
      if (now && before) void makePrimary(now, before);
    };
    if (before) offerUndo(id, back);
    toast(<UndoLine text={t('contact.primaryDone', { name })} withUndo={Boolean(before)} />, id);
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={t('contact.more', { name })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onOpen({ what: 'edit', contact })}>{t('contact.edit')}</Menu.Item>
        {!contact.primary && (
          <Menu.Item onClick={() => void promote()}>{t('contact.makePrimary')}</Menu.Item>
        )}
        <Menu.Item
          onClick={() =>
            onOpen({ what: contact.blockedAt === null ? 'block' : 'unblock', contact })
          }
        >
          {t(contact.blockedAt === null ? 'contact.block' : 'contact.unblock')}
        </Menu.Item>
        <Menu.Item onClick={askOrRemove}>{t('contact.remove')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
