import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery } from '../core/colleagues';
import { NOT_MEASURED } from '../core/format';
import { letGo, useHeld } from '../core/held';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { Page } from '../parts/page';
import { Empty, EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { ViewTabs } from '../parts/view-tabs';
import { EntryList } from './entry-list.panel';
import { EntryPanel } from './entry.panel';
import { chatCountQuery } from './chats.queries';
import { BOXES, type Box, type Go, type InboxSearch, isChats } from './inbox-search.queries';
import { decidedQuery, type Entry, type Inbox, type Proposal, reviewQuery } from './inbox.queries';
import './inbox.css';

const route = getRouteApi('/app/inbox');

// Whoever decides answers one by one needs no conversations.
const ChatsPanel = lazy(async () => ({ default: (await import('./chats.panel')).ChatsPanel }));

/** What another room shows in the inbox; the page says where. */
export interface InboxSlots {
  /** Every clause of the rules as it turned out. */
  readonly Traces: ComponentType<{ rules: Proposal['rules']; matched: string[] }>;
}

/** What waits for a person, decided one by one; and what answers have meant before. */
export function InboxPage(slots: InboxSlots) {
  const { t } = useTranslation('conversations');
  const session = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const box: Box = search.box ?? 'review';
  const mayConvert = may(session, 'conversions.convert');
  const review = useQuery(reviewQuery(search, mayConvert));
  const chats = useQuery(chatCountQuery(search)).data?.counts;
  const decided = useQuery({ ...decidedQuery(search), enabled: box === 'decided' });
  const held = useHeld();
  const go: Go = (next, replace = true) => void navigate({ search: next, replace });
  const waiting = review.data?.entries.filter(({ id }) => !held.has(id)).length;
  // What is held back happens when the page is left.
  useEffect(() => letGo, []);
  const label = (key: string) => t(`boxes.${key as Box}`);
  return (
    <Page
      fill
      title={t('title')}
      below={
        <div className="inbox-head">
          <ViewTabs
            label={t('boxes.label')}
            active={box}
            tabs={BOXES.map((key) => ({
              key,
              label: label(key),
              count: countOf(key, waiting, chats),
            }))}
            link={({ key }, props) => (
              <Link
                to="/inbox"
                search={{
                  ...search,
                  id: undefined,
                  q: undefined,
                  channel: isChats(key as Box) ? chatChannel(search.channel) : search.channel,
                  box: key === 'review' ? undefined : (key as Box),
                }}
                activeOptions={{ exact: true, includeSearch: true }}
                activeProps={{}}
                {...props}
              />
            )}
          />
          <Filters box={box} search={search} go={go} />
        </div>
      }
    >
      {isChats(box) ? (
        <Suspense fallback={<Skeleton rows={8} height={72} />}>
          <ChatsPanel key={box} box={box} search={search} go={go} />
        </Suspense>
      ) : (
        <QueryView
          query={box === 'review' ? review : decided}
          skeleton={<Skeleton rows={8} height={72} />}
          right={t('rights.read')}
        >
          {(data) => <Panes key={box} inbox={data} search={search} box={box} go={go} {...slots} />}
        </QueryView>
      )}
    </Page>
  );
}

function countOf(
  key: Box,
  waiting: number | undefined,
  chats: Readonly<Record<string, number>> | undefined,
): string | null {
  const count = key === 'review' ? waiting : chats?.[key];
  return count === undefined ? null : String(count);
}

/** A talk that a colleague reports of is no conversation. */
const chatChannel = (channel: InboxSearch['channel']) =>
  channel === 'person' ? undefined : channel;

/** Whose entries are shown when they are those of one colleague, as a choice of the filter. */
function useColleague(owner: string | undefined): { value: string; label: string }[] {
  const isOne = owner !== undefined && owner !== 'me';
  const { data } = useQuery({ ...colleaguesQuery, enabled: isOne });
  if (!isOne) return [];
  const name = data?.items.find(({ id }) => id === owner)?.name;
  return [{ value: owner, label: name ?? NOT_MEASURED }];
}

interface FiltersProps {
  box: Box;
  search: InboxSearch;
  go: Go;
}

function Filters({ box, search, go }: FiltersProps) {
  const { t } = useTranslation('conversations');
  const lists = useTranslation('lists').t;
  const { scope } = useSession();
  const colleague = useColleague(search.owner);
  return (
    <div className="inbox-filters">
      {scope.kind !== 'own' && (
        <Select
          size="xs"
          aria-label={t('filter.owner')}
          data={[
            { value: 'all', label: t('filter.everybody') },
            { value: 'me', label: t('filter.me') },
            ...colleague,
          ]}
          value={search.owner ?? 'all'}
          onChange={(value) =>
            go(
              {
                ...search,
                id: undefined,
                owner: value === null || value === 'all' ? undefined : value,
              },
              false,
            )
          }
          allowDeselect={false}
        />
      )}
      <Select
        size="xs"
        aria-label={t('filter.channel')}
        data={[
          { value: 'all', label: t('filter.allChannels') },
          { value: 'email', label: lists('messageChannel.email') },
          { value: 'whatsapp', label: lists('messageChannel.whatsapp') },
          ...(isChats(box) ? [] : [{ value: 'person', label: t('filter.talk') }]),
        ]}
        value={search.channel ?? 'all'}
        onChange={(value) =>
          go(
            {
              ...search,
              id: undefined,
              channel: (['email', 'whatsapp', 'person'] as const).find((one) => one === value),
            },
            false,
          )
        }
        allowDeselect={false}
      />
    </div>
  );
}

interface PanesProps extends InboxSlots {
  inbox: Inbox;
  search: InboxSearch;
  box: Box;
  go: Go;
}

function Panes({ inbox, search, box, go, Traces }: PanesProps) {
  const { t } = useTranslation('conversations');
  const held = useHeld();
  const list = useRef<HTMLUListElement>(null);
  const entries = inbox.entries.filter(({ id }) => !held.has(id));
  const open = entries.find(({ id }) => id === search.id);
  // A wide window shows the first one; a phone begins with the list.
  const shown = open ?? (search.id === undefined ? entries[0] : undefined);
  const at = shown ? entries.indexOf(shown) : -1;
  const choose = (entry: Entry | undefined) => go({ ...search, id: entry?.id });
  const step = (by: number) => {
    const next = entries[Math.max(0, Math.min(entries.length - 1, at + by))];
    if (!next) return;
    choose(next);
    list.current
      ?.querySelector<HTMLElement>(`[data-entry="${next.id}"]`)
      ?.focus({ preventScroll: false });
  };
  useShortcuts([
    { keys: 'j', label: t('keys.next'), run: () => step(1) },
    { keys: 'k', label: t('keys.previous'), run: () => step(-1) },
  ]);
  const next = () => choose(entries[at + 1] ?? entries[at - 1]);
  if (entries.length === 0) return <Nothing search={search} box={box} go={go} />;
  return (
    <div className="inbox" data-open={open !== undefined || undefined}>
      <EntryList list={list} entries={entries} shown={shown?.id} search={search} />
      {shown ? (
        <EntryPanel
          key={shown.id}
          entry={shown}
          place={t('place', { at: at + 1, of: entries.length })}
          onDone={next}
          back={{ ...search, id: undefined }}
          Traces={Traces}
        />
      ) : (
        <div className="inbox-gone">
          <Empty
            title={t('gone.title')}
            text={t('gone.text')}
            action={
              <Button variant="default" onClick={() => choose(undefined)}>
                {t('gone.act')}
              </Button>
            }
          />
        </div>
      )}
    </div>
  );
}

function Nothing({ search, box, go }: Pick<PanesProps, 'search' | 'box' | 'go'>) {
  const { t } = useTranslation('conversations');
  if (search.owner !== undefined || search.channel !== undefined)
    return <EmptyByFilter title={t('empty.byFilter')} onReset={() => go({ box: search.box })} />;
  return <Empty title={t(`empty.${box === 'decided' ? box : 'review'}`)} text={t('empty.text')} />;
}
