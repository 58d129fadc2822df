import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { Dialog } from '../parts/dialog';
import { scorePointsQuery } from './lead-acts.queries';
import type { LeadView } from './leads.queries';

const PARTS = ['pain', 'revenue', 'fit', 'engagement'] as const;
const MOST = 25;

interface Point {
  readonly kind: string;
  readonly code: string;
  readonly points: number;
  readonly atLeast?: number | null;
}

/** Each part with what it is made of, and the tables of points to look up. */
export function ScoreDialog({ lead, onClose }: { lead: LeadView; onClose: () => void }) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  const name = usePointName(lead);
  const table = useQuery(scorePointsQuery).data?.items ?? [];
  return (
    <Dialog opened onClose={onClose} title={t('score.title', { score: format.number(lead.score) })}>
      {PARTS.map((part) => {
        const { points = 0, items = [] } = lead.scoreParts?.[part] ?? {};
        return (
          <section key={part} className="score-part" aria-labelledby={`score-${part}`}>
            <div className="score-head">
              <h3 id={`score-${part}`}>{t(`score.parts.${part}`)}</h3>
              <span className="rl-num">{t('score.points', { points, most: MOST })}</span>
            </div>
            <div className="score-bar" aria-hidden>
              <span style={{ width: `${String((points / MOST) * 100)}%` }} />
            </div>
            <Points items={items} name={name} none={t('score.nothing')} />
            <details>
              <summary>{t('score.table')}</summary>
              <Points items={table.filter((row) => row.part === part)} name={name} none="" />
            </details>
          </section>
        );
      })}
    </Dialog>
  );
}

interface PointsProps {
  items: readonly Point[];
  name: (point: Point) => string;
  none: string;
}

function Points({ items, name, none }: PointsProps) {
  const format = useFormat();
  if (items.length === 0) return none ? <p className="rl-quiet">{none}</p> : null;
  return (
    <ul className="score-items">
      {items.map((item) => (
        <li key={`${item.kind}-${item.code}`}>
          <span>{name(item)}</span>
          <span className="rl-num">{format.number(item.points)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What points are given for, as a person says it. */
function usePointName(lead: LeadView): (point: Point) => string {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const currency = lead.annualVolume?.currency ?? (lead.country === 'CH' ? 'CHF' : 'EUR');
  return ({ kind, code }) => {
    switch (kind) {
      case 'pain':
      case 'urgency':
      case 'businessType':
      case 'kitchenSize':
      case 'role': {
        const list = kind === 'role' ? 'contactRole' : kind;
        const label = lists(`${list}.${code}` as 'pain.QUALITY', { defaultValue: code });
        return t(`score.kinds.${kind}`, { label });
      }
      case 'volume':
        return t('score.kinds.volume', {
          label: format.money({ cents: Number(code) * 100, currency }),
        });
      default:
        return t(`score.kinds.${kind as 'branches'}`, {
          count: Number(code),
          defaultValue: `${kind} ${code}`,
        });
    }
  };
}
