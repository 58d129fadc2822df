import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { ViewTabs } from '../parts/view-tabs';

const PATHS = { packages: '/content', campaigns: '/campaigns' } as const;
type Tab = keyof typeof PATHS;

/** What is offered, and to whom. */
export function ContentTabs({ active }: { active: Tab }) {
  const { t } = useTranslation('content');
  const session = useSession();
  if (!may(session, 'campaigns.read')) return null;
  return (
    <ViewTabs
      label={t('tabs.label')}
      active={active}
      tabs={(Object.keys(PATHS) as Tab[]).map((key) => ({
        key,
        label: t(`tabs.${key}`),
        count: null,
      }))}
      link={({ key }, props) => <Link to={PATHS[key as Tab]} activeProps={{}} {...props} />}
    />
  );
}
