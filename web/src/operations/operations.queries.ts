import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type DeadLetter = Schemas['DeadLetter'];
export type DeadLetterDetail = Schemas['DeadLetterDetail'];
export type Replayed = Schemas['DeadLetterReplay'];
export type Consumer = Schemas['EventConsumer'];
export type Job = Schemas['Job'];
export type JobProcess = Schemas['JobProcess'];
export type UnknownMail = Schemas['MessageRow'];
export type Resolution = Schemas['ResolveMessage']['outcome'];

/** What runs changes by itself, and no event tells of it. */
const SOON_MS = 10_000;
const LATER_MS = 30_000;
const MAILS_SHOWN = 200;

export const operationsKeys = {
  letters: ['operations', 'dead-letters'] as const,
  letter: (id: string) => ['operations', 'dead-letter', id] as const,
  consumers: ['operations', 'consumers'] as const,
  jobs: ['operations', 'jobs'] as const,
  work: ['operations', 'work'] as const,
  mails: ['operations', 'unknown-mails'] as const,
};

export const lettersQuery = queryOptions({
  queryKey: operationsKeys.letters,
  queryFn: () => call(api.GET('/v1/dead-letters')),
  refetchInterval: LATER_MS,
});

export const letterQuery = (id: string) =>
  queryOptions({
    queryKey: operationsKeys.letter(id),
    queryFn: () => call(api.GET('/v1/dead-letters/{id}', { params: { path: { id } } })),
  });

export const replayLetter = (id: string): Promise<Replayed> =>
  call(api.POST('/v1/dead-letters/{id}/replay', { params: { path: { id } } }));

export const dismissLetter = (id: string, reason: string): Promise<unknown> =>
  call(api.POST('/v1/dead-letters/{id}/dismissal', { params: { path: { id } }, body: { reason } }));

/** Mails of which nobody knows whether they left. */
export const unknownMailsQuery = queryOptions({
  queryKey: operationsKeys.mails,
  queryFn: () =>
    call(
      api.GET('/v1/email-messages', {
        params: { query: { status: 'unknown', limit: MAILS_SHOWN } },
      }),
    ),
  refetchInterval: LATER_MS,
});

export const resolveMail = (id: string, outcome: Resolution, reason: string): Promise<unknown> =>
  call(
    api.POST('/v1/email-messages/{id}/resolution', {
      params: { path: { id } },
      body: { outcome, reason },
    }),
  );

export const consumersQuery = queryOptions({
  queryKey: operationsKeys.consumers,
  queryFn: () => call(api.GET('/v1/event-consumers')),
  refetchInterval: SOON_MS,
});

export const jobsQuery = queryOptions({
  queryKey: operationsKeys.jobs,
  queryFn: () => call(api.GET('/v1/jobs')),
  refetchInterval: SOON_MS,
});

export type ProviderChannel = Schemas['ProviderChannel'];
export type Route = Schemas['ProviderRoute'];
export type Probe = Schemas['ProviderProbe'];
export type Circuit = Schemas['ProviderCircuit'];
export type MailProvider = Schemas['MailCircuit']['provider'];

export const providersQuery = queryOptions({
  queryKey: ['operations', 'providers'] as const,
  queryFn: () => call(api.GET('/v1/providers')),
  refetchInterval: LATER_MS,
});

/** Asks the door itself: once when the page opens, then whenever somebody wants to know. */
export const probeQuery = (channel: ProviderChannel['channel']) =>
  queryOptions({
    queryKey: ['operations', 'probe', channel] as const,
    queryFn: () =>
      call(api.GET('/v1/providers/{channel}/probe', { params: { path: { channel } } })),
    staleTime: 0,
  });

/** Asks one provider of mail, whenever somebody wants to know. */
export const mailProbeQuery = (provider: MailProvider) =>
  queryOptions({
    queryKey: ['operations', 'probe', 'email', provider] as const,
    queryFn: () =>
      call(api.GET('/v1/providers/email/{provider}/probe', { params: { path: { provider } } })),
    staleTime: 0,
  });

export const closeCircuit = (provider: MailProvider, reason: string): Promise<unknown> =>
  call(
    api.POST('/v1/email-circuits/{provider}/closure', {
      params: { path: { provider } },
      body: { reason },
    }),
  );
