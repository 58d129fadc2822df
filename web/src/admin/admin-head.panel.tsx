import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Act, may } from '../core/rights';
import { useSession } from '../core/session';
import { ViewTabs } from '../parts/view-tabs';

const PLACES = {
  users: '/admin/users',
  teams: '/admin/teams',
  territories: '/admin/territories',
  offers: '/admin/offers',
  settings: '/admin/settings',
  tokens: '/admin/tokens',
  audit: '/admin/audit',
  privacy: '/admin/privacy',
} as const;
type AdminTab = keyof typeof PLACES;
const TABS = Object.keys(PLACES) as AdminTab[];
/** A page that only some of those see who see the others. */
const NEEDS: Partial<Record<AdminTab, Act>> = {
  tokens: 'tokens.manage',
  audit: 'audit.read',
  privacy: 'privacy.read',
};

export function AdminTabs({ active }: { active: AdminTab }) {
  const { t } = useTranslation('admin');
  const session = useSession();
  const isOpen = (key: AdminTab) => NEEDS[key] === undefined || may(session, NEEDS[key]);
  return (
    <ViewTabs
      label={t('title')}
      active={active}
      tabs={TABS.filter(isOpen).map((key) => ({
        key,
        label: t(`tabs.${key}`),
        count: null,
      }))}
      link={({ key }, props) => <Link to={PLACES[key as AdminTab]} activeProps={{}} {...props} />}
    />
  );
}
