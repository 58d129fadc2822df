import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ViewTabs } from '../parts/view-tabs';

const PLACES = { users: '/admin/users', teams: '/admin/teams' } as const;

export function AdminTabs({ active }: { active: keyof typeof PLACES }) {
  const { t } = useTranslation('admin');
  return (
    <ViewTabs
      label={t('title')}
      active={active}
      tabs={(['users', 'teams'] as const).map((key) => ({
        key,
        label: t(`tabs.${key}`),
        count: null,
      }))}
      link={({ key }, props) => (
        <Link to={PLACES[key as keyof typeof PLACES]} activeProps={{}} {...props} />
      )}
    />
  );
}
