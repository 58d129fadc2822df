import { type Query, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { cockpitRoom } from './cockpit/cockpit.live';
import { metricsRoom } from './cockpit/follow-up-metrics.live';
import { Live } from './core/live';
import { queryClient } from './core/queries';
import { readSession } from './core/session';
import { Stream, useLiveState } from './core/stream';
import { traceRoom } from './follow-ups/trace.live';
import { followUpsRoom } from './follow-ups/follow-ups.live';
import { leadsRoom } from './leads/leads.live';
import { workRoom } from './leads/work.live';

const live = new Live(queryClient);
live.addRoom('leads', leadsRoom);
live.addRoom('cockpit', cockpitRoom);
live.addRoom('trace', traceRoom);
live.addRoom('work', workRoom);
live.addRoom('cockpit-follow-ups', metricsRoom);
live.addRoom('follow-ups', followUpsRoom);

/** Keeps what is on screen current for as long as this person is signed in. */
export function useStream(userId: string, askForSession: () => void): void {
  const queries = useQueryClient();
  const router = useRouter();
  const { status } = useLiveState();
  useEffect(() => {
    const stream = new Stream(userId, {
      frame: live.take,
      sessionLost: () => {
        // Past the cache: a page without its session would fall, and what is typed in it with it.
        void readSession().then((session) => {
          if (!session) askForSession();
        });
      },
      rightsChanged: () => {
        void queries.invalidateQueries().then(() => router.invalidate());
      },
      readAgain: live.refetch,
    });
    // The oldest place that something on screen was read at is where the stream begins.
    const note = ({ state }: Query) => {
      const sequence = (state.data as { asOfSequence?: unknown } | null | undefined)?.asOfSequence;
      if (typeof sequence === 'string') stream.noteAsOf(sequence);
    };
    queries.getQueryCache().getAll().forEach(note);
    const noted = queries.getQueryCache().subscribe(({ query }) => note(query as Query));
    stream.start();
    return () => {
      noted();
      stream.stop();
    };
  }, [userId, queries, router, askForSession]);
  useEffect(() => {
    document.documentElement.dataset['live'] = status;
    // Without the stream an answer is old at once.
    queries.setDefaultOptions({
      ...queries.getDefaultOptions(),
      queries: {
        ...queries.getDefaultOptions().queries,
        staleTime: status === 'lost' ? 0 : 60_000,
      },
    });
  }, [status, queries]);
}
