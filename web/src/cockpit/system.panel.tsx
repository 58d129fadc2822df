import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { LiveNumber } from '../parts/live-number';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import {
  type Alert,
  openAlertsQuery,
  pageOf,
  systemQuery,
  type SystemState,
} from './system.queries';
import './system.css';
import './widgets.css';

const LOOKS = {
  warning: { tone: 'warn', icon: 'alert-triangle' },
  critical: { tone: 'bad', icon: 'alert-octagon' },
} as const;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const KILO = 1024;
const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'];
/** From here on the alerts speak. */
const LATE_SECONDS = 60;
const ALARMS = { memory: 0.9, disk: 0.8, connections: 0.9 } as const;

/** What is wrong on top, then how the machines are. */
export function SystemPanel() {
  const { t } = useTranslation('system');
  const alerts = useQuery(openAlertsQuery);
  const state = useQuery(systemQuery);
  return (
    <section className="card" aria-labelledby="system">
      <div className="card-head">
        <h2 id="system">{t('title')}</h2>
      </div>
      <QueryView query={alerts} skeleton={<Skeleton rows={2} height={28} />}>
        {({ items, evaluatedAt }) => <Alerts alerts={items} evaluatedAt={evaluatedAt} />}
      </QueryView>
      <QueryView query={state} skeleton={<Skeleton rows={5} height={28} />}>
        {(system) => <Facts system={system} />}
      </QueryView>
    </section>
  );
}

function Alerts({ alerts, evaluatedAt }: { alerts: Alert[]; evaluatedAt: string | null }) {
  const { t } = useTranslation('system');
  const format = useFormat();
  if (evaluatedAt === null)
    return <p className="card-body rl-quiet system-none">{t('alerts.never')}</p>;
  if (alerts.length === 0)
    return (
      <p className="card-body rl-quiet system-none">
        {t('alerts.none', { at: format.time(evaluatedAt) })}
      </p>
    );
  return (
    <ul className="system-alerts" aria-label={t('alerts.title')}>
      {alerts.map((alert) => (
        <AlertLine key={alert.id} alert={alert} />
      ))}
    </ul>
  );
}

function AlertLine({ alert }: { alert: Alert }) {
  const { t } = useTranslation('system');
  const show = useMeasure();
  const { name, subject, severity, since, detail } = alert;
  const title = t(`alert.${name}.title`);
  const value = show(alert.value, alert.unit);
  const measured =
    alert.limit === 0
      ? t('alerts.counted', { value })
      : t('alerts.measured', { value, limit: show(alert.limit, alert.unit) });
  const said = [
    subject,
    detail === null ? '' : t(`detail.${detail as 'send'}`, { defaultValue: detail }),
    alert.unit === 'flag' ? '' : measured,
  ].filter((part) => part !== '');
  return (
    <li>
      <p className="system-alert-head">
        <Tag {...LOOKS[severity]}>{t(`alerts.severity.${severity}`)}</Tag>
        <span className="rl-quiet">
          {t('alerts.since')} <Time at={since} as="moment" />
        </span>
      </p>
      <b>{title}</b>
      {said.length > 0 && <p className="system-about">{said.join(' · ')}</p>}
      <p className="rl-quiet">
        {t(`alert.${name}.act`)}
        {'. '}
        <Link to={pageOf(alert)} aria-label={t('alerts.openAbout', { alert: title })}>
          {t('alerts.open')}
        </Link>
      </p>
    </li>
  );
}

