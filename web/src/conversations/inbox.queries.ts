import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import type { ResponseClass } from '../api/lists';
import type { InboxSearch } from './inbox-search.queries';

export type ResponseRow = Schemas['ResponseRow'];
export type ResponseView = Schemas['ResponseView'];
export type Proposal = Schemas['ConversionProposal'];
export type Task = Schemas['TaskView'];

/** What waits for a person: an answer, a conversion that rules propose, or somebody who has left. */
export type Entry =
  | {
      readonly kind: 'answer';
      readonly id: string;
      readonly at: string;
      readonly answer: ResponseRow;
    }
  | {
      readonly kind: 'proposal';
      readonly id: string;
      readonly at: string;
      readonly proposal: Proposal;
    }
  | { readonly kind: 'left'; readonly id: string; readonly at: string; readonly task: Task };

export interface Inbox {
  readonly entries: readonly Entry[];
  readonly asOfSequence: string;
}

const MOST = 200;
const LEFT = 'CONTACT_LEFT';

/** Whoever waits longest comes first, so that what is new is added at the end and moves nothing. */
export function entriesOf(
  answers: readonly ResponseRow[],
  proposals: readonly Proposal[],
  tasks: readonly Task[],
): Entry[] {
  // An answer that waits is decided itself; what the rules propose about it is settled with it.
  const waiting = new Set(answers.map(({ id }) => id));
  return [
    ...answers.map((answer): Entry => {
      return { kind: 'answer', id: answer.id, at: answer.receivedAt, answer };
    }),
    ...proposals
      .filter(({ responseId }) => !waiting.has(responseId))
      .map((proposal): Entry => {
        return { kind: 'proposal', id: proposal.id, at: proposal.requestedAt, proposal };
      }),
    ...tasks.map((task): Entry => ({ kind: 'left', id: task.id, at: task.openedAt, task })),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

export const inboxKeys = {
  boxes: ['conversations', 'box'],
  answers: ['conversations', 'answer'],
  answer: (id: string) => ['conversations', 'answer', id] as const,
  outlooks: ['conversations', 'outlook'],
};

export const reviewQuery = ({ owner, channel }: InboxSearch, mayConvert: boolean) =>
  queryOptions({
    queryKey: [...inboxKeys.boxes, 'review', owner, channel, mayConvert] as const,
    queryFn: async (): Promise<Inbox> => {
      const whose = owner === undefined ? {} : { owner: [owner] };
      const isNarrow = channel !== undefined;
      const [answers, proposals, left] = await Promise.all([
        call(
          api.GET('/v1/responses', {
            params: {
              query: {
                state: 'review',
                limit: MOST,
                ...whose,
                ...(channel && { channel: [channel] }),
              },
            },
          }),
        ),
        mayConvert && !isNarrow
          ? call(
              api.GET('/v1/conversion-proposals', {
                params: { query: { state: 'pending', limit: MOST, ...whose } },
              }),
            )
          : null,
        isNarrow
          ? null
          : call(
              api.GET('/v1/tasks', {
                params: {
                  query: { kind: LEFT, limit: MOST, ...(owner && { assignee: owner }) },
                },
              }),
            ),
      ]);
      return {
        entries: entriesOf(answers.items, proposals?.items ?? [], left?.items ?? []),
        asOfSequence: answers.asOfSequence,
      };
    },
  });

export const decidedQuery = ({ owner, channel }: InboxSearch) =>
  queryOptions({
    queryKey: [...inboxKeys.boxes, 'decided', owner, channel] as const,
    queryFn: async (): Promise<Inbox> => {
      const page = await call(
        api.GET('/v1/responses', {
          params: {
            query: {
              state: 'decided',
              limit: 100,
              ...(owner && { owner: [owner] }),
              ...(channel && { channel: [channel] }),
            },
          },
        }),
      );
      return {
        entries: page.items.map((answer): Entry => {
          return { kind: 'answer', id: answer.id, at: answer.receivedAt, answer };
        }),
        asOfSequence: page.asOfSequence,
      };
    },
  });

export const answerQuery = (id: string) =>
  queryOptions({
    queryKey: inboxKeys.answer(id),
    queryFn: () => call(api.GET('/v1/responses/{id}', { params: { path: { id } } })),
  });

/** What each class would lead to; it depends on the lead, so it is read anew each time. */
export const outlookQuery = ({ id, leadId, channel, followUpId }: ResponseRow) =>
  queryOptions({
    queryKey: [...inboxKeys.outlooks, id] as const,
    queryFn: () =>
      call(
        api.GET('/v1/leads/{id}/conversion-outlook', {
          params: { path: { id: leadId }, query: { channel, ...(followUpId && { followUpId }) } },
        }),
      ),
  });

/** Sent also when the page goes away. */
const LASTING = { keepalive: true };

export const decideAnswer = (id: string, said: ResponseClass): Promise<ResponseView> =>
  call(
    api.POST('/v1/responses/{id}/decision', {
      params: { path: { id } },
      body: { class: said },
      ...LASTING,
    }),
  );

export const decideProposal = (
  id: string,
  body: Schemas['DecideConversionProposal'],
): Promise<Proposal> =>
  call(
    api.POST('/v1/conversion-proposals/{id}/decision', {
      params: { path: { id } },
      body,
      ...LASTING,
    }),
  );

export const completeTask = (id: string, intent: string): Promise<unknown> =>
  call(
    api.POST('/v1/tasks/{id}/completion', {
      params: { path: { id } },
      headers: { 'idempotency-key': intent },
      ...LASTING,
    }),
  );
