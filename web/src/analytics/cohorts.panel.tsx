import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { NOT_MEASURED } from '../core/format';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { ChartCard } from '../parts/chart-card';
import { chartAxis, chartBase, type ChartTheme } from '../parts/chart-theme';
import { QueryView, Skeleton } from '../parts/state-view';
import { Unknown } from '../parts/unknown';
import { type Funnel, funnelQuery, type Head } from './analytics.queries';
import { Count } from './count.panel';
import { encodeBehind } from './behind.queries';
import { useNumbers } from './numbers.panel';
import type { Bucket } from './periods.queries';
import { useReport } from './report.panel';

/** Below this width of a chart the names of the stages stand aslant. */
const NARROW = 520;
const SHOWN = ['delivered', 'answered', 'positive', 'converted', 'ordered'] as const;
type Shown = (typeof SHOWN)[number];
type Cohort = Funnel['groups'][number];

const reached = (cohort: Cohort, stage: string) =>
  cohort.stages.find((found) => found.stage === stage);

/** What became of the leads of each week, beside each other. */
export function Cohorts({ head, bucket }: { head: Head; bucket: Bucket }) {
  const { filter } = useReport();
  const query = useQuery(funnelQuery(filter, bucket));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={8} />}>
      {(data) => <Known head={head} groups={data.groups} bucket={bucket} />}
    </QueryView>
  );
}

function Known(props: { head: Head; groups: readonly Cohort[]; bucket: Bucket }) {
  const { head, groups, bucket } = props;
  const { t } = useTranslation('analytics');
  const { search, asTable, showAsTable, go } = useReport();
  const numbers = useNumbers();
  const format = useFormat();
  const mayExport = may(useSession(), 'analytics.export');
  const behind = (stage: Shown | 'sent', cohort: Cohort, age: 'mature' | 'young' = 'mature') =>
    ({ kind: 'leads', stage, age, by: bucket, key: cohort.key }) as const;
  const rateOf = (cohort: Cohort, stage: Shown) => {
    const sent = reached(cohort, 'sent')?.leads ?? 0;
    const leads = reached(cohort, stage)?.leads ?? null;
    return leads === null || sent === 0 ? null : leads / sent;
  };
  const nameOf = (cohort: Cohort) => numbers.bucket(cohort.key ?? '', bucket);
  const cells = groups.flatMap((cohort, row) =>
    SHOWN.map((stage, column) => ({ cohort, stage, row, column, rate: rateOf(cohort, stage) })),
  );
  const open = (index: number) => {
    const cell = cells[index];
    if (cell?.rate && head.hasList)
      go({ ...search, list: encodeBehind(behind(cell.stage, cell.cohort)), cursor: undefined });
  };
  return (
    <ChartCard
      title={t('cohorts.title')}
      summary={t('cohorts.summary', { count: head.window })}
      figures={{
        heads: [
          t(`group.${bucket}`),
          t('stage.sent'),
          t('young'),
          ...SHOWN.map((stage) => t(`stage.${stage}`)),
        ],
        rows: groups.map((cohort) => ({
          key: cohort.key ?? '',
          cells: [
            { raw: nameOf(cohort), shown: nameOf(cohort) },
            {
              raw: reached(cohort, 'sent')?.leads ?? null,
              shown: (
                <Count
                  value={reached(cohort, 'sent')?.leads ?? null}
                  what={`${t('stage.sent')}, ${nameOf(cohort)}`}
                  behind={head.hasList ? behind('sent', cohort) : null}
                />
              ),
            },
            {
              raw: cohort.young,
              shown: (
                <Count
                  value={cohort.young}
                  what={`${t('young')}, ${nameOf(cohort)}`}
                  behind={head.hasList ? behind('sent', cohort, 'young') : null}
                />
              ),
            },
            ...SHOWN.map((stage) => {
              const rate = rateOf(cohort, stage);
              return {
                raw: rate,
                shown:
                  rate === null ? (
                    <Unknown />
                  ) : (
                    <span className="rated">
                      <Count
                        value={reached(cohort, stage)?.leads ?? null}
                        what={`${t(`stage.${stage}`)}, ${nameOf(cohort)}`}
                        behind={head.hasList ? behind(stage, cohort) : null}
                      />{' '}
                      <span className="rated-rate rl-quiet">{numbers.percent(rate)}</span>
                    </span>
                  ),
              };
            }),
          ],
        })),
      }}
      draw={(theme, width) =>
        drawCohorts(theme, {
          width,
          columns: SHOWN.map((stage) => t(`stage.${stage}`)),
          rows: groups.map(({ key }) => numbers.tick(key ?? '', bucket)),
          cells,
          write: (rate) => (rate === null ? NOT_MEASURED : numbers.percent(rate)),
          tip: (index) => {
            const cell = cells[index];
            if (!cell) return '';
            const { cohort, stage, rate } = cell;
            return [
              `${nameOf(cohort)}, ${t(`stage.${stage}`)}`,
              t('cohorts.tip', {
                reached: format.number(reached(cohort, stage)?.leads),
                sent: format.number(reached(cohort, 'sent')?.leads),
                rate: numbers.percent(rate),
              }),
            ].join('\n');
          },
        })
      }
      height={groups.length * 28 + 64}
      points={cells.length}
      onPoint={open}
      asTable={asTable}
      onView={showAsTable}
      file={t('cohorts.file')}
      mayExport={mayExport}
    />
  );
}

interface Heat {
  readonly width: number;
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly cells: readonly { row: number; column: number; rate: number | null }[];
  readonly write: (rate: number | null) => string;
  readonly tip: (index: number) => string;
}

function drawCohorts(theme: ChartTheme, { width, columns, rows, cells, write, tip }: Heat) {
  const base = chartBase(theme);
  const axis = chartAxis(theme);
  const most = columns.map((_, column) =>
    Math.max(0, ...cells.filter((cell) => cell.column === column).map(({ rate }) => rate ?? 0)),
  );
  return {
    ...base,
    grid: { left: 0, right: 0, top: 4, bottom: 4, outerBoundsMode: 'same' as const },
    tooltip: {
      ...base.tooltip,
      formatter: (at: unknown) => tip((at as { dataIndex: number }).dataIndex),
    },
    xAxis: {
      ...axis,
      type: 'category' as const,
      position: 'top' as const,
      data: [...columns],
      axisLine: { show: false },
      splitLine: { show: false },
      axisLabel: { ...axis.axisLabel, interval: 0, rotate: width < NARROW ? 35 : 0 },
    },
    yAxis: {
      ...axis,
      type: 'category' as const,
      inverse: true,
      data: [...rows],
      axisLine: { show: false },
      splitLine: { show: false },
    },
    // The tint stays light enough for the text of the page: the number is what is read.
    visualMap: {
      show: false,
      min: 0,
      max: 1,
      dimension: 2,
      inRange: { color: [theme.first], colorAlpha: [0.02, 0.42] },
    },
    series: [
      {
        type: 'heatmap' as const,
        data: cells.map(({ row, column, rate }) => ({
          value: [column, row, (rate ?? 0) / (most[column] || 1)],
        })),
        itemStyle: { borderColor: theme.surface, borderWidth: 2, borderRadius: 3 },
        label: {
          show: true,
          color: theme.text,
          formatter: ({ dataIndex }: { dataIndex: number }) =>
            write(cells[dataIndex]?.rate ?? null),
        },
        emphasis: { itemStyle: { borderColor: theme.control } },
      },
    ],
  };
}
