import '@mantine/dates/styles.layer.css';
import 'dayjs/locale/de';
import './day-field.css';
import { DateInput } from '@mantine/dates';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentTime } from '../core/now';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { clockAt, parseDay } from '../core/zoned';

interface DayFieldProps {
  label: string;
  description?: string;
  value: string | null;
  onChange: (day: string | null) => void;
  error?: string | null;
  className?: string;
  /** The first day that may be chosen. */
  least?: string;
  /** The last one. */
  most?: string;
  size?: 'xs' | 'sm';
  readOnly?: boolean;
}

/** A day, by the calendar or typed as `12.3.`, `12032026` or `+3`; what is no day stays as it is typed, and says so. */
export function DayField({ least, most, size = 'xs', error, onChange, ...field }: DayFieldProps) {
  const { t, i18n } = useTranslation('parts');
  const format = useFormat();
  const { timeZone } = useSession().user;
  const today = clockAt(currentTime(), timeZone).day;
  /** What stands in the field and is no day that may be chosen. */
  const [typed, setTyped] = useState<string | null>(null);
  const [isDone, setDone] = useState(false);
  const fault = typed === null ? null : dayFault(typed, today, { least, most });
  return (
    <DateInput
      {...field}
      size={size}
      firstDayOfWeek={1}
      locale={i18n.language}
      valueFormat={i18n.language === 'de' ? 'DD.MM.YYYY' : 'DD/MM/YYYY'}
      dateParser={(text) => parseDay(text, today)}
      minDate={least}
      maxDate={most}
      fixOnBlur={fault === null}
      error={
        fault && isDone
          ? t(`day.${fault}`, {
              least: least && format.date(least),
              most: most && format.date(most),
            })
          : error
      }
      data-unreadable={fault ?? undefined}
      onInput={({ currentTarget: { value } }) => {
        setTyped(value);
        setDone(false);
      }}
      // Comes after the input when what is typed is a day.
      onChange={(day) => {
        setTyped(null);
        onChange(day);
      }}
      onBlur={() => setDone(true)}
      onKeyDown={({ key }) => {
        if (key === 'Enter') setDone(true);
      }}
      ariaLabels={{
        previousMonth: t('day.previousMonth'),
        nextMonth: t('day.nextMonth'),
        previousYear: t('day.previousYear'),
        nextYear: t('day.nextYear'),
        previousDecade: t('day.previousDecade'),
        nextDecade: t('day.nextDecade'),
      }}
      clearable
      clearButtonProps={{ 'aria-label': t('clear', { field: field.label }) }}
    />
  );
}

function dayFault(
  typed: string,
  today: string,
  { least, most }: Readonly<Record<'least' | 'most', string | undefined>>,
): 'wrong' | 'early' | 'late' | null {
  if (typed.trim() === '') return null;
  const day = parseDay(typed, today);
  if (day === null) return 'wrong';
  if (least !== undefined && day < least) return 'early';
  return most !== undefined && day > most ? 'late' : null;
}
