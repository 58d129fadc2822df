import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { SearchField } from '../parts/list-frame';
import { EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { useEventWords } from './event-name.panel';
import { type EventType, typesQuery } from './events.queries';
import { fieldsOf } from './fields.queries';
import type { EventsSearch } from './operations-search.queries';

interface CatalogueProps {
  search: EventsSearch;
  go: (search: EventsSearch) => void;
}

/** Every kind of event: what it means, who sees it, what makes it one, and what its data hold. */
export function CataloguePanel({ search, go }: CatalogueProps) {
  const { t } = useTranslation('operations');
  const session = useSession();
  const words = useEventWords();
  const field = useRef<HTMLInputElement>(null);
  const query = useQuery({ ...typesQuery, enabled: may(session, 'events.read') });
  useShortcuts([{ keys: '/', label: t('events.search'), run: () => field.current?.focus() }]);
  const wanted = (search.q ?? '').toLowerCase();
  const fits = ({ type }: EventType) =>
    [type, words.name(type), words.means(type)].some((text) => text.toLowerCase().includes(wanted));
  return (
    <section className="card" aria-labelledby="catalogue">
      <div className="card-head">
        <h2 id="catalogue">{t('events.catalogue')}</h2>
        <SearchField
          field={field}
          label={t('events.search')}
          value={search.q ?? ''}
          onSearch={(q) => go({ ...search, q: q || undefined })}
        />
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={12} height={56} />}>
        {({ items }) => {
          const shown = items.filter(fits);
          return shown.length === 0 ? (
            <EmptyByFilter
              title={t('events.kindsNone')}
              onReset={() => go({ ...search, q: undefined })}
            />
          ) : (
            <>
              <p className="operations-line rl-quiet" role="status">
                {t('events.kinds', { count: shown.length })}
              </p>
              <ul className="operations-catalogue">
                {shown.map((one) => (
                  <li key={one.type}>
                    <Kind one={one} />
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </QueryView>
    </section>
  );
}

function Kind({ one }: { one: EventType }) {
  const { t } = useTranslation('operations');
  const words = useEventWords();
  const { type, audience, key, consumers, schema } = one;
  return (
    <>
      <h3 className="event-name">
        {words.name(type)} <code>{type}</code>
      </h3>
      <p>{words.means(type)}</p>
      <dl className="operations-facts">
        <div>
          <dt>{t('events.audience')}</dt>
          <dd>{t(`events.audiences.${audience}`)}</dd>
        </div>
        <div>
          <dt>{t('events.key')}</dt>
          <dd>
            <code>{key}</code>
          </dd>
        </div>
        <div>
          <dt>{t('events.readers')}</dt>
          <dd>
            {consumers.length === 0 ? t('events.nobody') : <code>{consumers.join(', ')}</code>}
          </dd>
        </div>
      </dl>
      <details className="operations-fields">
        <summary>{t('events.fields')}</summary>
        <Fields schema={schema} label={words.name(type)} />
      </details>
      <p className="operations-acts">
        <Link to="/operations/events" search={{ type }}>
          {t('events.samples')}
        </Link>
        <a href={`/events/schemas/${type}`} target="_blank" rel="noopener noreferrer">
          {t('events.schema')}
        </a>
      </p>
    </>
  );
}

function Fields({ schema, label }: { schema: EventType['schema']; label: string }) {
  const { t } = useTranslation('operations');
  const fields = fieldsOf(schema);
  if (fields.length === 0) return <p className="rl-quiet">{t('events.noFields')}</p>;
  return (
    <div className="operations-scroll" role="group" aria-label={label} tabIndex={0}>
      <table className="operations-table">
        <thead>
          <tr>
            <th scope="col">{t('events.field')}</th>
            <th scope="col">{t('events.fieldType')}</th>
            <th scope="col">{t('events.presence')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, type, always }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>
                <code>{type}</code>
              </td>
              <td>{t(always ? 'events.always' : 'events.optional')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
