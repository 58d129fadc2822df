import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import { LiveNumber } from '../parts/live-number';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { providersQuery, type Sending, sendingQuery } from './widgets.queries';
import './widgets.css';

const LOOKS = {
  ok: { tone: 'good', icon: 'check' },
  degraded: { tone: 'warn', icon: 'alert-triangle' },
  down: { tone: 'bad', icon: 'alert-octagon' },
  off: { tone: 'idle', icon: 'circle-off' },
} as const;

const WEEK = ['sent', 'failed', 'bounced', 'complained'] as const;
/** Of these already one wants a person. */
const ALARMS: readonly string[] = ['failed', 'bounced', 'complained'];

/** Mail as it leaves: through which door, what waits, and what came back. */
export function SendingPanel({ width }: { width: 'own' | 'wide' }) {
  const { t } = useTranslation('widgets');
  const { user } = useSession();
  const query = useQuery(sendingQuery(width));
  return (
    <section className="card" aria-labelledby="sending">
      <div className="card-head">
        <h2 id="sending">{t('sending.title')}</h2>
        {user.role !== 'MANAGER' && <Doors />}
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={4} height={28} />}>
        {(sending) => <Numbers sending={sending} />}
      </QueryView>
    </section>
  );
}

/** A manager has the strip above everything, which says the same. */
function Doors() {
  const { t } = useTranslation('widgets');
  const { data, error } = useQuery(providersQuery);
  const mail = data?.items.filter(({ channel }) => channel === 'email') ?? [];
  if (error) return <span className="rl-quiet">{t('sending.notAsked')}</span>;
  return (
    <ul className="sending-doors">
      {mail.map(({ channel, mode, state }) => (
        <li key={channel}>
          {t(`sending.mode.${mode as 'smtp'}`, { defaultValue: mode })}{' '}
          {state === null ? (
            <Unknown />
          ) : (
            <Tag {...LOOKS[state]} quiet={state === 'ok' || state === 'off'}>
              {t(`sending.state.${state}`)}
            </Tag>
          )}
        </li>
      ))}
    </ul>
  );
}

function Numbers({ sending }: { sending: Sending }) {
  const { t } = useTranslation('widgets');
  const { queued, oldestDueAt, unknown, lastSentAt } = sending;
  return (
    <dl className="sending">
      <div>
        <dt>{t('sending.queued')}</dt>
        <dd>
          <LiveNumber value={queued} />
        </dd>
      </div>
      <div>
        <dt>{t('sending.oldest')}</dt>
        <dd>{oldestDueAt ? <Time at={oldestDueAt} as="moment" /> : t('sending.nothingWaits')}</dd>
      </div>
      <div data-alarm={unknown > 0 || undefined}>
        <dt>{t('sending.unknown')}</dt>
        <dd>
          <LiveNumber value={unknown} />
        </dd>
      </div>
      <div>
        <dt>{t('sending.last')}</dt>
        <dd>{lastSentAt ? <Time at={lastSentAt} /> : <Unknown />}</dd>
      </div>
      {WEEK.map((key) => (
        <div key={key} data-alarm={(ALARMS.includes(key) && sending[key] > 0) || undefined}>
          <dt>{t(`sending.${key}`)}</dt>
          <dd>
            <LiveNumber value={sending[key]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
