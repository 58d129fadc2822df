import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty, EmptyByFilter } from '../parts/state-view';
import { isNarrowed, withoutChips } from './analytics.queries';
import { useReport } from './report.panel';

/** Nothing was counted: because of the filter, or because nothing has happened yet. */
export function NothingCounted() {
  const { t } = useTranslation('analytics');
  const { search, go } = useReport();
  if (isNarrowed(search))
    return <EmptyByFilter title={t('empty.byFilter')} onReset={() => go(withoutChips(search))} />;
  return (
    <Empty
      title={t('empty.title')}
      text={t('empty.text')}
      action={
        <Button variant="default" renderRoot={(props) => <Link to="/follow-ups" {...props} />}>
          {t('empty.act')}
        </Button>
      }
    />
  );
}
