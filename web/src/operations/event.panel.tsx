import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { EventName, useEventWords } from './event-name.panel';
import { EventSubject } from './event-subject.panel';
import { eventQuery, type FoundEvent } from './events.queries';
import { Json } from './json.panel';
import type { EventsSearch } from './operations-search.queries';

interface EventProps {
  id: string;
  near: string | undefined;
  search: EventsSearch;
}

/** One event as the log has it, with what caused it and what else its request did. */
export function EventView({ id, near, search }: EventProps) {
  const { t } = useTranslation('operations');
  const query = useQuery(eventQuery(id, near));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={8} />}>
      {(found) =>
        found ? (
          <Found found={found} search={search} />
        ) : (
          <Empty title={t('events.gone')} text={t('events.goneText')} />
        )
      }
    </QueryView>
  );
}

function Found({ found, search }: { found: FoundEvent; search: EventsSearch }) {
  const { t } = useTranslation('operations');
  const words = useEventWords();
  const { event, recordedAt, simulated } = found;
  const { causationid: cause, correlationid: request } = event;
  const facts = [
    ['type', <EventName key="type" type={event.type} />],
    ['time', <Time key="time" at={event.time} as="exact" />],
    ['recorded', <Time key="recorded" at={recordedAt} as="exact" />],
    ['about', <EventSubject key="about" found={found} />],
    ['key', <code key="key">{event.idempotencykey}</code>],
    [
      'cause',
      cause === undefined ? (
        <Unknown key="cause" />
      ) : (
        // What causes comes first, so it is looked for before its effect.
        <Link
          key="cause"
          to="/operations/events"
          search={{ ...search, id: cause, near: event.sequence }}
          replace
        >
          {t('events.toCause')}
        </Link>
      ),
    ],
    [
      'request',
      request === undefined ? (
        <Unknown key="request" />
      ) : (
        <Link key="request" to="/operations/events" search={{ correlation: request }}>
          {t('events.sameRequest')}
        </Link>
      ),
    ],
  ] as const;
  return (
    <div className="operations-detail">
      <p>{words.means(event.type)}</p>
      {simulated && (
        <p>
          <Tag tone="idle" icon="circle-dashed">
            {t('events.simulated')}
          </Tag>
        </p>
      )}
      <dl className="operations-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`events.fact.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{t('events.data')}</h3>
      <Json label={t('events.data')} value={event} />
    </div>
  );
}
