import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type Pipeline = Schemas['Pipeline'];
export type Sending = Schemas['Sending'];
export type Providers = Schemas['Providers'];
/** `own` narrows what a person sees to what they own; `wide` is all that they see. */
type Width = 'own' | 'wide';

/** What is due and how long it waits change with the time alone. */
const TIME_PASSES_MS = 60_000;
const DAY_MS = 86_400_000;
const SHOWN_TASKS = 6;
const SHOWN_ANSWERS = 4;
const SHOWN_CHATS = 4;

export const widgetKeys = {
  pipelines: ['cockpit', 'pipeline'] as const,
  sendings: ['cockpit', 'sending'] as const,
  tasks: ['cockpit', 'tasks'] as const,
  answers: ['cockpit', 'answers'] as const,
  unanswered: ['cockpit', 'unanswered'] as const,
};

const scopeOf = (width: Width) => ({
  params: { query: width === 'own' ? { scope: 'own' as const } : {} },
});

export const pipelineQuery = (width: Width) =>
  queryOptions({
    queryKey: [...widgetKeys.pipelines, width] as const,
    queryFn: () => call(api.GET('/api/dashboard/pipeline', scopeOf(width))),
  });

export const sendingQuery = (width: Width) =>
  queryOptions({
    queryKey: [...widgetKeys.sendings, width] as const,
    queryFn: () => call(api.GET('/api/dashboard/sending', scopeOf(width))),
    refetchInterval: TIME_PASSES_MS,
  });

/** Asks the doors themselves, so that it takes as long as they take to answer. */
export const providersQuery = queryOptions({
  queryKey: ['cockpit', 'providers'] as const,
  queryFn: () => call(api.GET('/api/dashboard/providers')),
  refetchInterval: TIME_PASSES_MS,
});

/** @param now business time: that of the answer which counted the tasks */
export const dueTasksQuery = (width: Width, isMine: boolean, now: string) =>
  queryOptions({
    queryKey: [...widgetKeys.tasks, width, isMine, now.slice(0, 13)] as const,
    queryFn: () =>
      call(
        api.GET('/v1/tasks', {
          params: {
            query: {
              limit: SHOWN_TASKS,
              dueBefore: new Date(Date.parse(now) + DAY_MS).toISOString(),
              ...(isMine && { assignee: 'me' as const }),
            },
          },
        }),
      ),
  });

export const waitingAnswersQuery = (width: Width) =>
  queryOptions({
    queryKey: [...widgetKeys.answers, width] as const,
    queryFn: () =>
      call(
        api.GET('/v1/responses', {
          params: {
            query: {
              state: 'review',
              limit: SHOWN_ANSWERS,
              ...(width === 'own' && { owner: ['me'] }),
            },
          },
        }),
      ),
  });

/** Conversations of both channels that wait for an answer of ours, the one that is due first at the top. */
export const unansweredQuery = (width: Width) =>
  queryOptions({
    queryKey: [...widgetKeys.unanswered, width] as const,
    queryFn: () =>
      call(
        api.GET('/v1/conversations', {
          params: {
            query: {
              box: 'waiting',
              limit: SHOWN_CHATS,
              ...(width === 'own' && { owner: ['me'] }),
            },
          },
        }),
      ),
  });

export const completeTask = (id: string, intent: string): Promise<unknown> =>
  call(
    api.POST('/v1/tasks/{id}/completion', {
      params: { path: { id } },
      headers: { 'idempotency-key': intent },
    }),
  );
