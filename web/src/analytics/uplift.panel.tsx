import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { ChartCard } from '../parts/chart-card';
import { QueryView, Skeleton } from '../parts/state-view';
import { type Uplift, upliftQuery } from './analytics.queries';
import { AsOf } from './as-of.panel';
import type { Behind } from './behind.queries';
import { Count } from './count.panel';
import { drawForest } from './forest.panel';
import { useNumbers } from './numbers.panel';
import { useReport } from './report.panel';
import { NothingCounted } from './state.panel';

/** What the messages change, measured against leads that were kept from every message. */
export function UpliftPanel() {
  const { t } = useTranslation('analytics');
  const { filter } = useReport();
  const query = useQuery(upliftQuery(filter));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={6} />} right={t('right.compare')}>
      {(data) => {
        const isEmpty = data.treated.leads + data.treated.young === 0 && !data.heldOut;
        return (
          <>
            <AsOf head={data} report="uplift" question={filter} />
            {isEmpty ? <NothingCounted /> : <Sides data={data} />}
          </>
        );
      }}
    </QueryView>
  );
}

type Side = Uplift['treated'];

function Sides({ data }: { data: Uplift }) {
  const { t } = useTranslation('analytics');
  const { asTable, showAsTable } = useReport();
  const numbers = useNumbers();
  const format = useFormat();
  const mayExport = may(useSession(), 'analytics.export');
  const sides = [
    { kind: 'written' as const, base: 'sent' as const, side: data.treated },
    ...(data.heldOut
      ? [{ kind: 'held-out' as const, base: 'eligible' as const, side: data.heldOut }]
      : []),
  ];
  const summary = [
    data.note && t(`uplift.note.${data.note}`),
    data.difference !== null &&
      t('uplift.summary', {
        difference: numbers.points(data.difference),
        span: numbers.pointSpan(data.interval),
        p: numbers.pValue(data.pValue),
      }),
  ];
  const row = ({
    kind,
    base,
    side,
  }: {
    kind: 'written' | 'held-out';
    base: 'sent' | 'eligible';
    side: Side;
  }) => {
    const name = t(`uplift.${kind}`);
    const count = (
      value: number,
      stage: Behind['stage'],
      age: 'mature' | 'young',
      what: string,
    ) => ({
      raw: value,
      shown: (
        <Count
          value={value}
          what={`${what}, ${name}`}
          behind={data.hasList ? { kind, stage, age } : null}
        />
      ),
    });
    return {
      key: kind,
      cells: [
        { raw: name, shown: name },
        count(side.leads, base, 'mature', t('uplift.leads')),
        count(side.converted, 'converted', 'mature', t('stage.converted')),
        { raw: side.rate, shown: numbers.percent(side.rate) },
        { raw: numbers.percents(side.interval), shown: numbers.percents(side.interval) },
        count(side.young, base, 'young', t('young')),
      ],
    };
  };
  return (
    <ChartCard
      title={t('uplift.title')}
      summary={summary.filter(Boolean).join(' ')}
      figures={{
        heads: [
          t('uplift.group'),
          t('uplift.leads'),
          t('stage.converted'),
          t('templates.rate'),
          t('templates.interval'),
          t('young'),
        ],
        rows: sides.map(row),
      }}
      draw={(theme, width) =>
        drawForest(theme, {
          width,
          zero: false,
          write: (rate) => numbers.percent(rate),
          branches: sides.map(({ kind, side }) => ({
            name: `${t(`uplift.${kind}`)}\n${t('templates.nOf', { n: format.number(side.leads) })}`,
            value: side.rate,
            low: side.interval?.low ?? null,
            high: side.interval?.high ?? null,
            sure: kind === 'written',
            tip: `${t(`uplift.${kind}`)}\n${numbers.percent(side.rate)} (${numbers.percents(side.interval)})`,
          })),
        })
      }
      height={sides.length * 56 + 40}
      points={sides.length}
      asTable={asTable}
      onView={showAsTable}
      file={t('uplift.file')}
      mayExport={mayExport}
      note={t('uplift.window', { count: data.window })}
    />
  );
}
