import { useTranslation } from 'react-i18next';
import { NOT_MEASURED } from './format';
import { useFormat } from './use-format';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long something took, in the unit that a person would say. */
export function useDuration(): (milliseconds: number | null) => string {
  const { t } = useTranslation('core');
  const format = useFormat();
  return (milliseconds) => {
    if (milliseconds === null) return NOT_MEASURED;
    if (milliseconds < SECOND)
      return t('span.milliseconds', { shown: format.number(Math.round(milliseconds)) });
    if (milliseconds < MINUTE)
      return t('span.seconds', { shown: format.number(Math.round(milliseconds / 100) / 10) });
    if (milliseconds < HOUR)
      return t('span.minutes', { shown: format.number(Math.round(milliseconds / MINUTE)) });
    const minutes = Math.round(milliseconds / MINUTE);
    return t('span.hours', {
      shown: `${format.number(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, '0')}`,
    });
  };
}
