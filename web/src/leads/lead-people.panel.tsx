import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconDeviceMobile, IconMail, IconPhone, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../parts/avatar';
import { colleaguesQuery, keepLead, type LeadView, setCollaborator } from './leads.queries';
import { toastProblem } from '../core/toast';

type Contact = LeadView['contacts'][number];

const contactName = (contact: Contact): string =>
  [contact.title, contact.firstName, contact.lastName].filter(Boolean).join(' ');

export function ContactsPanel({ lead }: { lead: LeadView }) {
  const { t } = useTranslation('leads');
  return (
    <section className="card" aria-labelledby="contacts">
      <div className="card-head">
        <h2 id="contacts">{t('contacts.title')}</h2>
      </div>
      {lead.contacts.length > 0 ? (
        <ul className="people">
          {lead.contacts.map((contact) => (
            <ContactItem key={contact.id} contact={contact} />
          ))}
        </ul>
      ) : (
        <p className="card-body rl-quiet">{t(lead.free ? 'contacts.hidden' : 'contacts.none')}</p>
      )}
    </section>
  );
}

function ContactItem({ contact }: { contact: Contact }) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const name = contactName(contact) || contact.email || contact.phone || contact.mobile || '–';
  const ways = [
    { kind: 'phone', icon: IconPhone, href: `tel:${contact.phone}`, value: contact.phone },
    {
      kind: 'mobile',
      icon: IconDeviceMobile,
      href: `tel:${contact.mobile}`,
      value: contact.mobile,
    },
    { kind: 'email', icon: IconMail, href: `mailto:${contact.email}`, value: contact.email },
  ] as const;
  return (
    <li>
      <div className="person">
        <span className="person-name">
          {name}
          {contact.primary && <span className="person-mark">{t('contacts.primary')}</span>}
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
    </li>
  );
}

export function CollaboratorsPanel({ lead, mayEdit }: { lead: LeadView; mayEdit: boolean }) {
  const { t } = useTranslation('leads');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const colleagues = useQuery({ ...colleaguesQuery, enabled: mayEdit }).data?.items ?? [];
  const change = useMutation({
    mutationFn: ({ userId, isOne }: { userId: string; isOne: boolean }) =>
      setCollaborator(lead.id, userId, isOne),
    onSuccess: (changed) => keepLead(queries, changed),
    onError: (error) => {
      toastProblem(core, error);
    },
  });
  const taken = new Set([lead.ownerId, ...lead.collaborators.map(({ userId }) => userId)]);
  const free = colleagues.filter(({ id }) => !taken.has(id));
  if (!mayEdit && lead.collaborators.length === 0) return null;
  return (
    <section className="card" aria-labelledby="collaborators">
      <div className="card-head">
        <h2 id="collaborators">{t('collaborators.title')}</h2>
      </div>
      <div className="card-body collaborators">
        <p className="form-help">{t('collaborators.help')}</p>
        {lead.collaborators.length > 0 && (
          <ul>
            {lead.collaborators.map(({ userId, name }) => (
              <li key={userId} className="collaborator">
                <Avatar name={name} size={24} />
                <span>{name}</span>
                {mayEdit && (
                  <Tooltip label={t('collaborators.remove', { name })}>
                    <ActionIcon
                      size={28}
                      aria-label={t('collaborators.remove', { name })}
                      onClick={() => change.mutate({ userId, isOne: false })}
                    >
                      <IconX size={14} aria-hidden />
                    </ActionIcon>
                  </Tooltip>
                )}
              </li>
            ))}
          </ul>
        )}
        {mayEdit && free.length > 0 && (
          <Select
            size="sm"
            aria-label={t('collaborators.add')}
            placeholder={t('collaborators.add')}
            data={free.map(({ id, name }) => ({ value: id, label: name }))}
            value={null}
            onChange={(userId) => userId && change.mutate({ userId, isOne: true })}
            searchable
          />
        )}
      </div>
    </section>
  );
}
