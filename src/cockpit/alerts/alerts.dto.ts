import { z } from 'zod';
import { ALERT_NAMES } from './alert-list.rules';

const instant = z.iso.datetime();

export const AskAlertsSchema = z.strictObject({
  state: z.enum(['open', 'recent']).default('open').meta({
    description: 'open: what is wrong now; recent: also what is over, for 7 days',
  }),
});
export type AskAlerts = z.output<typeof AskAlertsSchema>;

export const AlertSchema = z
  .object({
    id: z.uuid(),
    name: z.enum(ALERT_NAMES),
    subject: z.string().meta({
      description:
        'A consumer, a provider, a template, a process; empty when it is about the whole',
    }),
    severity: z.enum(['warning', 'critical']),
    since: instant.meta({ description: 'Since when its condition holds' }),
    raisedAt: instant,
    lastSeenAt: instant,
    resolvedAt: instant.nullable(),
    value: z.number(),
    limit: z.number(),
    unit: z
      .enum(['share', 'seconds', 'count', 'flag'])
      .meta({ description: 'share: a part of 1; flag: true or not, without a measure' }),
    detail: z.string().nullable(),
  })
  .meta({ id: 'Alert', description: 'Something that is or was wrong with the installation' });
export type AlertView = z.output<typeof AlertSchema>;

export const AlertListSchema = z
  .object({
    items: z.array(AlertSchema).max(200),
    /** When it was last looked for; null when nobody ever did. */
    evaluatedAt: instant.nullable(),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({
    id: 'AlertList',
    description: 'Open ones first, critical before warning, then the newest',
  });
export type AlertList = z.output<typeof AlertListSchema>;
