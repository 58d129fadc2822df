import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { nameOfColleague } from '../core/colleagues';
import { useMergingSave } from '../core/use-merging-save';

export type Opportunity = Schemas['Opportunity'];
export type OpenStage = Exclude<Opportunity['stage'], 'WON' | 'LOST'>;
export const OPEN_STAGES = ['QUALIFICATION', 'NEEDS', 'PROPOSAL', 'NEGOTIATION'] as const;

/** The lead or the customer that is looked at. */
export type About = { readonly leadId: string } | { readonly customerId: string };

export const opportunityKeys = {
  all: ['customers', 'opportunities'],
  of: (about: About) => ['customers', 'opportunities', about] as const,
};

export const opportunitiesQuery = (about: About) =>
  queryOptions({
    queryKey: opportunityKeys.of(about),
    queryFn: () => call(api.GET('/v1/opportunities', { params: { query: about } })),
  });

/** What changes with an opportunity, beside itself: a lead may have become a customer. */
export function renew(queries: QueryClient): void {
  for (const queryKey of [['customers'], ['leads'], ['cockpit']])
    void queries.invalidateQueries({ queryKey });
}

const tag = ({ id, version }: Opportunity) => `"opportunity-${id}-${String(version)}"`;

export const openOpportunity = (body: Schemas['OpenOpportunity'], intent: string) =>
  call(api.POST('/v1/opportunities', { body, headers: { 'idempotency-key': intent } }));

export const changeOpportunity = (one: Opportunity, body: Schemas['ChangeOpportunity']) =>
  call(
    api.PATCH('/v1/opportunities/{id}', {
      params: { path: { id: one.id }, header: { 'If-Match': tag(one) } },
      body,
    }),
  );

export const closeOpportunity = (one: Opportunity, body: Schemas['CloseOpportunity']) =>
  call(
    api.POST('/v1/opportunities/{id}/outcome', {
      params: { path: { id: one.id }, header: { 'If-Match': tag(one) } },
      body,
    }),
  );

/** What is corrected in a dialog; the stage is moved on the panel. */
export type Editable = Pick<Opportunity, 'title' | 'amount' | 'expectedOn'>;

export const editableOf = ({ title, amount, expectedOn }: Opportunity): Editable => ({
  title,
  amount,
  expectedOn,
});

/** Saves facts of an opportunity that somebody else may be changing too. */
export const useOpportunityChange = (one: Opportunity) =>
  useMergingSave<Opportunity, Editable>(one, {
    fieldsOf: editableOf,
    change: changeOpportunity,
    reload: () => call(api.GET('/v1/opportunities/{id}', { params: { path: { id: one.id } } })),
    keep: renew,
    nameOf: nameOfColleague,
  });
