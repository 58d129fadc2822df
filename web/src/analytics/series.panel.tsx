import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { NOT_MEASURED } from '../core/format';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { chartAxis, chartBase, type ChartTheme } from '../parts/chart-theme';
import { ChartCard } from '../parts/chart-card';
import { Unknown } from '../parts/unknown';
import { MEASURES, type Measure } from './analytics-search.queries';
import { type Figures, type Performance, performanceQuery } from './analytics.queries';
import type { Behind } from './behind.queries';
import { Count } from './count.panel';
import { useNumbers } from './numbers.panel';
import { type Bucket, bucketKeys, type Comparison } from './periods.queries';
import { encodeBehind } from './behind.queries';
import { useReport } from './report.panel';

interface SeriesProps {
  /** The period by what it is grouped in the table. */
  data: Performance;
  before: Comparison | null;
  compared: Performance | undefined;
  bucket: Bucket;
}

const FIRST: Measure = 'answered';

interface Point {
  readonly key: string;
  readonly was: string | null;
  readonly now: number | null;
  readonly then: number | null;
}

/** One number over time, and the same in the period to compare with. */
export function Series({ data, before, compared, bucket }: SeriesProps) {
  const { t } = useTranslation('analytics');
  const { filter, search, asTable, showAsTable, go } = useReport();
  const numbers = useNumbers();
  const format = useFormat();
  const mayExport = may(useSession(), 'analytics.export');
  const own = useQuery(performanceQuery(filter, bucket)).data;
  const measure = search.measure ?? FIRST;
  const isRate = search.as === 'rate' && measure !== 'sent';
  const points = pointsOf({ data, own, before, compared, bucket, measure, isRate });
  const write = (value: number | null) =>
    value === null ? NOT_MEASURED : isRate ? numbers.percent(value) : format.number(value);
  const behindOf = (key: string, days?: Comparison): Behind => ({
    kind: 'follow-ups',
    stage: measure,
    age: isRate ? 'mature' : 'all',
    by: bucket,
    key,
    ...(days && { days: { from: days.from, to: days.to } }),
  });
  const name = t(`stage.${measure}`);
  const names = { now: t('series.now'), then: t('series.then') };
  const cell = (value: number | null, key: string, days?: Comparison) => ({
    raw: value,
    shown: isRate ? (
      value === null ? (
        <Unknown />
      ) : (
        numbers.percent(value)
      )
    ) : (
      <Count
        value={value}
        what={`${name}, ${numbers.bucket(key, bucket)}`}
        behind={data.hasList ? behindOf(key, days) : null}
      />
    ),
  });
  const open = (index: number) => {
    const point = points[index];
    if (point && data.hasList && point.now)
      go({ ...search, list: encodeBehind(behindOf(point.key)), cursor: undefined });
  };
  return (
    <ChartCard
      title={t('series.title')}
      summary={
        <>
          {t('series.summary', {
            what: isRate ? t('series.rateOf', { name }) : name,
            period: numbers.period(data.from, data.to),
          })}{' '}
          {before
            ? t('series.compared', { period: numbers.period(before.from, before.to) })
            : t('series.alone')}
        </>
      }
      figures={{
        heads: [t(`group.${bucket}`), names.now, ...(before ? [names.then] : [])],
        rows: points.map(({ key, was, now, then }) => ({
          key,
          cells: [
            { raw: numbers.bucket(key, bucket), shown: numbers.bucket(key, bucket) },
            cell(now, key),
            ...(before && was !== null ? [cell(then, was, before)] : []),
          ],
        })),
      }}
      draw={(theme) =>
        drawSeries(theme, {
          points,
          names,
          withThen: before !== null,
          isRate,
          tick: (key) => numbers.tick(key, bucket),
          title: (key) => numbers.bucket(key, bucket),
          write,
        })
      }
      height={280}
      points={points.length}
      onPoint={open}
      asTable={asTable}
      onView={showAsTable}
      file={t('series.file')}
      mayExport={mayExport}
      controls={<Controls measure={measure} isRate={isRate} />}
      note={isRate ? t('series.rateNote', { count: data.window }) : undefined}
    />
  );
}

