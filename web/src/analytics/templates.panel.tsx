import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { ChartCard } from '../parts/chart-card';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { type Compared, templatesQuery, type TemplatesReport } from './analytics.queries';
import { AsOf } from './as-of.panel';
import type { Behind } from './behind.queries';
import { Count } from './count.panel';
import { drawForest, NARROW } from './forest.panel';
import { useGroupName } from './names.panel';
import { useNumbers } from './numbers.panel';
import { useReport } from './report.panel';
import { NothingCounted } from './state.panel';

const MEASURES: readonly Compared[] = ['delivered', 'answered', 'positive', 'converted'];
const FIRST: Compared = 'answered';

/** Which text does better, and whether the difference is real. */
export function TemplatesPanel() {
  const { t } = useTranslation('analytics');
  const { filter, search } = useReport();
  const measure = MEASURES.find((known) => known === search.measure) ?? FIRST;
  const by = search.by ?? 'templateVersion';
  const query = useQuery(templatesQuery(filter, measure, by));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={10} />} right={t('right.compare')}>
      {(data) => (
        <>
          <AsOf head={data} report="templates" question={{ ...filter, measure, by }} />
          <Choices measure={measure} by={by} />
          {data.arms.length === 0 ? (
            <NothingCounted />
          ) : (
            <>
              <Arms data={data} />
              {data.comparisons.length === 0 ? (
                <section className="card">
                  <Empty title={t('templates.one')} text={t('templates.oneText')} />
                </section>
              ) : (
                <Differences data={data} />
              )}
            </>
          )}
        </>
      )}
    </QueryView>
  );
}

function Choices({ measure, by }: { measure: Compared; by: 'templateVersion' | 'variant' }) {
  const { t } = useTranslation('analytics');
  const { search, go } = useReport();
  return (
    <div className="analytics-choices">
      <Select
        size="xs"
        className="analytics-select"
        aria-label={t('templates.measure')}
        allowDeselect={false}
        data={MEASURES.map((value) => ({
          value,
          label: t('series.rateOf', { name: t(`stage.${value}`) }),
        }))}
        value={measure}
        onChange={(value) =>
          go({ ...search, measure: value === FIRST ? undefined : (value as Compared) })
        }
      />
      <SegmentedControl
        size="xs"
        aria-label={t('templates.by')}
        data={(['templateVersion', 'variant'] as const).map((value) => ({
          value,
          label: t(`templates.${value}`),
        }))}
        value={by}
        onChange={(value) => go({ ...search, by: value === 'variant' ? 'variant' : undefined })}
      />
    </div>
  );
}

type Arm = TemplatesReport['arms'][number];

/** The name of a text, and what stands before it when there is more than one step. */
function useArmName(data: TemplatesReport) {
  const groupName = useGroupName();
  const steps = new Set(data.arms.map(({ step }) => step));
  return {
    prefix: (step: string) => (steps.size > 1 ? `${step} · ` : ''),
    name: (step: string, key: string | null) => {
      const arm = data.arms.find((other) => other.step === step && other.key === key);
      return groupName(data.by, { key, label: arm?.label ?? null });
    },
  };
}

function Arms({ data }: { data: TemplatesReport }) {
  const { t } = useTranslation('analytics');
  const { asTable, showAsTable } = useReport();
  const numbers = useNumbers();
  const format = useFormat();
  const mayExport = may(useSession(), 'analytics.export');
  const armName = useArmName(data);
  const { leastSends, measure, by } = data;
  const nameOf = ({ step, key }: Arm) => `${armName.prefix(step)}${armName.name(step, key)}`;
  const behind = (
    { key, step }: Arm,
    stage: Behind['stage'],
    age: 'mature' | 'young',
  ): Behind | null => (data.hasList ? { kind: 'follow-ups', stage, age, by, key, step } : null);
  const enough = (arm: Arm) => arm.n >= leastSends;
  const tooFew = (arm: Arm) =>
    t('templates.tooFew', { n: format.number(arm.n), least: format.number(leastSends) });
  return (
    <ChartCard
      title={t('templates.armsTitle')}
      summary={t('templates.armsSummary', {
        what: t('series.rateOf', { name: t(`stage.${measure}`) }),
        count: data.window,
      })}
      figures={{
        heads: [
          t(`group.${by}`),
          t('templates.n'),
          t(`stage.${measure}`),
          t('templates.rate'),
          t('templates.interval'),
          t('young'),
          t('templates.state'),
        ],
        rows: data.arms.map((arm) => ({
          key: `${arm.step} ${arm.key ?? ''}`,
          cells: [
            { raw: nameOf(arm), shown: nameOf(arm) },
            {
              raw: arm.n,
              shown: (
                <Count
                  value={arm.n}
                  what={`${t('stage.sent')}, ${nameOf(arm)}`}
                  behind={behind(arm, 'sent', 'mature')}
                />
              ),
            },
            {
              raw: arm.count,
              shown: (
                <Count
                  value={arm.count}
                  what={`${t(`stage.${measure}`)}, ${nameOf(arm)}`}
                  behind={behind(arm, measure, 'mature')}
                />
              ),
            },
            { raw: arm.rate, shown: numbers.percent(arm.rate) },
            { raw: numbers.percents(arm.interval), shown: numbers.percents(arm.interval) },
            {
              raw: arm.young,
              shown: (
                <Count
                  value={arm.young}
                  what={`${t('young')}, ${nameOf(arm)}`}
                  behind={behind(arm, 'sent', 'young')}
                />
              ),
            },
            {
              raw: enough(arm) ? t('templates.enough') : tooFew(arm),
              shown: enough(arm) ? (
                <span className="rl-quiet">{t('templates.enough')}</span>
              ) : (
                <Tag tone="idle" icon="hourglass" quiet>
                  {tooFew(arm)}
                </Tag>
              ),
            },
          ],
        })),
      }}
      draw={(theme, width) =>
        drawForest(theme, {
          width,
          zero: false,
          write: (rate) => numbers.percent(rate),
          branches: data.arms.map((arm) => ({
            name: `${nameOf(arm)}\n${enough(arm) ? t('templates.nOf', { n: format.number(arm.n) }) : tooFew(arm)}`,
            value: enough(arm) ? arm.rate : null,
            // Of too few nothing is drawn: the eye would see a winner.
            low: enough(arm) ? (arm.interval?.low ?? null) : null,
            high: enough(arm) ? (arm.interval?.high ?? null) : null,
            sure: true,
            tip: [
              nameOf(arm),
              `${numbers.percent(arm.rate)} (${numbers.percents(arm.interval)})`,
              t('templates.nOf', { n: format.number(arm.n) }),
              ...(enough(arm) ? [] : [tooFew(arm)]),
            ].join('\n'),
          })),
        })
      }
      height={data.arms.length * 64 + 40}
      points={data.arms.length}
      asTable={asTable}
      onView={showAsTable}
      file={t('templates.armsFile')}
      mayExport={mayExport}
    />
  );
}

