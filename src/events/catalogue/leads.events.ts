import { z } from 'zod';
import { defineEvent } from './event';

const lead = { leadId: z.uuid() };
const version = z.int().min(1);

/** A lead entered the system, by hand, form or import. */
export const LeadRegistered = defineEvent({
  type: 'crm.lead.registered.v1',
  module: 'leads',
  description: 'A lead entered the system; its follow-ups count from the anchor.',
  audience: 'subject',
  key: (id) => `lead:${id}:registered`,
  schema: z.object({
    ...lead,
    source: z.string(),
    territory: z.string(),
    stage: z.int().min(0).max(2),
    status: z.string(),
    businessType: z.string(),
    ownerId: z.uuid().nullable(),
    anchorKind: z.enum(['REGISTERED', 'IMPORTED', 'NONE']),
    anchorAt: z.iso.datetime().nullable(),
  }),
});

/** A lead has another owner, or none. */
export const LeadAssigned = defineEvent({
  type: 'crm.lead.assigned.v1',
  module: 'leads',
  description:
    'The owner of a lead changed: by hand, by taking a free lead, or because a user left.',
  audience: 'subject',
  key: (id, d) => `lead:${id}:assigned:${String(d.version)}`,
  schema: z.object({
    ...lead,
    version,
    from: z.uuid().nullable(),
    to: z.uuid().nullable(),
    reason: z.enum(['MANUAL', 'TAKEN', 'SUCCESSION', 'LAPSED']),
  }),
});

/** Fields of a lead were edited; the names, never the values. */
export const LeadChanged = defineEvent({
  type: 'crm.lead.changed.v1',
  module: 'leads',
  description: 'Fields of a lead were edited: their names, never their values.',
  audience: 'subject',
  key: (id, d) => `lead:${id}:changed:${String(d.version)}`,
  schema: z.object({ ...lead, version, fields: z.array(z.string()).min(1) }),
});

/** A lead moved to another status. */
export const LeadStatusChanged = defineEvent({
  type: 'crm.lead.status.changed.v1',
  module: 'leads',
  description: 'A lead moved from one status to another.',
  audience: 'subject',
  key: (id, d) => `lead:${id}:status:${String(d.version)}`,
  schema: z.object({
    ...lead,
    version,
    from: z.string(),
    to: z.string(),
    reason: z.string().nullable(),
  }),
});

/** Stand-in. */
export const LeadActivityLogged = defineEvent({
  type: 'crm.lead.activity.logged.v1',
  module: 'leads',
  description: 'Stand-in.',
  audience: 'subject',
  key: (_, d) => `activity:${d.activityId}`,
  schema: z.object({
    leadId: z.uuid(),
    activityId: z.uuid(),
    kind: z.string(),
    meaningful: z.boolean(),
    progress: z.boolean(),
    outcome: z.string().nullable(),
    occurredAt: z.iso.datetime(),
  }),
});

/** Stand-in. */
export const ConsentChanged = defineEvent({
  type: 'crm.consent.changed.v1',
  module: 'leads',
  description: 'Stand-in.',
  audience: 'subject',
  key: (_, d) => `consent:${d.consentId}`,
  schema: z.object({
    leadId: z.uuid(),
    contactId: z.uuid(),
    consentId: z.uuid(),
    channel: z.string(),
    purpose: z.string(),
    state: z.string(),
    basis: z.string().nullable(),
  }),
});