function Controls({ measure, isRate }: { measure: Measure; isRate: boolean }) {
  const { t } = useTranslation('analytics');
  const { search, go } = useReport();
  const compare = search.compare ?? 'previous';
  const shown = MEASURES.flatMap((value) => [
    { value: `${value} count`, label: t(`stage.${value}`) },
    ...(value === 'sent'
      ? []
      : [{ value: `${value} rate`, label: t('series.rateOf', { name: t(`stage.${value}`) }) }]),
  ]);
  return (
    <>
      <Select
        size="xs"
        className="analytics-select"
        aria-label={t('series.measure')}
        allowDeselect={false}
        data={shown}
        value={`${measure} ${isRate ? 'rate' : 'count'}`}
        onChange={(value) => {
          const [next, as] = (value ?? '').split(' ');
          go({
            ...search,
            measure: next === FIRST ? undefined : (next as Measure),
            as: as === 'rate' ? 'rate' : undefined,
          });
        }}
      />
      <Select
        size="xs"
        className="analytics-select"
        aria-label={t('series.compare')}
        allowDeselect={false}
        data={(['previous', 'year', 'none'] as const).map((value) => ({
          value,
          label: t(`compare.${value}`),
        }))}
        value={compare}
        onChange={(value) =>
          go({ ...search, compare: value === 'previous' ? undefined : (value as 'year' | 'none') })
        }
      />
    </>
  );
}

interface PointsOf extends SeriesProps {
  own: Performance | undefined;
  measure: Measure;
  isRate: boolean;
}

/** A point for each group of days; without anything a count is 0, and a rate is not known. */
function pointsOf({ data, own, before, compared, bucket, measure, isRate }: PointsOf): Point[] {
  const valueOf = (answer: Performance | undefined) => {
    if (answer?.groupBy !== bucket) return () => null;
    const known = new Map(answer.groups.map((group) => [group.key, group]));
    return (key: string) => value(known.get(key), measure, isRate);
  };
  const [now, then] = [valueOf(own), valueOf(compared)];
  return bucketKeys(data.from, data.to, bucket).map((key) => {
    const was = before?.keyOf(key) ?? null;
    return { key, was, now: now(key), then: was === null ? null : then(was) };
  });
}

function value(figures: Figures | undefined, measure: Measure, isRate: boolean): number | null {
  if (!isRate) return figures?.[measure] ?? 0;
  return measure === 'sent' ? null : (figures?.rates[measure].rate ?? null);
}

interface Drawn {
  readonly points: readonly Point[];
  readonly names: { readonly now: string; readonly then: string };
  readonly withThen: boolean;
  readonly isRate: boolean;
  readonly tick: (key: string) => string;
  readonly title: (key: string) => string;
  readonly write: (value: number | null) => string;
}

function drawSeries(theme: ChartTheme, drawn: Drawn) {
  const { points, names, withThen, isRate, tick, title, write } = drawn;
  const base = chartBase(theme);
  const axis = chartAxis(theme);
  const line = (name: string, data: (number | null)[], isNow: boolean) => ({
    type: 'line' as const,
    name,
    data,
    symbol: isNow ? 'circle' : 'diamond',
    symbolSize: isNow ? 7 : 8,
    color: isNow ? theme.first : theme.second,
    lineStyle: { width: 2, type: isNow ? ('solid' as const) : ('dashed' as const) },
    z: isNow ? 3 : 2,
  });
  return {
    ...base,
    grid: { left: 8, right: 16, top: 36, bottom: 8, outerBoundsMode: 'same' as const },
    legend: {
      top: 0,
      left: 8,
      itemWidth: 24,
      textStyle: { color: theme.text2 },
      inactiveColor: theme.text3,
    },
    tooltip: {
      ...base.tooltip,
      trigger: 'axis' as const,
      axisPointer: { type: 'line' as const, lineStyle: { color: theme.control } },
      formatter: (at: unknown) => {
        const index = (at as { dataIndex: number }[])[0]?.dataIndex ?? 0;
        const point = points[index];
        if (!point) return '';
        return [
          title(point.key),
          `${names.now}: ${write(point.now)}`,
          ...(withThen && point.was !== null
            ? [`${names.then} (${title(point.was)}): ${write(point.then)}`]
            : []),
        ].join('\n');
      },
    },
    xAxis: {
      ...axis,
      type: 'category' as const,
      data: points.map(({ key }) => tick(key)),
      splitLine: { show: false },
    },
    yAxis: {
      ...axis,
      type: 'value' as const,
      min: 0,
      minInterval: isRate ? 0 : 1,
      axisLine: { show: false },
      axisLabel: { ...axis.axisLabel, formatter: (at: number) => write(at) },
    },
    series: [
      line(
        names.now,
        points.map(({ now }) => now),
        true,
      ),
      ...(withThen
        ? [
            line(
              names.then,
              points.map(({ then }) => then),
              false,
            ),
          ]
        : []),
    ],
  };
}
