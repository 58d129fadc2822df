import {
  IconAdjustments,
  IconAddressBook,
  IconAlertTriangle,
  IconChartBar,
  IconBuildingStore,
  IconGauge,
  IconGavel,
  IconCalendarStats,
  IconHeartbeat,
  IconHistory,
  IconInbox,
  IconKey,
  IconLogout,
  IconDiscount2,
  IconPlus,
  IconRoute,
  IconSend,
  IconSettings,
  IconTableImport,
  IconTemplate,
  IconUpload,
  IconUser,
  IconMap2,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from './core/rights';
import { useSession } from './core/session';
import { searchCustomers } from './customers/customers.queries';
import { searchLeads } from './leads/lead-acts.queries';
import { PLACES, placesOf } from './operations/places.queries';
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
        | '/customers'
        | '/inbox'
        | '/rules'
        | '/follow-ups'
        | '/follow-ups/forecast'
        | '/follow-ups/outage'
        | '/leads/imports'
        | '/analytics'
        | '/leads/imports/new'
        | '/sequences'
        | '/templates'
        | '/admin/offers'
        | '/admin/users'
        | '/admin/teams'
        | '/admin/territories'
        | '/admin/settings'
        | '/admin/tokens'
        | '/admin/audit'
        | '/me'
        | (typeof PLACES)[keyof typeof PLACES],
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
    { id: 'inbox', label: t('keys.inbox'), icon: IconInbox, keys: 'g p', run: go('/inbox') },
    {
      id: 'customers',
      label: t('keys.customers'),
      icon: IconBuildingStore,
      keys: 'g k',
      run: go('/customers'),
    },
    {
      id: 'analytics',
      label: t('keys.analytics'),
      icon: IconChartBar,
      keys: 'g a',
      run: go('/analytics'),
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
    ...(may(session, 'sequences.read')
      ? [{ id: 'sequences', label: t('keys.sequences'), icon: IconRoute, run: go('/sequences') }]
      : []),
    ...(may(session, 'offers.write')
      ? [{ id: 'offers', label: t('keys.offers'), icon: IconDiscount2, run: go('/admin/offers') }]
      : []),
    ...(may(session, 'conversion-rules.read')
      ? [{ id: 'rules', label: t('keys.rules'), icon: IconGavel, run: go('/rules') }]
      : []),
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
    ...(may(session, 'templates.read')
      ? [{ id: 'templates', label: t('keys.templates'), icon: IconTemplate, run: go('/templates') }]
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
          {
            id: 'territories',
            label: t('keys.territories'),
            icon: IconMap2,
            run: go('/admin/territories'),
          },
          {
            id: 'settings',
            label: t('keys.settings'),
            icon: IconAdjustments,
            run: go('/admin/settings'),
          },
        ]
      : []),
    ...(may(session, 'tokens.manage')
      ? [{ id: 'tokens', label: t('keys.tokens'), icon: IconKey, run: go('/admin/tokens') }]
      : []),
    ...(may(session, 'audit.read')
      ? [{ id: 'audit', label: t('keys.audit'), icon: IconHistory, run: go('/admin/audit') }]
      : []),
    ...placesOf(session).map((place, at) => ({
      id: `operations-${place}`,
      label: t(`keys.places.${place}`),
      icon: IconHeartbeat,
      ...(at === 0 && { keys: 'g b' }),
      run: go(PLACES[place]),
    })),
    { id: 'me', label: t('top.me'), icon: IconUser, run: go('/me') },
    { id: 'sign-out', label: t('top.signOut'), icon: IconLogout, run: onSignOut },
  ];
  const search = async (text: string): Promise<PaletteItem[]> => {
    const [leads, customers] = await Promise.all([searchLeads(text), searchCustomers(text)]);
    const found = leads.map((lead) => ({
      id: lead.id,
      label: lead.company,
      detail: [lead.city, lists(`status.${lead.status}`)].filter(Boolean).join(' · '),
      icon: IconAddressBook,
      run: () => void navigate({ to: '/leads/$id', params: { id: lead.id } }),
    }));
    return [
      ...found,
      ...customers.map((customer) => ({
        id: customer.id,
        label: customer.company,
        detail: [customer.number, lists(`customerStatus.${customer.status}`)].join(' · '),
        icon: IconBuildingStore,
        run: () => void navigate({ to: '/customers/$id', params: { id: customer.id } }),
      })),
    ];
  };
  return <Palette opened onClose={onClose} acts={acts} search={search} />;
}
