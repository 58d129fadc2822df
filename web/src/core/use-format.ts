import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Format } from './format';
import { isLocale } from './i18n';
import { sessionQuery } from './session';

/** Formats in the language on screen and the zone of the person signed in; before sign-in, of the machine. */
export function useFormat(): Format {
  const { t, i18n } = useTranslation('core');
  const timeZone = useQuery(sessionQuery).data?.user.timeZone;
  const locale = isLocale(i18n.language) ? i18n.language : 'de';
  return useMemo(
    () =>
      new Format(locale, timeZone, {
        now: t('time.now'),
        yesterday: t('time.yesterday'),
        minutes: (count) => t('time.minutesAgo', { count }),
      }),
    [locale, timeZone, t],
  );
}
