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
import { type Funnel, funnelQuery, type Stage } from './analytics.queries';
import { AsOf } from './as-of.panel';
import { type Behind, encodeBehind } from './behind.queries';
import { Cohorts } from './cohorts.panel';
import { Count } from './count.panel';
import { useNumbers } from './numbers.panel';
import { bucketOf } from './periods.queries';
import { useReport } from './report.panel';
import { NothingCounted } from './state.panel';

/** Where leads get lost between being eligible and the first order. */
export function FunnelPanel() {
  const { t } = useTranslation('analytics');
  const { filter } = useReport();
  const query = useQuery(funnelQuery(filter, undefined));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={10} />} right={t('right.read')}>
      {(data) => (
        <>
          <AsOf head={data} report="funnel" question={filter} />
          {(data.stages[0]?.leads ?? 0) === 0 && data.young === 0 ? (
            <NothingCounted />
          ) : (
            <>
              <Stages data={data} />
              <Cohorts head={data} bucket={bucketOf(data.from, data.to)} />
            </>
          )}
        </>
      )}
    </QueryView>
  );
}

type Reached = Funnel['stages'][number];

/** The list behind a stage. */
export function behindStage(stage: Stage): Behind {
  return { kind: 'leads', stage, age: 'mature' };
}

function Stages({ data }: { data: Funnel }) {
  const { t } = useTranslation('analytics');
  const { search, asTable, showAsTable, go } = useReport();
  const numbers = useNumbers();
  const format = useFormat();
  const mayExport = may(useSession(), 'analytics.export');
  const known = data.stages.filter(({ leads }) => leads !== null);
  const last = known.at(-1);
  const nameOf = ({ stage, measured }: Pick<Reached, 'stage' | 'measured'>) =>
    measured === null || measured === 0
      ? t(`stage.${stage}`)
      : t('funnel.measured', { stage: t(`stage.${stage}`), count: measured });
  const orNot = (value: number | null) => (value === null ? <Unknown /> : numbers.percent(value));
  const open = (index: number) => {
    const behind = known[index]?.leads ? behindStage(known[index].stage) : null;
    if (behind && data.hasList) go({ ...search, list: encodeBehind(behind), cursor: undefined });
  };
  return (
    <ChartCard
      title={t('funnel.title')}
      summary={
        <>
          {last &&
            t('funnel.summary', {
              first: format.number(known[0]?.leads),
              last: format.number(last.leads),
              rate: numbers.percent(last.ofFirst),
            })}{' '}
          {t('funnel.young')}{' '}
          <Count
            value={data.young}
            what={t('funnel.youngWhat', { count: data.window })}
            behind={data.hasList ? { kind: 'leads', stage: 'sent', age: 'young' } : null}
          />
          {'. '}
          {t('funnel.youngNote', { count: data.window })}
        </>
      }
      figures={{
        heads: [t('funnel.stage'), t('funnel.leads'), t('funnel.ofPrevious'), t('funnel.ofFirst')],
        rows: data.stages.map(({ stage, leads, measured, ofPrevious, ofFirst }) => ({
          key: stage,
          cells: [
            { raw: t(`stage.${stage}`), shown: nameOf({ stage, measured }) },
            {
              raw: leads,
              shown: (
                <Count
                  value={leads}
                  what={t(`stage.${stage}`)}
                  behind={data.hasList ? behindStage(stage) : null}
                />
              ),
            },
            { raw: ofPrevious, shown: orNot(ofPrevious) },
            { raw: ofFirst, shown: orNot(ofFirst) },
          ],
        })),
      }}
      draw={(theme) =>
        drawFunnel(theme, known, {
          stage: (stage) => t(`stage.${stage}`),
          label: ({ leads, ofPrevious }) =>
            ofPrevious === null
              ? format.number(leads)
              : `${format.number(leads)} · ${numbers.percent(ofPrevious)}`,
          tip: ({ stage, leads, measured, ofPrevious, ofFirst }) =>
            [
              nameOf({ stage, measured }),
              `${t('funnel.leads')}: ${format.number(leads)}`,
              `${t('funnel.ofPrevious')}: ${numbers.percent(ofPrevious)}`,
              ofFirst !== null && `${t('funnel.ofFirst')}: ${numbers.percent(ofFirst)}`,
            ]
              .filter(Boolean)
              .join('\n'),
        })
      }
      height={known.length * 40 + 16}
      points={known.length}
      onPoint={open}
      asTable={asTable}
      onView={showAsTable}
      file={t('funnel.file')}
      mayExport={mayExport}
      note={t('funnel.note', { not: NOT_MEASURED })}
    />
  );
}

interface FunnelWords {
  stage: (stage: Stage) => string;
  label: (reached: Reached) => string;
  tip: (reached: Reached) => string;
}

/** Bars by length: the eye compares lengths, not the areas of a drawn funnel. */
function drawFunnel(theme: ChartTheme, stages: readonly Reached[], words: FunnelWords) {
  const base = chartBase(theme);
  const axis = chartAxis(theme);
  const most = Math.max(1, ...stages.map(({ leads }) => leads ?? 0));
  return {
    ...base,
    grid: { left: 0, right: 8, top: 4, bottom: 4, outerBoundsMode: 'same' as const },
    tooltip: {
      ...base.tooltip,
      trigger: 'item' as const,
      formatter: (at: unknown) => {
        const reached = stages[(at as { dataIndex: number }).dataIndex];
        return reached ? words.tip(reached) : '';
      },
    },
    // Room on the right, so that the number of a whole bar stands beside it too.
    xAxis: { type: 'value' as const, show: false, min: 0, max: most * 1.45 },
    yAxis: {
      ...axis,
      type: 'category' as const,
      inverse: true,
      data: stages.map(({ stage }) => words.stage(stage)),
      axisLine: { show: false },
    },
    series: [
      {
        type: 'bar' as const,
        data: stages.map(({ leads }) => leads ?? 0),
        barWidth: 22,
        color: theme.first,
        itemStyle: { borderRadius: 3 },
        label: {
          show: true,
          position: 'right' as const,
          color: theme.text,
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const reached = stages[dataIndex];
            return reached ? words.label(reached) : '';
          },
        },
      },
    ],
  };
}
