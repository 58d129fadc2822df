import { z } from 'zod';
import { defineEvent } from './event';

const customer = { customerId: z.uuid() };
const lead = { leadId: z.uuid() };
const number = z.int().min(1);
const instant = z.iso.datetime();

/** A lead became a customer, at most once at a time. */
export const LeadConverted = defineEvent({
  type: 'crm.lead.converted.v1',
  module: 'customers',
  description:
    'A lead became a customer, or part of one; which answer, follow-up and rule did it, if any.',
  audience: 'subject',
  key: (_, d: { leadId: string; number: number }) => `conversion:${d.leadId}:${String(d.number)}`,
  schema: z.object({
    ...lead,
    ...customer,
    conversionId: z.uuid(),
    /** How many conversions there have been of this lead. */
    number,
    /** The customer was there before. */
    attached: z.boolean(),
    rule: z.object({ key: z.string(), setId: z.uuid(), setVersion: z.int() }).nullable(),
    responseId: z.uuid().nullable(),
    followUpId: z.uuid().nullable(),
    /** Null when a rule did it by itself. */
    convertedBy: z.uuid().nullable(),
    valueCents: z.int().nullable(),
    currency: z.string().nullable(),
    convertedAt: instant,
  }),
});

/** A conversion is taken back; what it told before still stands in the log. */
export const ConversionUndone = defineEvent({
  type: 'crm.conversion.undone.v1',
  module: 'customers',
  description: 'A conversion was taken back: the lead is open again as it was.',
  audience: 'subject',
  key: (_, d: { leadId: string; number: number }) =>
    `conversion:${d.leadId}:${String(d.number)}:undone`,
  schema: z.object({
    ...lead,
    ...customer,
    conversionId: z.uuid(),
    number,
    attached: z.boolean(),
    undoneBy: z.uuid().nullable(),
    convertedAt: instant,
    undoneAt: instant,
  }),
});

/** A person decided a conversion that a rule proposed. */
export const ConversionReviewed = defineEvent({
  type: 'crm.conversion.reviewed.v1',
  module: 'customers',
  description: 'A person decided a conversion that a rule had proposed.',
  audience: 'subject',
  key: (_, d: { leadId: string; number: number }) =>
    `conversion:${d.leadId}:${String(d.number)}:reviewed`,
  schema: z.object({
    ...lead,
    approvalId: z.uuid(),
    /** How many proposals there have been of this lead. */
    number,
    outcome: z.enum(['approved', 'refused']),
    responseId: z.uuid(),
    decidedBy: z.uuid().nullable(),
  }),
});

/** A customer was made or changed; the names of the fields, never their values. */
export const CustomerChanged = defineEvent({
  type: 'crm.customer.changed.v1',
  module: 'customers',
  description: 'A customer was made, got something more, or was edited: names of the fields.',
  audience: 'subject',
  key: (id, d) => `customer:${id}:${String(d.version)}`,
  schema: z.object({ ...customer, version: number, fields: z.array(z.string()).min(1) }),
});

/** The first delivered order made a prospect an active customer. */
export const CustomerActivated = defineEvent({
  type: 'crm.customer.activated.v1',
  module: 'customers',
  description: 'The first order of a customer was delivered.',
  audience: 'subject',
  key: (id) => `customer:${id}:activated`,
  schema: z.object({ ...customer, orderId: z.uuid(), activatedAt: instant }),
});

/** A customer ordered. */
export const CustomerOrderRecorded = defineEvent({
  type: 'crm.customer.order.recorded.v1',
  module: 'customers',
  description: 'An order of a customer is known, with its amount.',
  audience: 'subject',
  key: (_, d: { orderId: string }) => `order:${d.orderId}`,
  schema: z.object({
    ...customer,
    orderId: z.uuid(),
    amountCents: z.int().min(0),
    currency: z.string(),
    orderedAt: instant,
    deliveredAt: instant.nullable(),
  }),
});

const stage = z.enum(['QUALIFICATION', 'NEEDS', 'PROPOSAL', 'NEGOTIATION', 'WON', 'LOST']);
const opportunity = {
  opportunityId: z.uuid(),
  leadId: z.uuid().nullable(),
  customerId: z.uuid().nullable(),
  amountCents: z.int().min(0),
  currency: z.string(),
  /** Who did it; facts of before this was recorded do not say. */
  by: z.uuid().nullish(),
};

/** Somebody sees what may become of a lead or a customer. */
export const OpportunityOpened = defineEvent({
  type: 'crm.opportunity.opened.v1',
  module: 'customers',
  description: 'An opportunity of a lead or a customer was opened, with what it may be worth.',
  audience: 'subject',
  key: (_, d: { opportunityId: string }) => `opportunity:${d.opportunityId}:opened`,
  schema: z.object({ ...opportunity, stage }),
});

/** An opportunity moved to another stage, was won or lost, or was edited. */
export const OpportunityChanged = defineEvent({
  type: 'crm.opportunity.changed.v1',
  module: 'customers',
  description:
    'An opportunity was edited or moved: names of the fields, its stage before and after.',
  audience: 'subject',
  key: (_, d: { opportunityId: string; version: number }) =>
    `opportunity:${d.opportunityId}:${String(d.version)}`,
  schema: z.object({
    ...opportunity,
    version: number,
    fields: z.array(z.string()).min(1),
    from: stage,
    to: stage,
  }),
});
