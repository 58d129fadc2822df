import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

const CONSUMER = 'consume:';

/** What a loop does, in words, with its code; a reader of the log has a page of its own. */
export function JobName({ name }: { name: string }) {
  const { t } = useTranslation('operations');
  if (name.startsWith(CONSUMER)) {
    const consumer = name.slice(CONSUMER.length);
    return (
      <span className="event-name">
        <Link to="/operations/consumers">{t('jobs.reads')}</Link> <code>{consumer}</code>
      </span>
    );
  }
  return (
    <span className="event-name">
      {t(`jobs.names.${name.replaceAll('.', '/') as 'events/live'}`, { defaultValue: name })}{' '}
      <code>{name}</code>
    </span>
  );
}
