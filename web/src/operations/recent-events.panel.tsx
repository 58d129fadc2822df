import { Button, CloseButton, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { uuid } from '../core/url';
import { useFormat } from '../core/use-format';
import { type Column, DataTable } from '../parts/data-table';
import { Empty, EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { useEventWords } from './event-name.panel';
import { EventSubject } from './event-subject.panel';
import { eventsQuery, type FoundEvent, typesQuery } from './events.queries';
import type { EventsSearch } from './operations-search.queries';

interface RecentProps {
  search: EventsSearch;
  go: (search: EventsSearch) => void;
}

/** The log from its end, narrowed by what it is about. */
export function RecentEvents({ search, go }: RecentProps) {
  const { t } = useTranslation('operations');
  const session = useSession();
  const format = useFormat();
  const query = useQuery({ ...eventsQuery(search), enabled: may(session, 'events.read') });
  const { type, subject, correlation } = search;
  const isFiltered = [type, subject, correlation].some((value) => value !== undefined);
  const words = useEventWords();
  const toNewest = () => {
    if (search.cursor === undefined) void query.refetch();
    else go({ ...search, cursor: undefined });
  };
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('events.recent')}</h2>
        <Filters search={search} go={go} />
      </div>
      <QueryView query={query} skeleton={<Skeleton rows={12} />}>
        {({ items, nextCursor, since }) => (
          <>
            {items.length > 0 ? (
              <DataTable
                label={t('events.recent')}
                columns={columnsOf(t, words.name, search)}
                rows={items}
                rowKey={({ event }) => event.id}
                compact={(row) => (
                  <>
                    <span>
                      <EventLink row={row} search={search} name={words.name} />
                    </span>
                    <span className="rl-quiet">
                      <Time at={row.event.time} as="exact" />
                    </span>
                    <span className="rl-quiet">{row.about?.company ?? row.event.subject}</span>
                  </>
                )}
              />
            ) : isFiltered || search.cursor !== undefined ? (
              <EmptyByFilter title={t('events.noneByFilter')} onReset={() => go({})} />
            ) : (
              <Empty title={t('events.none')} text={t('events.noneText')} />
            )}
            {since !== null && isFiltered && (
              <p className="operations-line rl-quiet">
                {t('events.since', { at: format.dateTime(since) })}
              </p>
            )}
            <nav className="operations-pager" aria-label={t('events.pages')}>
              <Button variant="default" loading={query.isFetching} onClick={toNewest}>
                {t('events.newest')}
              </Button>
              <Button
                variant="default"
                disabled={nextCursor === null}
                onClick={() => go({ ...search, id: undefined, cursor: nextCursor ?? undefined })}
              >
                {t('events.older')}
              </Button>
            </nav>
          </>
        )}
      </QueryView>
    </section>
  );
}

function Filters({ search, go }: RecentProps) {
  const { t } = useTranslation('operations');
  const session = useSession();
  const words = useEventWords();
  const { data } = useQuery({ ...typesQuery, enabled: may(session, 'events.read') });
  const set = (change: EventsSearch) =>
    go({ ...search, cursor: undefined, id: undefined, near: undefined, ...change });
  const known = (data?.items ?? []).map(({ type }) => type);
  const types = [...new Set([...known, ...(search.type === undefined ? [] : [search.type])])];
  return (
    <div className="operations-filters">
      <Select
        size="xs"
        aria-label={t('events.type')}
        placeholder={t('events.anyType')}
        data={types
          .map((value) => ({ value, label: words.name(value) }))
          .sort((a, b) => a.label.localeCompare(b.label))}
        value={search.type ?? null}
        onChange={(type) => set({ type: type ?? undefined })}
        searchable
        clearable
      />
      <SubjectField
        key={search.subject}
        subject={search.subject}
        onChange={(subject) => set({ subject })}
      />
      {search.correlation !== undefined && (
        <span className="operations-chip">
          {t('events.filterRequest', { id: search.correlation.slice(0, 8) })}
          <CloseButton
            size="sm"
            aria-label={t('events.clearRequest')}
            onClick={() => set({ correlation: undefined })}
          />
        </span>
      )}
    </div>
  );
}

function SubjectField(props: {
  subject: string | undefined;
  onChange: (subject: string | undefined) => void;
}) {
  const { t } = useTranslation('operations');
  const [isWrong, setWrong] = useState(false);
  const take = (text: string) => {
    const found = uuid(text.trim());
    setWrong(text.trim() !== '' && found === undefined);
    if ((found ?? '') !== (props.subject ?? '')) props.onChange(found);
  };
  return (
    <TextInput
      size="xs"
      aria-label={t('events.subject')}
      placeholder={t('events.subject')}
      error={isWrong ? t('events.noId') : null}
      defaultValue={props.subject}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(event.currentTarget.value);
      }}
    />
  );
}

interface LinkProps {
  row: FoundEvent;
  search: EventsSearch;
  name: (type: string) => string;
}

/** Opens the event where it was found, so that it is found again however old it is. */
function EventLink({ row: { event }, search, name }: LinkProps) {
  return (
    <Link
      to="/operations/events"
      search={{ ...search, id: event.id, near: search.cursor }}
      replace
      className="row-link"
      data-row-link
    >
      {name(event.type)}
    </Link>
  );
}

function columnsOf(
  t: TFunction<'operations'>,
  name: (type: string) => string,
  search: EventsSearch,
): Column<FoundEvent>[] {
  return [
    {
      key: 'type',
      head: t('events.type'),
      width: 320,
      cell: (row) => (
        <span className="event-name">
          <EventLink row={row} search={search} name={name} /> <code>{row.event.type}</code>
        </span>
      ),
    },
    {
      key: 'when',
      head: t('events.when'),
      cell: ({ event }) => <Time at={event.time} as="exact" />,
    },
    { key: 'about', head: t('events.about'), cell: (row) => <EventSubject found={row} /> },
    {
      key: 'source',
      head: t('events.source'),
      from: 'lg',
      cell: ({ event }) => event.source.replace('/relance/', ''),
    },
  ];
}
