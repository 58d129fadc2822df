import { type Query, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { learnTime } from './core/now';
import { readSession } from './core/session';
import { Stream, useLiveState } from './core/stream';

// Begun with the code of the page, needed once the stream speaks.
const rooms = import('./rooms');

/** Keeps what is on screen current for as long as this person is signed in. */
export function useStream(userId: string, askForSession: () => void): void {
  const queries = useQueryClient();
  const router = useRouter();
  const { status } = useLiveState();
  useEffect(() => {
    const stream = new Stream(userId, {
      frame: (frame) => {
        if (!frame.type.startsWith('crm.')) learnTime(frame.time);
        void rooms.then(({ live }) => live.take(frame));
      },
      sessionLost: () => {
        // Past the cache: a page without its session would fall, and what is typed in it with it.
        void readSession().then((session) => {
          if (!session) askForSession();
        });
      },
      rightsChanged: () => {
        void queries.invalidateQueries().then(() => router.invalidate());
      },
      readAgain: () => void rooms.then(({ live }) => live.refetch()),
    });
    // The oldest place that something on screen was read at is where the stream begins.
    const note = ({ state }: Query) => {
      const sequence = (state.data as { asOfSequence?: unknown } | null | undefined)?.asOfSequence;
      if (typeof sequence === 'string') stream.noteAsOf(sequence);
    };
    queries.getQueryCache().getAll().forEach(note);
    const noted = queries.getQueryCache().subscribe((event) => {
      note(event.query as Query);
      if (event.type === 'updated' && event.action.type === 'success' && !event.action.manual)
        learnTimeOf(event.query as Query);
    });
    queries.getQueryCache().getAll().forEach(learnTimeOf);
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

/** What was just read says what time it is where it was answered. */
function learnTimeOf({ state }: Query): void {
  const asOf = (state.data as { asOf?: unknown } | null | undefined)?.asOf;
  if (typeof asOf === 'string') learnTime(asOf);
}
