import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useHeld } from '../core/held';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { DataTable } from '../parts/data-table';
import { SideDrawer } from '../parts/dialog';
import { Empty, EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { DeadLetterView } from './dead-letter.panel';
import { CompactLetter, letterColumns } from './dead-letters.columns';
import { OperationsPage } from './operations-page.panel';
import { lettersQuery } from './operations.queries';
import type { LettersSearch } from './operations-search.queries';
import { UnknownMails } from './unknown-mails.panel';

const route = getRouteApi('/app/operations/dead-letters');
const STATES = ['dead', 'retrying', 'waiting'] as const;

/** What could not be worked off and waits for a person: events, and mails whose fate nobody knows. */
export function DeadLettersPage() {
  const { t } = useTranslation('operations');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const session = useSession();
  const enabled = may(session, 'dead-letters.read');
  const query = useQuery({ ...lettersQuery, enabled });
  const held = useHeld();
  const format = useFormat();
  const go = (next: LettersSearch) => void navigate({ search: next, replace: true });
  return (
    <OperationsPage place="dead-letters" sub={t('letters.sub')}>
      <section className="card">
        <div className="card-head">
          <h2>{t('letters.events')}</h2>
          <Filters search={search} go={go} />
        </div>
        <QueryView query={query} skeleton={<Skeleton rows={4} />}>
          {({ items, parked }) => {
            const shown = items.filter(
              ({ id, state, consumer }) =>
                !held.has(id) &&
                (search.state === undefined || search.state === state) &&
                (search.consumer === undefined || search.consumer === consumer),
            );
            const isFiltered = search.state !== undefined || search.consumer !== undefined;
            return (
              <>
                {shown.length > 0 ? (
                  <DataTable
                    label={t('letters.events')}
                    columns={letterColumns(t, search)}
                    rows={shown}
                    rowKey={({ id }) => id}
                    compact={(letter) => <CompactLetter letter={letter} search={search} />}
                  />
                ) : isFiltered ? (
                  <EmptyByFilter title={t('letters.noneByFilter')} onReset={() => go({})} />
                ) : (
                  <Empty title={t('letters.none')} text={t('letters.noneText')} />
                )}
                {parked > items.length && (
                  <p className="card-body rl-quiet">
                    {t('letters.more', {
                      shown: format.number(items.length),
                      all: format.number(parked),
                    })}
                  </p>
                )}
              </>
            );
          }}
        </QueryView>
      </section>
      <UnknownMails />
      <SideDrawer
        opened={search.id !== undefined}
        onClose={() => go({ ...search, id: undefined })}
        title={t('letter.title')}
        size={640}
      >
        {search.id !== undefined && (
          <DeadLetterView
            key={search.id}
            id={search.id}
            onGone={() => go({ ...search, id: undefined })}
          />
        )}
      </SideDrawer>
    </OperationsPage>
  );
}

interface FiltersProps {
  search: LettersSearch;
  go: (search: LettersSearch) => void;
}

function Filters({ search, go }: FiltersProps) {
  const { t } = useTranslation('operations');
  const items = useQuery(lettersQuery).data?.items ?? [];
  const consumers = [...new Set([...items.map(({ consumer }) => consumer), search.consumer])]
    .filter((name) => name !== undefined)
    .sort();
  return (
    <div className="operations-filters">
      <Select
        size="xs"
        aria-label={t('letter.fact.state')}
        placeholder={t('letters.anyState')}
        data={STATES.map((value) => ({ value, label: t(`letter.state.${value}`) }))}
        value={search.state ?? null}
        onChange={(state) => go({ ...search, state: state ?? undefined })}
        clearable
      />
      <Select
        size="xs"
        aria-label={t('letter.fact.consumer')}
        placeholder={t('letters.anyConsumer')}
        data={consumers}
        value={search.consumer ?? null}
        onChange={(consumer) => go({ ...search, consumer: consumer ?? undefined })}
        searchable
        clearable
      />
    </div>
  );
}
