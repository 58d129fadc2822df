import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { ChartCard } from '../parts/chart-card';
import { chartAxis, chartBase, type ChartTheme } from '../parts/chart-theme';
import type { Buttons } from './messaging.queries';

const LABELLED_HOURS = 3;
const hourOf = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

interface HoursProps {
  buttons: Buttons;
  asTable: boolean;
  onView: (asTable: boolean) => void;
}

/** When people tap: one bar an hour of the day. */
export function HoursCard({ buttons, asTable, onView }: HoursProps) {
  const { t } = useTranslation('messaging');
  const format = useFormat();
  const mayExport = may(useSession(), 'analytics.export');
  const hours = buttons.by_hour;
  const most = Math.max(...hours);
  const all = hours.reduce((sum, clicks) => sum + clicks, 0);
  const peak = hours.indexOf(most);
  return (
    <ChartCard
      title={t('hours.title')}
      summary={
        all === 0
          ? t('hours.none')
          : t('hours.summary', {
              count: all,
              shown: format.number(all),
              hour: hourOf(peak),
              most: format.number(most),
            })
      }
      figures={{
        heads: [t('hours.hour'), t('byButton.clicks')],
        rows: hours.map((clicks, hour) => ({
          key: String(hour),
          cells: [
            { raw: hourOf(hour), shown: hourOf(hour) },
            { raw: clicks, shown: format.number(clicks) },
          ],
        })),
      }}
      draw={(theme) => draw(theme, hours, t('byButton.clicks'))}
      height={200}
      points={24}
      asTable={asTable}
      onView={onView}
      file="whatsapp-stunden"
      mayExport={mayExport}
    />
  );
}

function draw(theme: ChartTheme, hours: readonly number[], name: string) {
  const axis = chartAxis(theme);
  const base = chartBase(theme);
  return {
    ...base,
    tooltip: { ...base.tooltip, trigger: 'axis' as const },
    grid: { top: 12, right: 8, bottom: 24, left: 36 },
    xAxis: {
      ...axis,
      type: 'category' as const,
      data: hours.map((_, hour) => hourOf(hour)),
      axisLabel: { ...axis.axisLabel, interval: LABELLED_HOURS - 1 },
      splitLine: { show: false },
    },
    yAxis: { ...axis, type: 'value' as const, minInterval: 1, axisLine: { show: false } },
    series: [
      {
        name,
        type: 'bar' as const,
        barCategoryGap: '25%',
        itemStyle: { color: theme.first, borderRadius: [2, 2, 0, 0] },
        data: [...hours],
      },
    ],
  };
}
