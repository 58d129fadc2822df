import {
  IconAddressBook,
  IconAlertTriangle,
  IconGauge,
  IconCalendarStats,
  IconInbox,
  IconLogout,
  IconPlus,
  IconSend,
  IconSettings,
  IconTableImport,
  IconUpload,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from './core/rights';
import { useSession } from './core/session';
import { searchLeads } from './leads/leads.queries';
import { Palette, type PaletteItem } from './parts/palette';

/** The palette filled: places and acts that this person has, and the leads that the server finds. */
export function Commands({ onClose, onSignOut }: { onClose: () => void; onSignOut: () => void }) {
  const { t } = useTranslation('app');
  const lists = useTranslation('lists').t;
  const session = useSession();
  const navigate = useNavigate();
  const go =
    (
      to:
        | '/'
        | '/leads'
        | '/leads/new'
        | '/follow-ups'
        | '/follow-ups/forecast'
        | '/follow-ups/outage'
        | '/leads/imports'
        | '/leads/imports/new'
        | '/admin/users'
        | '/admin/teams'
        | '/me',
    ) =>
    () =>
      void navigate({ to });
  const acts: PaletteItem[] = [
    ...(may(session, 'leads.write')
      ? [{ id: 'add', label: t('keys.add'), icon: IconPlus, keys: 'n', run: go('/leads/new') }]
      : []),
    ...(may(session, 'leads.import')
      ? [{ id: 'import', label: t('keys.import'), icon: IconUpload, run: go('/leads/imports/new') }]
      : []),
    ...(may(session, 'leads.import.read')
      ? [
          {
            id: 'imports',
            label: t('keys.imports'),
            icon: IconTableImport,
            run: go('/leads/imports'),
          },
        ]
      : []),
    { id: 'cockpit', label: t('keys.cockpit'), icon: IconGauge, keys: 'g c', run: go('/') },
    { id: 'leads', label: t('keys.leads'), icon: IconAddressBook, keys: 'g l', run: go('/leads') },
    {
      id: 'follow-ups',
      label: t('keys.followUps'),
      icon: IconSend,
      keys: 'g f',
      run: go('/follow-ups'),
    },
    {
      id: 'forecast',
      label: t('keys.forecast'),
      icon: IconCalendarStats,
      run: go('/follow-ups/forecast'),
    },
    {
      id: 'outage',
      label: t('keys.outage'),
      icon: IconAlertTriangle,
      run: go('/follow-ups/outage'),
    },
    ...(session.mailbox
      ? [
          {
            id: 'mailbox',
            label: t('top.mailbox'),
            icon: IconInbox,
            run: () => void window.open('/dev/mailbox', '_blank', 'noopener'),
          },
        ]
      : []),
    ...(may(session, 'users.read')
      ? [
          {
            id: 'users',
            label: t('keys.admin'),
            icon: IconSettings,
            keys: 'g v',
            run: go('/admin/users'),
          },
          { id: 'teams', label: t('keys.teams'), icon: IconUsersGroup, run: go('/admin/teams') },
        ]
      : []),
    { id: 'me', label: t('top.me'), icon: IconUser, run: go('/me') },
    { id: 'sign-out', label: t('top.signOut'), icon: IconLogout, run: onSignOut },
  ];
  const search = async (text: string): Promise<PaletteItem[]> => {
    const leads = await searchLeads(text);
    return leads.map((lead) => ({
      id: lead.id,
      label: lead.company,
      detail: [lead.city, lists(`status.${lead.status}`)].filter(Boolean).join(' · '),
      icon: IconAddressBook,
      run: () => void navigate({ to: '/leads/$id', params: { id: lead.id } }),
    }));
  };
  return <Palette opened onClose={onClose} acts={acts} search={search} />;
}
