import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { ChartCard } from '../parts/chart-card';
import { chartAxis, chartBase, type ChartTheme } from '../parts/chart-theme';
import { QueryView, Skeleton } from '../parts/state-view';
import { type Forecast, forecastQuery } from './analytics.queries';
import { AsOf } from './as-of.panel';
import { type Behind, encodeBehind } from './behind.queries';
import { Count } from './count.panel';
import { useNumbers } from './numbers.panel';
import { useReport } from './report.panel';
import { NothingCounted } from './state.panel';

const MEASURES = ['sent', 'answered', 'positive', 'converted'] as const;
const FIRST = 'converted';

/** What the next weeks will bring, if they are like the last ones. */
export function ForecastPanel() {
  const { t } = useTranslation('analytics');
  const { filter, search } = useReport();
  const measure = MEASURES.find((known) => known === search.measure) ?? FIRST;
  const query = useQuery(forecastQuery(filter, measure));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={8} />} right={t('right.read')}>
      {(data) => (
        <>
          <AsOf head={data} report="forecast" question={{ ...filter, measure }} />
          {data.history.every(({ value }) => value === 0) && data.pending === null ? (
            <NothingCounted />
          ) : (
            <Weeks data={data} />
          )}
        </>
      )}
    </QueryView>
  );
}

function Weeks({ data }: { data: Forecast }) {
  const { t } = useTranslation('analytics');
  const { search, asTable, showAsTable, go } = useReport();
  const numbers = useNumbers();
  const mayExport = may(useSession(), 'analytics.export');
  const { history, forecast, measure } = data;
  const name = t(`stage.${measure}`);
  const weekOf = (week: string) => numbers.bucket(week, 'week');
  const span = ({ low, high }: { low: number; high: number }) =>
    `${numbers.about(low)}–${numbers.about(high)}`;
  const behind = (week: string): Behind => ({
    kind: 'follow-ups',
    stage: measure,
    by: 'week',
    key: week,
  });
  const open = (index: number) => {
    const week = history[index];
    if (week && week.value > 0 && data.hasList)
      go({ ...search, list: encodeBehind(behind(week.week)), cursor: undefined });
  };
  return (
    <ChartCard
      title={t('forecast.title')}
      summary={
        <>
          {data.note ? t('forecast.notEnough') : t('forecast.summary', { name })}{' '}
          <Pending data={data} />
        </>
      }
      figures={{
        heads: [t('group.week'), name, t('forecast.expected'), t('forecast.interval')],
        rows: [
          ...history.map(({ week, value }) => ({
            key: week,
            cells: [
              { raw: weekOf(week), shown: weekOf(week) },
              {
                raw: value,
                shown: (
                  <Count
                    value={value}
                    what={`${name}, ${weekOf(week)}`}
                    behind={data.hasList ? behind(week) : null}
                  />
                ),
              },
              { raw: null, shown: '' },
              { raw: null, shown: '' },
            ],
          })),
          ...forecast.map(({ week, expected, interval }) => ({
            key: week,
            cells: [
              { raw: weekOf(week), shown: weekOf(week) },
              { raw: null, shown: '' },
              { raw: expected, shown: numbers.about(expected) },
              { raw: span(interval), shown: span(interval) },
            ],
          })),
        ],
      }}
      draw={(theme) =>
        drawForecast(theme, data, {
          tick: (week) => numbers.tick(week, 'week'),
          week: weekOf,
          known: name,
          expected: t('forecast.expected'),
          span,
          about: numbers.about,
          interval: t('forecast.interval'),
        })
      }
      height={300}
      points={history.length}
      onPoint={open}
      asTable={asTable}
      onView={showAsTable}
      file={t('forecast.file')}
      mayExport={mayExport}
      controls={
        <Select
          size="xs"
          className="analytics-select"
          aria-label={t('series.measure')}
          allowDeselect={false}
          data={MEASURES.map((value) => ({ value, label: t(`stage.${value}`) }))}
          value={measure}
          onChange={(value) =>
            go({
              ...search,
              measure: value === FIRST ? undefined : (value as Forecast['measure']),
            })
          }
        />
      }
      note={t('forecast.note')}
    />
  );
}

