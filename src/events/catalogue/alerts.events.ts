import { z } from 'zod';
import { defineEvent } from './event';

const alert = {
  alertId: z.uuid(),
  /** Which one of the table, such as `DeadLetters`. */
  alert: z.string(),
  /** A consumer, a provider, a template, a process; empty when it is about the whole. */
  about: z.string(),
  severity: z.enum(['warning', 'critical']),
  /** Since when its condition held. */
  since: z.iso.datetime(),
};

/** Something is wrong and has been for as long as its alert allows. */
export const AlertRaised = defineEvent({
  type: 'crm.alert.raised.v1',
  module: 'cockpit',
  description: 'Something is wrong with the installation; what was measured and its limit.',
  audience: 'operations',
  key: (id) => `alert:${id}:raised`,
  schema: z.object({
    ...alert,
    value: z.number(),
    limit: z.number(),
    detail: z.string().nullable(),
    raisedAt: z.iso.datetime(),
  }),
});

/** It is over; one that comes back soon is the same, and ends once more. */
export const AlertResolved = defineEvent({
  type: 'crm.alert.resolved.v1',
  module: 'cockpit',
  description: 'What an alert told of is over.',
  audience: 'operations',
  key: (id, d) => `alert:${id}:resolved:${d.resolvedAt}`,
  schema: z.object({ ...alert, resolvedAt: z.iso.datetime() }),
});
