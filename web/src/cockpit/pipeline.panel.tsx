import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LEAD_STATUSES, type LeadStatus } from '../api/lists';
import { useFormat } from '../core/use-format';
import { LiveNumber } from '../parts/live-number';
import type { Counts } from './cockpit.queries';
import { type Pipeline as Values, pipelineQuery } from './widgets.queries';
import './widgets.css';

/** Whose leads are meant, as the list says it. */
interface Who {
  owner?: string[];
}

/** The list behind a status: the view of that name where there is one. */
function searchOfStatus(status: LeadStatus, who: Who) {
  if (who.owner) return { ...who, status: [status] };
  if (status === 'REGISTERED') return { view: 'registered' as const };
  if (status === 'QUALIFIED') return { view: 'qualified' as const };
  return { status: [status] };
}

interface PipelineProps {
  counts: Counts;
  who: Who;
  width: 'own' | 'wide';
}

/** The leads by status, as parts of a whole; the list beside it says the same in words, with what they are worth. */
export function Pipeline({ counts, who, width }: PipelineProps) {
  const { t } = useTranslation('cockpit');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const pipeline = useQuery(pipelineQuery(width)).data;
  const parts = pipeline?.parts;
  const total = LEAD_STATUSES.reduce((sum, status) => sum + counts.byStatus[status], 0);
  return (
    <section className="card" aria-labelledby="pipeline">
      <div className="card-head">
        <h2 id="pipeline">{t('pipeline.title')}</h2>
        <Link to="/leads" search={{ view: 'all' }} className="card-link">
          {t('pipeline.all')}
        </Link>
      </div>
      <div className="card-body">
        <div className="bar" aria-hidden>
          {LEAD_STATUSES.filter((status) => counts.byStatus[status] > 0).map((status) => (
            <span key={status} data-status={status} style={{ flexGrow: counts.byStatus[status] }} />
          ))}
        </div>
        <ul className="pipeline" aria-label={t('tiles')}>
          {LEAD_STATUSES.map((status) => (
            <li key={status}>
              <span className="pipeline-mark" data-status={status} aria-hidden />
              <Link to="/leads" search={searchOfStatus(status, who)}>
                {lists(`status.${status}`)}
              </Link>
              <LiveNumber value={counts.byStatus[status]} />
              <span className="rl-quiet rl-num">
                {total === 0
                  ? '–'
                  : format.rate(Math.round((counts.byStatus[status] / total) * 100) / 100)}
              </span>
              {parts && <Value parts={parts.filter((part) => part.status === status)} />}
            </li>
          ))}
        </ul>
        {parts && <Stages parts={parts} />}
        {pipeline && <Chances stages={pipeline.opportunities} />}
      </div>
    </section>
  );
}

type Part = Values['parts'][number];

/** Amounts of one currency are added, those of two stand side by side: nobody knows a rate here. */
function valueOf(parts: readonly Part[]): { cents: number; currency: string }[] {
  const sums = new Map<string, number>();
  for (const { value } of parts)
    for (const { cents, currency } of value) sums.set(currency, (sums.get(currency) ?? 0) + cents);
  return [...sums].map(([currency, cents]) => ({ cents, currency }));
}

function Value({ parts }: { parts: readonly Part[] }) {
  const { t } = useTranslation('widgets');
  const format = useFormat();
  const value = valueOf(parts);
  const unvalued = parts.reduce((sum, part) => sum + part.unvalued, 0);
  if (value.length === 0 && unvalued === 0) return null;
  const shown = value.map((money) => format.money(money)).join(' · ');
  return (
    <span className="pipeline-value rl-num">
      {value.length > 0 && t('pipeline.value', { shown })}
      {unvalued > 0 &&
        ` ${t('pipeline.unvalued', { count: unvalued, shown: format.number(unvalued) })}`}
    </span>
  );
}

/** What the open opportunities are worth, and what of it is likely. */
function Chances({ stages }: { stages: Values['opportunities'] }) {
  const { t } = useTranslation('widgets');
  const format = useFormat();
  const count = stages.reduce((sum, stage) => sum + stage.count, 0);
  if (count === 0) return null;
  const sums = new Map<string, { cents: number; likely: number }>();
  for (const { value, probability } of stages)
    for (const { cents, currency } of value) {
      const sum = sums.get(currency) ?? { cents: 0, likely: 0 };
      sums.set(currency, {
        cents: sum.cents + cents,
        likely: sum.likely + (cents * probability) / 100,
      });
    }
  return (
    <p className="pipeline-stages">
      <span className="rl-num">
        {t('pipeline.chances', { count, shown: format.number(count) })}
      </span>
      {[...sums].map(([currency, { cents, likely }]) => (
        <span key={currency} className="rl-num">
          {t('pipeline.weighted', {
            value: format.money({ cents, currency }),
            // An estimate: cents would say more than it knows.
            weighted: format.money({ cents: Math.round(likely / 100) * 100, currency }),
          })}
        </span>
      ))}
    </p>
  );
}

const OPEN: readonly string[] = ['REGISTERED', 'ACTIVE', 'QUALIFIED'];
const STAGES = ['0', '1', '2'] as const;

/** How far the open ones are, whatever their status. */
function Stages({ parts }: { parts: readonly Part[] }) {
  const { t } = useTranslation('widgets');
  const format = useFormat();
  const open = parts.filter(({ status }) => OPEN.includes(status));
  return (
    <p className="pipeline-stages">
      {STAGES.map((stage) => (
        <span key={stage} className="rl-num">
          {t(`pipeline.stage.${stage}`, {
            shown: format.number(
              open
                .filter((part) => String(part.stage) === stage)
                .reduce((sum, { leads }) => sum + leads, 0),
            ),
          })}
        </span>
      ))}
    </p>
  );
}
