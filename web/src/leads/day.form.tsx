import '@mantine/dates/styles.layer.css';
import { DateInput } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import { clockAt, parseDay } from '../core/zoned';

interface DayFieldProps {
  label: string;
  value: string | null;
  onChange: (day: string | null) => void;
  error?: string | null;
  className?: string;
  /** The last day that may be chosen. */
  most?: string;
  size?: 'xs' | 'sm';
}

/** A day, by the calendar or typed as `12.3.`, `12032026` or `+3`. */
export function DayField({ most, size = 'xs', ...field }: DayFieldProps) {
  const { t, i18n } = useTranslation('work');
  const { timeZone } = useSession().user;
  const today = clockAt(new Date(), timeZone).day;
  return (
    <DateInput
      {...field}
      size={size}
      firstDayOfWeek={1}
      locale={i18n.language}
      valueFormat={i18n.language === 'de' ? 'DD.MM.YYYY' : 'DD/MM/YYYY'}
      dateParser={(typed) => parseDay(typed, today)}
      maxDate={most}
      clearable
      clearButtonProps={{ 'aria-label': t('clear', { field: field.label }) }}
    />
  );
}