function Facts({ system }: { system: SystemState }) {
  const { t } = useTranslation('system');
  const format = useFormat();
  const show = useMeasure();
  const size = useSize();
  const { consumers, deadLetters, database, process, canary } = system;
  const [last] = consumers;
  const lag = last?.lagSeconds ?? 0;
  const dead = deadLetters.events + (deadLetters.webhook ?? 0);
  const shown = format.number(consumers.length);
  const room = ({ used, limit }: { used: number; limit: number }) =>
    t('facts.of', { used: size(used), limit: size(limit) });
  return (
    <dl className="sending">
      <Fact
        name={t('facts.consumers')}
        alarms={lag > LATE_SECONDS}
        value={
          lag < 1
            ? t('facts.upToDate', { shown })
            : t('facts.behind', { shown, lag: show(lag, 'seconds') })
        }
      />
      <Fact name={t('facts.deadLetters')} alarms={dead > 0} value={<LiveNumber value={dead} />} />
      <Fact
        name={t('facts.database')}
        value={
          database.latencyMs === null ? (
            <Unknown />
          ) : (
            t('facts.answered', {
              ms: format.number(Math.round(database.latencyMs)),
              size: size(database.sizeBytes),
            })
          )
        }
      />
      <Fact
        name={t('facts.connections')}
        alarms={database.connections.used / database.connections.limit > ALARMS.connections}
        value={t('facts.of', {
          used: format.number(database.connections.used),
          limit: format.number(database.connections.limit),
        })}
      />
      <Fact
        name={t('facts.memory')}
        alarms={process.memory.used / process.memory.limit > ALARMS.memory}
        value={room(process.memory)}
      />
      <Fact
        name={t('facts.disk')}
        alarms={process.disk.used / process.disk.limit > ALARMS.disk}
        value={room(process.disk)}
      />
      <Fact
        name={t('facts.loop')}
        value={
          process.eventLoopP99Seconds === null ? (
            <Unknown />
          ) : (
            t('span.milliseconds', {
              shown: format.number(Math.round(process.eventLoopP99Seconds * 1000)),
            })
          )
        }
      />
      <Fact name={t('facts.sockets')} value={<LiveNumber value={process.openSockets} />} />
      <Fact
        name={t('facts.canary')}
        alarms={canary !== null && canary.hop !== null}
        value={<Canary canary={canary} />}
      />
    </dl>
  );
}

function Canary({ canary }: { canary: SystemState['canary'] }) {
  const { t } = useTranslation('system');
  const show = useMeasure();
  if (canary === null) return t('facts.off');
  const { hop, ageSeconds } = canary;
  if (hop !== null)
    return t('facts.hangs', { hop: t(`detail.${hop as 'send'}`, { defaultValue: hop }) });
  return ageSeconds === null ? <Unknown /> : t('facts.ago', { span: show(ageSeconds, 'seconds') });
}

function Fact({ name, value, alarms }: { name: string; value: ReactNode; alarms?: boolean }) {
  return (
    <div data-alarm={alarms || undefined}>
      <dt>{name}</dt>
      <dd className="rl-num">{value}</dd>
    </div>
  );
}

/** A value as its alert measures it. */
function useMeasure(): (value: number, unit: Alert['unit']) => string {
  const { t } = useTranslation('system');
  const format = useFormat();
  return (value, unit) => {
    if (unit === 'share') return format.rate(value);
    if (unit !== 'seconds') return format.number(Math.round(value * 10) / 10);
    if (value < 1)
      return t('span.milliseconds', { shown: format.number(Math.round(value * 1000)) });
    if (value < 2 * MINUTE) return t('span.seconds', { shown: format.number(Math.round(value)) });
    if (value < 2 * HOUR)
      return t('span.minutes', { shown: format.number(Math.round(value / MINUTE)) });
    return t('span.hours', { shown: format.number(Math.round(value / HOUR)) });
  };
}

function useSize(): (bytes: number) => string {
  const format = useFormat();
  return (bytes) => {
    const step = Math.min(
      SIZES.length - 1,
      bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(KILO)),
    );
    const value = bytes / KILO ** step;
    const digits = value < 10 ? 10 : 1;
    return `${format.number(Math.round(value * digits) / digits)}\u00a0${SIZES[step] ?? ''}`;
  };
}
