import { useTranslation } from 'react-i18next';
import { DayField } from '../parts/day-field';

interface OwnDaysProps {
  from: string;
  to: string;
  today: string;
  onChange: (days: { from: string; to: string }) => void;
}

/** A period by its first and its last day; a last day before the first one moves that too. */
export function OwnDays({ from, to, today, onChange }: OwnDaysProps) {
  const { t } = useTranslation('analytics');
  return (
    <>
      <DayField
        className="analytics-day"
        label={t('period.from')}
        value={from}
        most={to}
        onChange={(day) => day !== null && onChange({ from: day, to })}
      />
      <DayField
        className="analytics-day"
        label={t('period.to')}
        value={to}
        most={today}
        onChange={(day) => day !== null && onChange({ from: day < from ? day : from, to: day })}
      />
    </>
  );
}
