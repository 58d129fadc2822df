import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import type { LeadRow } from './leads.queries';

interface NextTouchProps {
  lead: LeadRow;
  /** By the clock of the business, which may be turned. */
  asOf: Date;
}

/** In tables: what comes next and when; what should have been by now is told apart. */
export function NextTouch({ lead: { nextTouch }, asOf }: NextTouchProps) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  if (!nextTouch) return <span className="rl-quiet">{t('noTouch')}</span>;
  const { at, kind, code } = nextTouch;
  const isOverdue = new Date(at) < asOf;
  return (
    <span className="next-touch">
      <b>{kind === 'TASK' ? t('task') : code}</b>
      {isOverdue ? (
        <time dateTime={at} title={format.full(at)}>
          <Tag tone="bad" icon="alert-triangle">
            {t('due.overdue')}
          </Tag>
        </time>
      ) : (
        <Time at={at} as="moment" />
      )}
    </span>
  );
}
