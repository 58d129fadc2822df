import { Button, Select } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { toastProblem } from '../core/toast';
import { Empty, EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { TimelineDays } from '../parts/timeline';
import type { LeadView } from './leads.queries';
import { useNews } from './timeline-news.live';
import { useLine } from './timeline-sentence.panel';
import { lines, readOlder, type Timeline, timelineQuery } from './timeline.queries';
import { TIMELINE_GROUPS, type TimelineGroup } from './work-keys.queries';

// Most entries are read as a line and never opened.
const EntryMore = lazy(async () => ({
  default: (await import('./entry-more.panel')).EntryMore,
}));

interface TimelineProps {
  lead: LeadView;
  filter: TimelineGroup | undefined;
  item: string | undefined;
  /** Changes what the URL says. */
  onSearch: (search: { filter?: TimelineGroup; item?: string }) => void;
}

/** Everything that happened to a lead, one line each, the newest first. */
export function TimelinePanel(props: TimelineProps) {
  const { lead, filter, item, onSearch } = props;
  const { t } = useTranslation('work');
  const queries = useQueryClient();
  const query = useQuery(timelineQuery(lead.id, filter, queries));
  const list = useRef<HTMLDivElement>(null);
  const { waiting, announced, take, touch } = useNews(lead.id, filter, query.data, list);
  useEntryKeys(list);
  return (
    <section className="timeline" aria-labelledby="timeline" {...touch}>
      <div className="timeline-head">
        <h2 id="timeline">{t('timeline.title')}</h2>
        {waiting > 0 && (
          <Button
            variant="light"
            size="compact-sm"
            leftSection={<IconArrowUp size={14} aria-hidden />}
            onClick={() => void take()}
          >
            {t('timeline.waiting', { count: waiting })}
          </Button>
        )}
        <Select
          className="timeline-filter"
          aria-label={t('timeline.filter')}
          size="xs"
          data={[
            { value: 'all', label: t('group.all') },
            ...TIMELINE_GROUPS.map((group) => ({ value: group, label: t(`group.${group}`) })),
          ]}
          value={filter ?? 'all'}
          onChange={(value) =>
            onSearch({ filter: TIMELINE_GROUPS.find((group) => group === value), item })
          }
          allowDeselect={false}
        />
      </div>
      <span className="rl-hidden" role="status">
        {announced > 0 ? t('timeline.announced', { count: announced }) : ''}
      </span>
      <div ref={list}>
        <QueryView query={query} skeleton={<Skeleton rows={6} height={56} />}>
          {(timeline) => <Entries {...props} timeline={timeline} />}
        </QueryView>
      </div>
    </section>
  );
}

/** `j` and `k` move the focus from entry to entry. */
function useEntryKeys(list: React.RefObject<HTMLDivElement | null>): void {
  const { t } = useTranslation('work');
  const move = (step: number) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('.entry-open') ?? [])];
    const at = all.findIndex((entry) => entry === document.activeElement);
    all[at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
  };
  useShortcuts([
    { keys: 'j', label: t('keys.next'), run: () => move(1) },
    { keys: 'k', label: t('keys.previous'), run: () => move(-1) },
  ]);
}

function Entries({
  lead,
  filter,
  item,
  onSearch,
  timeline,
}: TimelineProps & { timeline: Timeline }) {
  const { t } = useTranslation('work');
  const line = useLine(lead);
  const shown = lines(timeline.items);
  const { missing, first } = useNamedEntry(lead.id, filter, item, timeline);
  if (shown.length === 0)
    return filter === undefined ? (
      <Empty title={t('timeline.empty')} text={t('timeline.emptyText')} />
    ) : (
      <EmptyByFilter title={t('timeline.emptyFilter')} onReset={() => onSearch({ item })} />
    );
  return (
    <>
      {missing && <p className="timeline-missing">{t('timeline.missing')}</p>}
      <TimelineDays
        items={shown}
        line={line}
        more={(entry) => (
          <Suspense>
            <EntryMore entry={entry} line={line} />
          </Suspense>
        )}
        opened={
          shown.find(({ id, inner }) => [id, ...inner.map((f) => f.id)].includes(item ?? ''))?.id
        }
        bringUp={first}
        onToggle={(id) => onSearch({ filter, item: id === item ? undefined : id })}
      />
      {timeline.nextCursor !== null && <Older leadId={lead.id} filter={filter} />}
    </>
  );
}

function Older({ leadId, filter }: { leadId: string; filter: TimelineGroup | undefined }) {
  const { t } = useTranslation('work');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const read = async () => {
    setBusy(true);
    try {
      await readOlder(queries, leadId, filter);
    } catch (error) {
      toastProblem(core, error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button className="timeline-older" variant="default" loading={busy} onClick={() => void read()}>
      {t('timeline.older')}
    </Button>
  );
}

/** Loads down to the entry that the URL named when the page came up. */
function useNamedEntry(
  leadId: string,
  filter: TimelineGroup | undefined,
  item: string | undefined,
  timeline: Timeline,
): { missing: boolean; first: string | undefined } {
  const queries = useQueryClient();
  const core = useTranslation('core').t;
  const [first] = useState(item);
  const isLoaded = timeline.items.some(({ id }) => id === first);
  const { nextCursor } = timeline;
  useEffect(() => {
    if (first === undefined || isLoaded || nextCursor === null) return;
    readOlder(queries, leadId, filter).catch((error: unknown) => toastProblem(core, error));
  }, [first, isLoaded, nextCursor, queries, leadId, filter, core]);
  return {
    first,
    missing: first !== undefined && item === first && !isLoaded && nextCursor === null,
  };
}
