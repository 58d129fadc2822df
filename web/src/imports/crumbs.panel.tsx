import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** The way back: leads, and from an import to all of them. */
export function Crumbs({ toList = false }: { toList?: boolean }) {
  const { t } = useTranslation('imports');
  return (
    <nav aria-label={t('crumbs')}>
      <ol className="crumbs">
        <li>
          <Link to="/leads">{t('leads')}</Link>
        </li>
        {toList && (
          <li>
            <Link to="/leads/imports">{t('title')}</Link>
          </li>
        )}
      </ol>
    </nav>
  );
}
