import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { ChartCard } from '../parts/chart-card';
import { chartAxis, chartBase, type ChartTheme } from '../parts/chart-theme';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { Unknown } from '../parts/unknown';
import { type Return, type Roi, roiQuery } from './analytics.queries';
import { AsOf } from './as-of.panel';
import { Count } from './count.panel';
import { useNumbers } from './numbers.panel';
import { useReport } from './report.panel';
import { NothingCounted } from './state.panel';

function CostsLink() {
  const { t } = useTranslation('analytics');
  return (
    <Link to="/admin/settings" search={{ setting: 'analytics.costs' }}>
      {t('roi.enterCosts')}
    </Link>
  );
}

/** What follow-ups cost and earned; each currency by itself. */
export function RoiPanel() {
  const { t } = useTranslation('analytics');
  const { filter } = useReport();
  const query = useQuery(roiQuery(filter));
  const mayEnter = may(useSession(), 'settings.write');
  return (
    <QueryView query={query} skeleton={<Skeleton rows={10} />} right={t('right.compare')}>
      {(data) => (
        <>
          <AsOf head={data} report="roi" question={filter} />
          {data.sends === 0 && data.currencies.length === 0 ? (
            <NothingCounted />
          ) : (
            <>
              <Pieces data={data} />
              {data.currencies.length === 0 && (
                <section className="card">
                  <Empty
                    title={t(data.note === null ? 'roi.nothing' : 'roi.noRevenue')}
                    text={t('roi.noRevenueText')}
                    action={mayEnter && <CostsLink />}
                  />
                </section>
              )}
              {data.currencies.map((of) => (
                <Currency key={of.currency} of={of} data={data} />
              ))}
            </>
          )}
        </>
      )}
    </QueryView>
  );
}

function Pieces({ data }: { data: Roi }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const behind = (stage: 'sent' | 'answered' | 'converted') =>
    data.hasList ? ({ kind: 'follow-ups', stage } as const) : null;
  const pieces = [
    ['sends', data.sends, behind('sent')],
    ['samples', data.samples, null],
    ['handled', data.handled, behind('answered')],
    ['conversions', data.conversions, behind('converted')],
  ] as const;
  return (
    <ul className="analytics-tiles">
      {pieces.map(([name, value, list]) => (
        <li key={name} className="card tile">
          <p className="tile-name">{t(`roi.${name}`)}</p>
          <p className="tile-figure">
            {list ? (
              <Count value={value} what={t(`roi.${name}`)} behind={list} />
            ) : (
              <span className="rl-num">{format.number(value)}</span>
            )}
          </p>
          <p className="tile-sub">{t(`roi.${name}Sub`)}</p>
        </li>
      ))}
    </ul>
  );
}

const COSTS = ['sends', 'samples', 'handling', 'fixed'] as const;

