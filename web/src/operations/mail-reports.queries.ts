import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type MailWebhook = Schemas['MailWebhook'];

/** What comes in changes by itself, and no event tells of it. */
const SOON_MS = 30_000;

export const mailWebhooksQuery = queryOptions({
  queryKey: ['operations', 'mail-webhooks'],
  queryFn: () => call(api.GET('/v1/email-webhooks')),
  refetchInterval: SOON_MS,
});
