import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from './parts/page';
import { Empty, Failed } from './parts/state-view';

export function NotFound() {
  const { t } = useTranslation('app');
  return (
    <Page title={t('notFound.title')}>
      <Empty
        title={t('notFound.text')}
        action={
          <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
            {t('notFound.act')}
          </Button>
        }
      />
    </Page>
  );
}

/** A page that could not be loaded or broke. Loading anew also fetches the files of a version released meanwhile. */
export function RouteFailed({ error }: { error: unknown }) {
  return <Failed error={error} onRetry={() => window.location.reload()} />;
}
