import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '../core/colleagues';
import { useFormat } from '../core/use-format';
import { territoriesQuery } from './admin.queries';
import {
  type Between,
  type Cap,
  type Costs,
  kindOf,
  type SettingKey,
  SETTINGS,
  type Unit,
  type WebForm,
} from './setting-kinds.queries';
import type { Place } from './settings.queries';

/** What a setting and its values are called. */
export function useSettingWords() {
  const { t, i18n } = useTranslation('settings');
  const language = i18n.language === 'de' ? 'de' : 'en';
  const format = useFormat();
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];

  const count = (unit: Unit, value: number): string => {
    if (unit === 'percent') return format.rate(value / 100);
    if (unit === 'clock') return t('value.clock', { hour: value });
    if (unit === 'count') return format.number(value);
    return t(`value.${unit}`, { count: value, shown: format.number(value) });
  };
  const money = (cents: number | null, currency: string) =>
    cents === null ? '–' : format.money({ cents, currency }, true);
  const costs = (period: Costs): string =>
    [
      t('value.costsFrom', { day: format.date(`${period.validFrom ?? ''}T12:00:00Z`) }),
      ...Object.entries(period.sends).map(
        ([channel, cents]) => `${channel} ${t('value.cents', { cents: format.number(cents) })}`,
      ),
      `${t('costs.sampleBox')} ${money(period.sampleBoxCents, period.currency)}`,
      `${t('costs.hour')} ${money(period.centsPerHour, period.currency)}`,
      `${t('costs.minutes')} ${format.number(period.minutesPerAnswer)}`,
      `${t('costs.fixed')} ${money(period.fixedCentsPerMonth, period.currency)}`,
      `${t('costs.margin')} ${format.rate(period.marginPercent === null ? null : period.marginPercent / 100)}`,
    ].join(' · ');

  const value = (key: SettingKey, of: unknown): string => {
    const kind = kindOf(key);
    switch (kind.kind) {
      case 'flag':
        return t(of === true ? 'option.on' : 'option.off');
      case 'choice': {
        const option = kind.options.find((one) => one === of);
        return option ? t(`option.${option}`) : String(of);
      }
      case 'number':
        return typeof of === 'number' ? count(kind.unit, of) : t('value.never');
      case 'lines':
        return (of as string[]).join(', ') || t('value.none');
      case 'between':
        return t('value.between', { ...(of as Between) });
      case 'caps':
        return (
          (of as Cap[])
            .map(({ messages, hours }) => t('value.cap', { count: messages ?? 0, hours }))
            .join(' · ') || t('value.noCap')
        );
      case 'costs':
        return (of as Costs[]).map(costs).join('\n') || t('value.noCosts');
      case 'webForms':
        return (
          (of as WebForm[]).map((form) => `${form[language].title} (/f/${form.key})`).join('\n') ||
          t('value.none')
        );
    }
  };
  return {
    name: (key: SettingKey) => t(`setting.${SETTINGS[key].id}.name`),
    help: (key: SettingKey) => t(`setting.${SETTINGS[key].id}.help`),
    value,
    place: ({ territory, userId }: Place): string => {
      if (userId !== null)
        return colleagues.find(({ id }) => id === userId)?.name ?? t('place.person');
      if (territory === null) return t('place.everybody');
      return territories.find(({ code }) => code === territory)?.name ?? territory;
    },
  };
}