/** What those younger than the window will still bring. */
function Pending({ data: { pending, measure, hasList } }: { data: Forecast }) {
  const { t } = useTranslation('analytics');
  const numbers = useNumbers();
  const format = useFormat();
  if (!pending) return null;
  return (
    <>
      {t('forecast.pending')}{' '}
      <Count
        value={pending.young}
        what={t('young')}
        behind={hasList ? { kind: 'follow-ups', stage: 'sent', age: 'young' } : null}
      />
      {'. '}
      {t('forecast.pendingOf', {
        expected: numbers.about(pending.expected),
        low: numbers.about(pending.interval.low),
        high: numbers.about(pending.interval.high),
        reached: format.number(pending.reached),
        name: t(`stage.${measure}`),
      })}
    </>
  );
}

interface ForecastWords {
  readonly tick: (week: string) => string;
  readonly week: (week: string) => string;
  readonly known: string;
  readonly expected: string;
  readonly interval: string;
  readonly span: (of: { low: number; high: number }) => string;
  readonly about: (value: number) => string;
}

function drawForecast(theme: ChartTheme, { history, forecast }: Forecast, words: ForecastWords) {
  const base = chartBase(theme);
  const axis = chartAxis(theme);
  const weeks = [...history.map(({ week }) => week), ...forecast.map(({ week }) => week)];
  const past = history.map(() => null);
  const band = (data: (number | null)[], visible: boolean) => ({
    type: 'line' as const,
    stack: 'interval',
    data,
    symbol: 'none' as const,
    silent: true,
    lineStyle: { opacity: 0 },
    areaStyle: { color: theme.first, opacity: visible ? 0.16 : 0 },
    name: visible ? words.interval : '',
    color: theme.first,
  });
  return {
    ...base,
    grid: { left: 8, right: 16, top: 36, bottom: 8, outerBoundsMode: 'same' as const },
    legend: {
      top: 0,
      left: 8,
      data: [words.known, words.expected, { name: words.interval, icon: 'rect' }],
      textStyle: { color: theme.text2 },
      selectedMode: false as const,
    },
    tooltip: {
      ...base.tooltip,
      trigger: 'axis' as const,
      axisPointer: { type: 'line' as const, lineStyle: { color: theme.control } },
      formatter: (at: unknown) => {
        const index = (at as { dataIndex: number }[])[0]?.dataIndex ?? 0;
        const known = history[index];
        if (known) return `${words.week(known.week)}\n${words.known}: ${words.about(known.value)}`;
        const next = forecast[index - history.length];
        if (!next) return '';
        return [
          words.week(next.week),
          `${words.expected}: ${words.about(next.expected)}`,
          `${words.interval}: ${words.span(next.interval)}`,
        ].join('\n');
      },
    },
    xAxis: {
      ...axis,
      type: 'category' as const,
      data: weeks.map(words.tick),
      splitLine: { show: false },
    },
    yAxis: {
      ...axis,
      type: 'value' as const,
      min: 0,
      minInterval: 1,
      axisLine: { show: false },
      axisLabel: { ...axis.axisLabel, formatter: (value: number) => words.about(value) },
    },
    series: [
      {
        type: 'line' as const,
        name: words.known,
        data: history.map(({ value }) => value),
        symbol: 'circle',
        symbolSize: 7,
        color: theme.first,
        lineStyle: { width: 2 },
        z: 3,
      },
      {
        type: 'line' as const,
        name: words.expected,
        data: [...past, ...forecast.map(({ expected }) => expected)],
        symbol: 'diamond',
        symbolSize: 8,
        color: theme.second,
        lineStyle: { width: 2, type: 'dashed' as const },
        z: 3,
      },
      band([...past, ...forecast.map(({ interval }) => Math.max(0, interval.low))], false),
      band(
        [
          ...past,
          ...forecast.map(({ interval: { low, high } }) => Math.max(0, high) - Math.max(0, low)),
        ],
        true,
      ),
    ],
  };
}
