import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** The way back to the queue. */
export function Crumbs() {
  const { t } = useTranslation('follow-ups');
  return (
    <nav aria-label={t('crumbs')}>
      <ol className="queue-crumbs">
        <li>
          <Link to="/follow-ups">{t('title')}</Link>
        </li>
      </ol>
    </nav>
  );
}