function Currency({ of, data }: { of: Return; data: Roi }) {
  const { t } = useTranslation('analytics');
  const { asTable, showAsTable } = useReport();
  const format = useFormat();
  const numbers = useNumbers();
  const session = useSession();
  const mayExport = may(session, 'analytics.export');
  const { currency, cost } = of;
  const write = (cents: number | null) =>
    cents === null ? null : format.money({ cents, currency }, true);
  const money = (cents: number | null) => ({
    raw: cents === null ? null : cents / 100,
    shown: write(cents) ?? <Unknown />,
  });
  const row = (
    key: string,
    name: string,
    cell: { raw: string | number | null; shown: React.ReactNode },
    total?: boolean,
  ) => ({
    key,
    total,
    cells: [{ raw: name, shown: name }, cell],
  });
  const revenue = of.revenueCents === null ? t('roi.noRevenue') : null;
  const noCosts = cost.totalCents === null ? t('roi.noCosts') : null;
  const lacksCosts = noCosts !== null && may(session, 'settings.write');
  const noMargin = revenue ?? (of.marginCents === null ? t('roi.noMargin') : null);
  const orders = {
    raw: of.orders,
    shown: (
      <Count
        value={of.orders}
        what={t('stage.ordered')}
        // Orders of several currencies share one list, which tells no amounts.
        behind={
          data.hasList && data.currencies.length === 1
            ? { kind: 'follow-ups', stage: 'ordered' }
            : null
        }
      />
    ),
  };
  const facts = [
    ['cost', write(cost.totalCents), noCosts],
    ['revenue', write(of.revenueCents), revenue],
    ['margin', write(of.marginCents), noMargin],
    ['ratio', of.roi === null ? null : numbers.percent(of.roi), noMargin ?? noCosts],
    [
      'payback',
      of.paidBackOn === null ? null : numbers.day(of.paidBackOn),
      noMargin ?? noCosts ?? (of.paidBackOn === null ? t('roi.notYet') : null),
    ],
  ] as const;
  const bars = [
    ...COSTS.map((name) => ({
      name: t(`roi.costs.${name}`),
      cents: cost[`${name}Cents`],
      kind: 'cost' as const,
    })),
    { name: t('roi.margin'), cents: of.marginCents, kind: 'earned' as const },
    { name: t('roi.revenue'), cents: of.revenueCents, kind: 'earned' as const },
  ];
  return (
    <>
      <dl className="analytics-tiles roi-facts" aria-label={t('roi.in', { currency })}>
        {facts.map(([name, shown, why]) => (
          <div key={name} className="card tile">
            <dt>{t(`roi.${name}`)}</dt>
            <dd className="tile-figure rl-num">{shown ?? <Unknown />}</dd>
            <dd className="tile-sub">
              {why ?? t(`roi.${name}Sub`)}
              {lacksCosts && name === 'cost' && (
                <>
                  {' · '}
                  <CostsLink />
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <ChartCard
        title={t('roi.title', { currency })}
        summary={
          of.missing.length > 0
            ? of.missing.map((code) => t(`roi.missing.${code}`)).join(' ')
            : t('roi.summary', {
                margin: write(of.marginCents) ?? '',
                cost: write(cost.totalCents) ?? '',
                ratio: numbers.percent(of.roi),
              })
        }
        figures={{
          heads: [t('roi.position'), t('roi.amount', { currency })],
          rows: [
            ...COSTS.map((name) => row(name, t(`roi.costs.${name}`), money(cost[`${name}Cents`]))),
            row('cost', t('roi.cost'), money(cost.totalCents), true),
            row('orders', t('roi.orders'), orders),
            row('revenue', t('roi.revenue'), money(of.revenueCents)),
            row('margin', t('roi.margin'), money(of.marginCents)),
            row('ratio', t('roi.ratio'), {
              raw: of.roi,
              shown: of.roi === null ? <Unknown /> : numbers.percent(of.roi),
            }),
            row('payback', t('roi.payback'), {
              raw: of.paidBackOn,
              shown: of.paidBackOn === null ? <Unknown /> : numbers.day(of.paidBackOn),
            }),
          ],
        }}
        draw={(theme) =>
          drawMoney(
            theme,
            bars.map(({ name, cents, kind }) => ({
              name,
              kind,
              value: cents === null ? null : cents / 100,
              label: write(cents) ?? t('roi.unknown'),
            })),
          )
        }
        height={bars.length * 36 + 16}
        points={bars.length}
        asTable={asTable}
        onView={showAsTable}
        file={t('roi.file', { currency })}
        mayExport={mayExport}
        note={t('roi.note')}
      />
    </>
  );
}

interface Bar {
  readonly name: string;
  readonly kind: 'cost' | 'earned';
  readonly value: number | null;
  readonly label: string;
}

function drawMoney(theme: ChartTheme, bars: readonly Bar[]) {
  const base = chartBase(theme);
  const axis = chartAxis(theme);
  const most = Math.max(1, ...bars.map(({ value }) => value ?? 0));
  return {
    ...base,
    grid: { left: 0, right: 8, top: 4, bottom: 4, outerBoundsMode: 'same' as const },
    tooltip: {
      ...base.tooltip,
      formatter: (at: unknown) => {
        const bar = bars[(at as { dataIndex: number }).dataIndex];
        return bar ? `${bar.name}: ${bar.label}` : '';
      },
    },
    xAxis: { type: 'value' as const, show: false, min: 0, max: most * 1.5 },
    yAxis: {
      ...axis,
      type: 'category' as const,
      inverse: true,
      data: bars.map(({ name }) => name),
      axisLine: { show: false },
    },
    series: [
      {
        type: 'bar' as const,
        barWidth: 18,
        data: bars.map(({ value, kind }) => ({
          value: value ?? 0,
          itemStyle: { color: kind === 'cost' ? theme.second : theme.first, borderRadius: 3 },
        })),
        label: {
          show: true,
          position: 'right' as const,
          color: theme.text,
          formatter: ({ dataIndex }: { dataIndex: number }) => bars[dataIndex]?.label ?? '',
        },
      },
    ],
  };
}
