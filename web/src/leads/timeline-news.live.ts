import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toastProblem } from '../core/toast';
import { newsQuery, readNewer, type Timeline } from './timeline.queries';
import { type News, type TimelineGroup, timelineKeys } from './work-keys.queries';

interface NewsState {
  /** Facts that stand in no entry yet. */
  readonly waiting: number;
  /** How many the last reading brought, for screen readers. */
  readonly announced: number;
  readonly take: () => Promise<void>;
  /** For the element whose content must not move while a person is at it. */
  readonly touch: {
    onPointerEnter: (event: { pointerType: string }) => void;
    onPointerLeave: () => void;
  };
}

/** New entries appear by themselves at the top of a timeline that nobody reads; under the hand they wait. */
export function useNews(
  leadId: string,
  filter: TimelineGroup | undefined,
  timeline: Timeline | undefined,
  list: RefObject<HTMLElement | null>,
): NewsState {
  const queries = useQueryClient();
  const core = useTranslation('core').t;
  const news = useQuery(newsQuery(leadId)).data ?? {};
  const [touched, setTouched] = useState(false);
  const [announced, setAnnounced] = useState(0);
  const reading = useRef(false);
  const loaded = new Set(timeline?.items.map(({ id }) => id));
  const waiting = timeline
    ? Object.entries(news).filter(
        ([id, group]) => !loaded.has(id) && (filter === undefined || group === filter),
      ).length
    : 0;
  const take = useCallback(async () => {
    if (reading.current) return;
    reading.current = true;
    const count = () =>
      queries.getQueryData<Timeline>(timelineKeys.one(leadId, filter))?.items.length ?? 0;
    const before = count();
    const told = Object.keys(queries.getQueryData<News>(timelineKeys.news(leadId)) ?? {});
    try {
      await readNewer(queries, leadId, filter);
      setAnnounced(Math.max(0, count() - before));
      queries.setQueryData<News>(timelineKeys.news(leadId), (now = {}) =>
        Object.fromEntries(Object.entries(now).filter(([id]) => !told.includes(id))),
      );
    } catch (error) {
      toastProblem(core, error);
    } finally {
      reading.current = false;
    }
  }, [queries, leadId, filter, core]);
  useEffect(() => {
    if (waiting === 0 || touched) return;
    const at = list.current;
    const isAtTop = (at?.getBoundingClientRect().top ?? 0) >= 0;
    if (isAtTop && !at?.contains(document.activeElement)) void take();
  }, [waiting, touched, take, list]);
  const touch = {
    onPointerEnter: ({ pointerType }: { pointerType: string }) =>
      setTouched(pointerType === 'mouse'),
    onPointerLeave: () => setTouched(false),
  };
  return { waiting, announced, take, touch };
}
