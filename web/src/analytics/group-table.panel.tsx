import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type FigureCell, type FigureRow, FigureTable } from '../parts/figure-table';
import { MEASURES, type Measure } from './analytics-search.queries';
import type { Figures, Performance } from './analytics.queries';
import type { Behind } from './behind.queries';
import { Count } from './count.panel';
import { useGroupName } from './names.panel';
import { useNumbers } from './numbers.panel';

const RATED = MEASURES.filter((measure) => measure !== 'sent');

interface Counted {
  readonly name: string;
  readonly figures: Figures;
  readonly narrowed: Pick<Behind, 'by' | 'key'>;
}

/** Each group with its numbers; a count opens its list, and the rate beside it the list of those old enough. */
export function GroupTable({ data }: { data: Performance }) {
  const { t } = useTranslation('analytics');
  const groupName = useGroupName();
  const numbers = useNumbers();
  const { groupBy } = data;

  const rowOf = ({ name, figures, narrowed }: Counted): FigureCell[] => {
    const count = (stage: Measure | 'eligible', value: number, age: Behind['age']) => ({
      raw: value,
      shown: (
        <Count
          value={value}
          what={`${t(`stage.${stage}`)}, ${age === 'young' ? `${t('young')}, ` : ''}${name}`}
          behind={data.hasList ? { kind: 'follow-ups', stage, age, ...narrowed } : null}
        />
      ),
    });
    const withRate = (measure: (typeof RATED)[number]) => {
      const { rate, count: reached } = figures.rates[measure];
      const all = count(measure, figures[measure], 'all');
      return {
        raw: all.raw,
        shown: (
          <Rated count={all.shown}>
            <span title={t('rateOf', { count: reached, of: figures.rates[measure].of })}>
              {numbers.percent(rate)}
            </span>
          </Rated>
        ),
      };
    };
    return [
      { raw: name, shown: name },
      count('eligible', figures.eligible, 'all'),
      count('sent', figures.sent, 'all'),
      count('sent', figures.young, 'young'),
      ...RATED.map(withRate),
    ];
  };

  const groups: FigureRow[] = groupBy
    ? data.groups.map((group) => ({
        key: group.key ?? '',
        cells: rowOf({
          name: groupName(groupBy, group),
          figures: group,
          narrowed: { by: groupBy, key: group.key },
        }),
      }))
    : [];
  const total: FigureRow = {
    key: ' total',
    total: true,
    cells: rowOf({ name: t('total'), figures: data.total, narrowed: {} }),
  };
  return (
    <>
      <FigureTable
        label={t('performance.byGroup')}
        figures={{
          heads: [
            t(`group.${groupBy ?? 'step'}`),
            t('stage.eligible'),
            t('stage.sent'),
            t('young'),
            ...RATED.map((measure) => t(`stage.${measure}`)),
          ],
          rows: [total, ...groups],
        }}
      />
      <p className="chart-note">{t('performance.note', { count: data.window })}</p>
    </>
  );
}

function Rated({ count, children }: { count: ReactNode; children: ReactNode }) {
  return (
    <span className="rated">
      {count} <span className="rated-rate rl-quiet">{children}</span>
    </span>
  );
}
