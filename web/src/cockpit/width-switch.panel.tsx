import { SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import type { Width } from './follow-up-metrics.queries';

const route = getRouteApi('/app/');

/** Whoever sees more than their own may look at just that; the choice is in the URL. */
export function WidthSwitch({ width }: { width: Width }) {
  const { t } = useTranslation('cockpit');
  const { scope } = useSession();
  const navigate = route.useNavigate();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('switch.label')}
      data={[
        { value: 'own', label: t('switch.own') },
        { value: 'wide', label: t(`switch.${scope.kind}`) },
      ]}
      value={width}
      onChange={(value) =>
        void navigate({
          search: (now) => ({ ...now, scope: value === 'own' ? 'own' : undefined }),
          replace: true,
        })
      }
    />
  );
}
