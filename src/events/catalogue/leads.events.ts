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

/** Something was done or happened with a lead; its kind says whether it was contact that deserves the name. */
export const LeadActivityLogged = defineEvent({
  type: 'crm.lead.activity.logged.v1',
  module: 'leads',
  description:
    'An activity was logged, by a person or by the system; its time is when it happened.',
  audience: 'subject',
  key: (_, d) => `activity:${d.activityId}`,
  schema: z.object({
    ...lead,
    activityId: z.uuid(),
    kind: z.string(),
    meaningful: z.boolean(),
    progress: z.boolean(),
    answer: z.boolean(),
    outcome: z.string().nullable(),
    occurredAt: z.iso.datetime(),
  }),
});

/** A contact gave, refused or took back a consent. */
export const ConsentChanged = defineEvent({
  type: 'crm.consent.changed.v1',
  module: 'leads',
  description: 'A contact gave, refused or took back a consent for a channel and purpose.',
  audience: 'subject',
  key: (_, d) => `consent:${d.consentId}`,
  schema: z.object({
    ...lead,
    contactId: z.uuid(),
    consentId: z.uuid(),
    channel: z.string(),
    purpose: z.string(),
    state: z.enum(['given', 'refused', 'revoked']),
    basis: z.string().nullable(),
  }),
});

/** The clock of a lead stands: no timer of it runs, nothing automatic leaves. */
export const LeadClockStopped = defineEvent({
  type: 'crm.lead.clock.stopped.v1',
  module: 'leads',
  description: 'A manager stopped the clock of a lead; without untilAt until somebody ends it.',
  audience: 'subject',
  key: (_, d) => `clock-stop:${d.stopId}:stopped`,
  schema: z.object({ ...lead, stopId: z.uuid(), untilAt: z.iso.datetime().nullable() }),
});

/** The clock of a lead runs again. */
export const LeadClockRestarted = defineEvent({
  type: 'crm.lead.clock.restarted.v1',
  module: 'leads',
  description: 'The clock of a lead runs again, by hand or because its time was over.',
  audience: 'subject',
  key: (_, d) => `clock-stop:${d.stopId}:restarted`,
  schema: z.object({ ...lead, stopId: z.uuid() }),
});

/** A sample box has arrived; what is planned counts from then. */
export const LeadSampleDelivered = defineEvent({
  type: 'crm.lead.sample.delivered.v1',
  module: 'leads',
  description: 'A sample box reached the lead; its follow-ups count from then.',
  audience: 'subject',
  key: (_, d) => `sample:${d.sampleId}:delivered`,
  schema: z.object({ ...lead, sampleId: z.uuid(), deliveredAt: z.iso.datetime() }),
});

const task = { taskId: z.uuid(), ...lead, kind: z.string(), subjectCode: z.string() };

/** Somebody has something to do about a lead. */
export const TaskOpened = defineEvent({
  type: 'crm.task.opened.v1',
  module: 'leads',
  description:
    'A task about a lead was opened; without an assignee it is for the manager of the team.',
  audience: 'subject',
  key: (_, d) => `task:${d.taskId}:opened`,
  schema: z.object({ ...task, assigneeId: z.uuid().nullable(), dueAt: z.iso.datetime() }),
});

/** A task was done. */
export const TaskCompleted = defineEvent({
  type: 'crm.task.completed.v1',
  module: 'leads',
  description: 'A task about a lead was done.',
  audience: 'subject',
  key: (_, d) => `task:${d.taskId}:completed`,
  schema: z.object({ ...task, completedBy: z.uuid().nullable() }),
});
/** Every row of an import has its result. */
export const LeadImportCompleted = defineEvent({
  type: 'crm.lead.import.completed.v1',
  module: 'leads',
  description: 'Every row of an imported file has its result; only the counts are told.',
  audience: 'operations',
  key: (id) => `lead-import:${id}:completed`,
  schema: z.object({
    importId: z.uuid(),
    rows: z.int().min(0),
    created: z.int().min(0),
    skipped: z.int().min(0),
    failed: z.int().min(0),
  }),
});