type Pair = TemplatesReport['comparisons'][number];

function Differences({ data }: { data: TemplatesReport }) {
  const { t } = useTranslation('analytics');
  const { asTable, showAsTable } = useReport();
  const numbers = useNumbers();
  const mayExport = may(useSession(), 'analytics.export');
  const armName = useArmName(data);
  const nameOf = ({ step, first, second }: Pair) =>
    `${armName.prefix(step)}${t('templates.pair', { first: armName.name(step, first), second: armName.name(step, second) })}`;
  const verdictOf = (pair: Pair): string => {
    const { verdict, step, first, second } = pair;
    if (verdict === 'NOT_ENOUGH_DATA') return t('templates.notEnough');
    if (verdict === 'NO_DIFFERENCE_SHOWN') return t('templates.noDifference');
    return t('templates.better', {
      name: armName.name(step, verdict === 'FIRST_BETTER' ? first : second),
    });
  };
  const isLarge = ({ verdict }: Pair) => verdict !== 'NOT_ENOUGH_DATA';
  const isSure = ({ verdict }: Pair) => verdict === 'FIRST_BETTER' || verdict === 'SECOND_BETTER';
  return (
    <ChartCard
      title={t('templates.title')}
      summary={
        data.comparisons
          .filter((pair) => data.comparisons.length <= 3 || isSure(pair))
          .slice(0, 3)
          .map((pair) => `${nameOf(pair)}: ${verdictOf(pair)}.`)
          .join(' ') || t('templates.noneSure')
      }
      figures={{
        heads: [
          t('templates.pairHead'),
          t('templates.difference'),
          t('templates.interval'),
          t('templates.p'),
          t('templates.pCorrected'),
          t('templates.pSequential'),
          t('templates.verdict'),
        ],
        rows: data.comparisons.map((pair) => ({
          key: `${pair.step} ${pair.first ?? ''} ${pair.second ?? ''}`,
          cells: [
            { raw: nameOf(pair), shown: nameOf(pair) },
            { raw: pair.difference, shown: numbers.points(pair.difference) },
            { raw: numbers.pointSpan(pair.interval), shown: numbers.pointSpan(pair.interval) },
            { raw: pair.pValue, shown: numbers.pValue(pair.pValue) },
            { raw: pair.pValueCorrected, shown: numbers.pValue(pair.pValueCorrected) },
            { raw: pair.pValueSequential, shown: numbers.pValue(pair.pValueSequential) },
            {
              raw: verdictOf(pair),
              shown: (
                <Tag
                  tone={isSure(pair) ? 'good' : 'idle'}
                  icon={
                    isSure(pair)
                      ? 'check'
                      : pair.verdict === 'NOT_ENOUGH_DATA'
                        ? 'hourglass'
                        : 'minus'
                  }
                  quiet
                >
                  {verdictOf(pair)}
                </Tag>
              ),
            },
          ],
        })),
      }}
      draw={(theme, width) =>
        drawForest(theme, {
          width,
          zero: true,
          write: (difference) => numbers.points(difference),
          branches: data.comparisons.map((pair) => ({
            name: width < NARROW ? nameOf(pair) : `${nameOf(pair)}\n${verdictOf(pair)}`,
            value: isLarge(pair) ? pair.difference : null,
            low: isLarge(pair) ? (pair.interval?.low ?? null) : null,
            high: isLarge(pair) ? (pair.interval?.high ?? null) : null,
            sure: isSure(pair),
            tip: [
              nameOf(pair),
              `${numbers.points(pair.difference)} [${numbers.pointSpan(pair.interval)}]`,
              `${t('templates.p')}: ${numbers.pValue(pair.pValue)}`,
              verdictOf(pair),
            ].join('\n'),
          })),
        })
      }
      height={data.comparisons.length * 64 + 40}
      points={data.comparisons.length}
      asTable={asTable}
      onView={showAsTable}
      file={t('templates.file')}
      mayExport={mayExport}
      note={t('templates.note', { count: data.leastSends })}
    />
  );
}
