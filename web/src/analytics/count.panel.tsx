import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { Unknown } from '../parts/unknown';
import { type Behind, encodeBehind } from './behind.queries';
import { useReport } from './report.panel';

interface CountProps {
  value: number | null;
  /** What is counted, for whoever hears the link alone. */
  what: string;
  /** Null: there is no list behind it, because others may not see it. */
  behind: Behind | null;
}

/** A number that opens the rows that it counts. */
export function Count({ value, what, behind }: CountProps) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const { report, search } = useReport();
  if (value === null) return <Unknown />;
  const shown = format.number(value);
  if (!behind || value === 0) return <span className="rl-num">{shown}</span>;
  return (
    <Link
      to="/analytics/$report"
      params={{ report }}
      search={{ ...search, list: encodeBehind(behind), cursor: undefined }}
      resetScroll={false}
      preload={false}
      className="count rl-num"
      aria-label={t('behind.open', { shown, what })}
    >
      {shown}
    </Link>
  );
}
