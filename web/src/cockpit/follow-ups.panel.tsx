import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { LiveNumber } from '../parts/live-number';
import { Unknown } from '../parts/unknown';
import type { Metrics, Width } from './follow-up-metrics.queries';

interface Tile {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly search: LinkProps['search'];
  readonly alarms?: boolean;
  readonly note?: ReactNode;
}

/** The numbers of follow-ups; each opens the list that it counts. */
export function FollowUpTiles({ metrics, width }: { metrics: Metrics; width: Width }) {
  const { t } = useTranslation('cockpit');
  const who = width === 'own' && metrics.scope === 'own' ? { owner: ['me'] } : {};
  const pending = t('followUps.pendingNote');
  const tiles: Tile[] = [
    {
      key: 'overdue',
      label: t('followUps.overdue'),
      value: metrics.overdue,
      search: { state: ['overdue'], ...who },
      alarms: true,
      note: t('followUps.overdueNote'),
    },
    {
      key: 'pendingT3',
      label: t('followUps.pending', { step: 'T3' }),
      value: metrics.pendingT3,
      search: { state: ['planned'], step: ['T3'], ...who },
      note: pending,
    },
    {
      key: 'pendingT7',
      label: t('followUps.pending', { step: 'T7' }),
      value: metrics.pendingT7,
      search: { state: ['planned'], step: ['T7'], ...who },
      note: pending,
    },
    {
      key: 'sentToday',
      label: t('followUps.sentToday'),
      value: metrics.sentToday,
      search: { sent: 'today', ...who },
      note: <Trend trend={metrics.trend.sent} />,
    },
  ];
  return (
    <ul className="tiles card" aria-label={t('followUps.title')}>
      {tiles.map(({ key, label, value, search, alarms, note }) => (
        <li key={key}>
          <Link
            to="/follow-ups"
            search={search}
            className="tile"
            data-alarm={(alarms && value > 0) || undefined}
          >
            <span className="tile-label">{label}</span>
            <span className="tile-figure">
              <LiveNumber value={value} />
            </span>
            <span className="tile-note">{note}</span>
          </Link>
        </li>
      ))}
      <li>
        <Rate metrics={metrics} who={who} />
      </li>
    </ul>
  );
}

/** Null is "–": nobody measures conversions yet. The leads that are too young for a rate stand apart. */
function Rate({ metrics, who }: { metrics: Metrics; who: { owner?: string[] } }) {
  const { t } = useTranslation('cockpit');
  const format = useFormat();
  const { conversionRate, youngLeads } = metrics;
  return (
    <Link to="/follow-ups" search={{ sent: 'first-30d', ...who }} className="tile">
      <span className="tile-label">{t('followUps.rate')}</span>
      <span className="tile-figure rl-num">
        {conversionRate === null ? <Unknown /> : format.rate(conversionRate)}
      </span>
      <span className="tile-note">
        {t('followUps.young', { count: youngLeads, shown: format.number(youngLeads) })}
      </span>
    </Link>
  );
}

/** The last seven days against those before, in words and with an arrow. */
function Trend({ trend: { current, previous, changePct } }: { trend: Metrics['trend']['sent'] }) {
  const { t } = useTranslation('cockpit');
  const format = useFormat();
  const Arrow =
    current > previous
      ? IconArrowUpRight
      : current < previous
        ? IconArrowDownRight
        : IconArrowRight;
  return (
    <>
      <Arrow size={14} stroke={1.75} aria-hidden />
      <span>
        {t('followUps.trend', {
          current: format.number(current),
          previous: format.number(previous),
        })}
        {changePct !== null && ` (${format.change(changePct)})`}
      </span>
    </>
  );
}
