import { z } from 'zod';

const instant = z.iso.datetime();
export const CHANNELS = ['email', 'whatsapp'] as const;

export const MAIL_PROVIDERS = ['sendgrid', 'ses', 'smtp'] as const;

const CircuitSchema = z
  .object({
    state: z.enum(['closed', 'open', 'half_open']).meta({
      description: 'Closed: it is asked; half_open: for one message at a time; open: not at all',
    }),
    reason: z
      .enum(['consecutive_failures', 'failure_rate', 'account', 'probe_failed'])
      .nullable()
      .meta({ description: 'Why it opened' }),
    response: z.string().nullable().meta({ description: 'What the provider said then' }),
    since: instant.nullable().meta({ description: 'Since when it has not been closed' }),
    retryAt: instant.nullable().meta({ description: 'When it is tried again' }),
    share: z.number().meta({
      description: 'Of what prefers this way, what it gets: less for a while after it was down',
    }),
    perSecond: z.number().nullable().meta({ description: 'Messages a second; null for no limit' }),
    blockedUntil: instant.nullable().meta({ description: 'Its quota of the day is used up' }),
  })
  .meta({ id: 'ProviderCircuit', description: 'Whether a way out is used just now' });

const RouteSchema = z
  .object({
    name: z.string().meta({ description: '`sink` keeps what is simulated in the house' }),
    perMinute: z.number().meta({ description: 'Calls of the last ten minutes' }),
    accepted: z.int(),
    refused: z.int().meta({ description: 'The message was at fault, not the way' }),
    failed: z.int(),
    errorShare: z
      .number()
      .nullable()
      .meta({ description: 'Failed ones of all calls; null without a call' }),
    lastAcceptedAt: instant.nullable(),
    lastFailure: z
      .object({ at: instant, code: z.string().nullable(), response: z.string().nullable() })
      .nullable(),
    circuit: CircuitSchema.nullable().meta({ description: 'Null for a way that nothing switches' }),
    hours: z
      .array(z.object({ at: instant, accepted: z.int(), refused: z.int(), failed: z.int() }))
      .meta({ description: 'The last 24, the oldest first; those without a call too' }),
  })
  .meta({ id: 'ProviderRoute', description: 'One way out, over the last 24 hours' });

export const ProviderChannelsSchema = z
  .object({
    asOf: instant,
    items: z.array(
      z
        .object({
          channel: z.enum(CHANNELS),
          mode: z.string(),
          stoppedBy: z.string().nullable().meta({
            description: 'Why the provider takes nothing of ours; null when it does',
          }),
          stoppedAt: instant.nullable(),
          queued: z.int(),
          lateSeconds: z.number().meta({ description: 'How late the first is that waits' }),
          unknown: z.int().meta({ description: 'Nobody knows whether they left' }),
          routes: z.array(RouteSchema),
        })
        .meta({ id: 'ProviderChannel' }),
    ),
  })
  .meta({ id: 'ProviderChannels' });
export type ProviderChannels = z.output<typeof ProviderChannelsSchema>;
export type Route = z.output<typeof RouteSchema>;
export type RouteCircuit = z.output<typeof CircuitSchema>;

export const ProviderProbeSchema = z
  .object({
    asOf: instant,
    channel: z.enum(CHANNELS),
    state: z.enum(['ok', 'degraded', 'down', 'off']).nullable().meta({
      description: 'Null where this process does not send and so cannot ask',
    }),
    latencyMs: z.number().nullable(),
    reasons: z.array(z.string()),
  })
  .meta({ id: 'ProviderProbe', description: 'A way out, asked just now' });
export type ProviderProbe = z.output<typeof ProviderProbeSchema>;
