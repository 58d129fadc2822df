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
    'The owner of a lead changed: by hand, in turn or by load in a team, by taking a free lead, or because a user left.',
  audience: 'subject',
  key: (id, d) => `lead:${id}:assigned:${String(d.version)}`,
  schema: z.object({
    ...lead,
    version,
    from: z.uuid().nullable(),
    to: z.uuid().nullable(),
    reason: z.enum(['MANUAL', 'TAKEN', 'SUCCESSION', 'LAPSED', 'ROUND_ROBIN', 'LEAST_BUSY']),
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

const merge = {
  ...lead,
  mergeId: z.uuid(),
  /** The one that became part of the other. */
  mergedLeadId: z.uuid(),
  /** How many of each went along, or back. */
  moved: z.record(z.string(), z.int().min(1)),
};

/** Two leads are one from now on. */
export const LeadMerged = defineEvent({
  type: 'crm.lead.merged.v1',
  module: 'leads',
  description: 'Another lead became part of this one, with what belonged to it.',
  audience: 'subject',
  key: (_, d) => `lead-merge:${d.mergeId}:merged`,
  schema: z.object(merge),
});

/** A lead that had become part of another one stands for itself again. */
export const LeadUnmerged = defineEvent({
  type: 'crm.lead.unmerged.v1',
  module: 'leads',
  description: 'A merge was taken back: what was as before belongs to the other lead again.',
  audience: 'subject',
  key: (_, d) => `lead-merge:${d.mergeId}:unmerged`,
  schema: z.object({
    ...merge,
    /** How many stayed, since something happened with them. */
    stayed: z.record(z.string(), z.int().min(1)),
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

/** Whoever got a sample box said how it was. */
export const LeadSampleRated = defineEvent({
  type: 'crm.lead.sample.rated.v1',
  module: 'leads',
  description: 'Whoever got a sample box said how it was, by the link for it, or corrected that.',
  audience: 'subject',
  key: (_, d) => `sample:${d.sampleId}:rated${(d.number ?? 1) > 1 ? `:${String(d.number)}` : ''}`,
  schema: z.object({
    ...lead,
    sampleId: z.uuid(),
    /** 1 for the first word, more for a correction. */
    number: z.int().min(1).optional(),
    /** 1 to 5. */
    taste: z.int().min(1).max(5),
    ease: z.int().min(1).max(5),
    ratedAt: z.iso.datetime(),
  }),
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

/** An import was taken back, but for the leads that somebody had worked with. */
export const LeadImportReverted = defineEvent({
  type: 'crm.lead.import.reverted.v1',
  module: 'leads',
  description: 'An import was taken back, but for leads that somebody had worked with since.',
  audience: 'operations',
  key: (id) => `lead-import:${id}:reverted`,
  schema: z.object({
    importId: z.uuid(),
    reverted: z.int().min(0),
    kept: z.int().min(0),
  }),
});

const protectionKey = (kind: string, id: string | null, n: string) =>
  `protection:${String(id)}:${kind}:${n}`;

/** A lead has shown no provable progress for too long; its owner was told, and the grace begins. */
export const LeadProtectionReminded = defineEvent({
  type: 'crm.lead.protection.reminded.v1',
  module: 'leads',
  description: 'Progress of a lead is overdue; its owner was told, and the grace begins.',
  audience: 'subject',
  key: (id, d) => protectionKey('reminded', id, d.dueAt),
  schema: z.object({
    ...lead,
    ownerId: z.uuid(),
    dueAt: z.iso.datetime(),
    /** When it lapses unless something happens. */
    deadline: z.iso.datetime(),
  }),
});

/** The protection of a lead is over: it has no owner any more. */
export const LeadProtectionLapsed = defineEvent({
  type: 'crm.lead.protection.lapsed.v1',
  module: 'leads',
  description: 'The protection of a lead is over; it lost its owner and is free.',
  audience: 'subject',
  key: (id, d) => protectionKey('lapsed', id, d.deadline),
  schema: z.object({
    ...lead,
    ownerId: z.uuid(),
    deadline: z.iso.datetime(),
    reason: z.enum(['NO_PROGRESS', 'ENDED', 'NO_FIRST_CONTACT']),
  }),
});

/** A manager lets the protection of a lead last longer. */
export const LeadProtectionExtended = defineEvent({
  type: 'crm.lead.protection.extended.v1',
  module: 'leads',
  description: 'A manager lets the protection of a lead last longer.',
  audience: 'subject',
  key: (id, d) => protectionKey('extended', id, String(d.version)),
  schema: z.object({
    ...lead,
    version,
    days: z.int().min(1),
    /** All extensions together. */
    extensionDays: z.int().min(1),
    /** Null while the clock stands. */
    deadline: z.iso.datetime().nullable(),
  }),
});

/** A manager lets the protection of a lead count from another day than its registration. */
export const LeadProtectionBackdated = defineEvent({
  type: 'crm.lead.protection.backdated.v1',
  module: 'leads',
  description: 'A manager lets the protection of a lead count from an earlier day.',
  audience: 'subject',
  key: (id, d) => protectionKey('backdated', id, String(d.version)),
  schema: z.object({ ...lead, version, from: z.iso.datetime() }),
});

/** The people of a free lead are not named any more. */
export const LeadPseudonymised = defineEvent({
  type: 'crm.lead.pseudonymised.v1',
  module: 'leads',
  description: 'The people of a lead that lapsed a while ago are not named any more.',
  audience: 'subject',
  key: (id, d) => `lead:${id}:pseudonymised:${String(d.version)}`,
  schema: z.object({ ...lead, version }),
});
