import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import type { LeadView } from './leads.queries';
import { workKeys } from './work-keys.queries';

export type Contact = LeadView['contacts'][number];
export type ConsentView = Schemas['ConsentView'];
export type TaskView = Schemas['TaskView'];

export const ACTIVITY_OUTCOMES = [
  'SUCCESSFUL',
  'UNSUCCESSFUL',
  'NO_ANSWER',
  'CALLBACK_REQUESTED',
  'INFO_SENT',
  'QUALIFIED',
  'DISQUALIFIED',
] as const;
/** Those that a person may give; a double opt-in needs the signed link of a form. */
export const CONSENT_BASES = [
  'OPT_IN',
  'REQUESTED_CONTACT',
  'EXISTING_CUSTOMER',
  'LEGITIMATE_INTEREST',
] as const;
/** What a contact may say yes or no to: to be written to on a way, and to links in mail being counted. */
export const CONSENT_MATTERS = [
  { key: 'email', channel: 'email', purpose: 'advertising' },
  { key: 'whatsapp', channel: 'whatsapp', purpose: 'advertising' },
  { key: 'tracking', channel: 'email', purpose: 'tracking' },
] as const;
export type ConsentMatter = (typeof CONSENT_MATTERS)[number];

export const activityKindsQuery = queryOptions({
  queryKey: ['leads', 'activity-kinds'] as const,
  queryFn: () => call(api.GET('/v1/activity-kinds')),
  staleTime: Infinity,
});

export const tasksQuery = (leadId: string) =>
  queryOptions({
    queryKey: workKeys.tasks(leadId),
    queryFn: () => call(api.GET('/v1/tasks', { params: { query: { leadId, limit: 200 } } })),
  });

export const consentsQuery = (leadId: string) =>
  queryOptions({
    queryKey: workKeys.consents(leadId),
    queryFn: () =>
      call(
        api.GET('/v1/leads/{id}/consents', {
          params: { path: { id: leadId }, query: { limit: 200 } },
        }),
      ),
  });

const once = (intent: string) => ({ 'idempotency-key': intent });

export const logActivity = (leadId: string, body: Schemas['LogActivity'], intent: string) =>
  call(
    api.POST('/v1/leads/{id}/activities', {
      params: { path: { id: leadId } },
      headers: once(intent),
      body,
    }),
  );

export const openTask = (body: Schemas['OpenTask'], intent: string) =>
  call(api.POST('/v1/tasks', { headers: once(intent), body }));

export const completeTask = (id: string, intent: string) =>
  call(api.POST('/v1/tasks/{id}/completion', { params: { path: { id } }, headers: once(intent) }));

export const recordConsent = (leadId: string, body: Schemas['RecordConsent'], intent: string) =>
  call(
    api.POST('/v1/leads/{id}/consents', {
      params: { path: { id: leadId } },
      headers: once(intent),
      body,
    }),
  );

export const addContact = (
  leadId: string,
  body: Schemas['AddContact'],
  intent: string,
): Promise<LeadView> =>
  call(
    api.POST('/v1/leads/{id}/contacts', {
      params: { path: { id: leadId } },
      headers: once(intent),
      body,
    }),
  );

const version = (lead: LeadView) => ({ 'If-Match': `"lead-${lead.id}-${lead.version}"` });

export const changeContact = (
  lead: LeadView,
  contactId: string,
  body: Schemas['ChangeContact'],
): Promise<LeadView> =>
  call(
    api.PATCH('/v1/leads/{id}/contacts/{contactId}', {
      params: { path: { id: lead.id, contactId }, header: version(lead) },
      body,
    }),
  );

export const removeContact = (lead: LeadView, contactId: string): Promise<LeadView> =>
  call(
    api.DELETE('/v1/leads/{id}/contacts/{contactId}', {
      params: { path: { id: lead.id, contactId }, header: version(lead) },
    }),
  );

export const blockContact = (
  leadId: string,
  contactId: string,
  blocked: boolean,
  reason: string,
  intent: string,
): Promise<LeadView> => {
  const options = {
    params: { path: { id: leadId, contactId } },
    headers: once(intent),
    body: { reason },
  };
  return call(
    blocked
      ? api.POST('/v1/leads/{id}/contacts/{contactId}/blocking', options)
      : api.POST('/v1/leads/{id}/contacts/{contactId}/unblocking', options),
  );
};

export const contactName = (contact: Contact): string =>
  [contact.title, contact.firstName, contact.lastName].filter(Boolean).join(' ') ||
  contact.email ||
  contact.phone ||
  contact.mobile ||
  '–';

/** The latest word of a contact on a matter; the list has the latest first. */
export function standing(
  consents: readonly ConsentView[],
  contactId: string,
  { channel, purpose }: ConsentMatter,
): ConsentView | undefined {
  return consents.find(
    (c) => c.contactId === contactId && c.channel === channel && c.purpose === purpose,
  );
}
