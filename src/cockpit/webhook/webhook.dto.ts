import { z } from 'zod';
import { several, TimeZoneSchema } from '../../core/fields';
import { say } from '../../core/field-text';
import { ButtonClicked } from '../../events/catalogue';

const instant = z.iso.datetime();
const count = z.int();
const rate = z.number().min(0).nullable();
const milliseconds = z.number().nullable();
const MOST_DAYS = 366;
const DAY_MS = 86_400_000;

interface Span {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}
const spanned = <T extends z.ZodType<Span>>(schema: T) =>
  schema
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
      path: ['to'],
      message: say('is before from', 'liegt vor from'),
    })
    .refine(
      ({ from, to }) =>
        from === undefined ||
        to === undefined ||
        Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS,
      {
        path: ['from'],
        message: say(
          `is more than ${String(MOST_DAYS)} days before to`,
          `liegt mehr als ${String(MOST_DAYS)} Tage vor to`,
        ),
      },
    )
    .refine(({ from, to }) => from === undefined || to !== undefined, {
      path: ['to'],
      message: say(
        'is missing; from and to belong together',
        'fehlt; from und to gehören zusammen',
      ),
    });

export const BUTTONS = ButtonClicked.schema.shape.button.options;

const filter = {
  /** Up to today, unless `from` and `to` say otherwise. */
  days: z.coerce.number().int().min(1).max(MOST_DAYS).default(7),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  button: z.enum(BUTTONS).optional(),
  owner: several(z.union([z.uuid(), z.enum(['me'])])),
  /** The reader's own by default. */
  tz: TimeZoneSchema.optional(),
};

export const AskWebhookSchema = spanned(z.strictObject(filter));
export type AskWebhook = z.output<typeof AskWebhookSchema>;

const INTERACTIONS = ['click', 'in', 'out'] as const;

export const AskRecentSchema = z.strictObject({
  what: several(z.enum(INTERACTIONS)),
  /** In the name, town or people of the lead. */
  q: z.string().trim().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type AskRecent = z.output<typeof AskRecentSchema>;

const period = z.object({ from: z.iso.date(), to: z.iso.date(), days: count, tz: z.string() });
const envelope = <T extends z.ZodType>(data: T) =>
  z.object({
    success: z.literal(true),
    source: z.literal('live'),
    asOf: instant,
    asOfSequence: z.string(),
    period: period.nullable().meta({ description: 'Null for what is of now' }),
    data,
  });

const ButtonAnalytics = z.object({
  by_button: z.array(
    z.object({ button: z.string(), clicks: count, unique_clickers: count, share: rate }),
  ),
  by_day: z.array(z.object({ day: z.iso.date(), clicks: count })),
  by_hour: z.array(count).length(24),
  most_popular: z.string().nullable(),
  time_to_click: z.object({ p50_s: z.number().nullable(), p90_s: z.number().nullable() }),
  batch_unlock_rate: rate.meta({
    description: 'Of the taps that unlock, the part that unlocked all or the newest at once',
  }),
  daily_button_clicks: z.record(z.iso.date(), count),
  hourly_distribution: z.record(z.string(), count),
});

const responseTime = z.object({ count, avg_ms: milliseconds, p95_ms: milliseconds });
const responseTimes = z.object({ automatic: responseTime, human: responseTime });
const Chat = z.object({
  messages_in: count,
  messages_out: count,
  messages_failed: count,
  opened: count,
  closed: count,
  completed: count,
  timeouts: count,
  completion_rate: rate,
  timeout_rate: rate,
  escalations: count,
  escalation_rate: rate.meta({ description: 'Of those opened, the part that ever waited for us' }),
  response_time: responseTimes
    .extend({ by_channel: z.object({ whatsapp: responseTimes, email: responseTimes }) })
    .meta({
      description: 'First answer − first message that waits, over both channels and of each',
    }),
  by_day: z.array(z.object({ day: z.iso.date(), messages_in: count, messages_out: count })),
});

const quality = z.enum(['green', 'yellow', 'red']).nullable();

export const WebhookMetricsSchema = envelope(
  z.object({
    overview: z.object({
      total_button_clicks: count,
      unique_clickers: count,
      templates_sent: count,
      templates_delivered: count,
      templates_read: count,
      total_content_deliveries: count,
      successful_deliveries: count,
      failed_deliveries: count,
      success_rate: rate.meta({ description: 'Content messages accepted ÷ attempted' }),
      delivery_rate: rate.meta({ description: 'Content messages delivered ÷ accepted' }),
      unlock_rate: rate,
      click_through_rate: rate,
      avg_response_time_ms: milliseconds,
      p95_response_time_ms: milliseconds,
    }),
    button_analytics: ButtonAnalytics,
    chat: Chat,
    performance: z.object({
      uptime_percentage: rate.meta({
        description: 'Healthy probes ÷ probes, 0 to 1 like every rate; null without a probe',
      }),
      events_processed_today: count.nullable(),
      duplicates: count.nullable(),
      signature_failures: count.nullable(),
      error_rate: rate.meta({ description: 'Our messages that failed ÷ attempted' }),
      webhook_ack_p95_ms: milliseconds,
      peak_hour: z.int().min(0).max(23).nullable(),
    }),
    quality: z
      .object({
        phone_quality: quality,
        blocked_by: z.string().nullable(),
        limit: z.string().nullable(),
        templates_paused: count,
      })
      .nullable(),
  }),
).meta({ id: 'WebhookMetrics', description: 'The channel WhatsApp in numbers' });
export type WebhookMetrics = z.output<typeof WebhookMetricsSchema>;

export const WebhookButtonsSchema = envelope(
  z.object({
    ...ButtonAnalytics.shape,
    unlock_rate: rate,
    click_through_rate: rate,
    templates: z.array(
      z.object({
        template_key: z.string(),
        sent: count,
        delivered: count,
        read: count,
        clicked: count,
        click_through_rate: rate,
      }),
    ),
    packages: z.array(
      z.object({
        package_key: z.string(),
        unlocked: count,
        delivered: count,
        partially_failed: count,
      }),
    ),
  }),
).meta({ id: 'WebhookButtons', description: 'Taps by button, day and hour, and what they led to' });
export type WebhookButtons = z.output<typeof WebhookButtonsSchema>;

export const WebhookPeopleSchema = envelope(
  z.object({
    leads_reached: count,
    leads_clicked: count,
    leads_answered: count,
    by_owner: z.array(
      z.object({
        owner_id: z.uuid().nullable(),
        owner_name: z.string().nullable(),
        clicks: count,
        messages_in: count,
        messages_out: count,
      }),
    ),
    by_purpose: z.array(
      z.object({
        purpose: z.string(),
        sent: count,
        delivered: count,
        read: count,
        failed: count,
      }),
    ),
  }),
).meta({ id: 'WebhookPeople', description: 'Whom the channel reached and who reacted' });
export type WebhookPeople = z.output<typeof WebhookPeopleSchema>;

export const WebhookStatusSchema = envelope(
  z.object({
    state: z.enum(['healthy', 'degraded', 'down', 'off']),
    mode: z.enum(['off', 'simulated', 'cloud']),
    reasons: z.array(z.string()).meta({ description: 'Codes of what is not as it should be' }),
    last_event_at: instant.nullable(),
    events_per_minute: z.number().nullable(),
    queue_depth: count.nullable(),
    oldest_waiting_at: instant.nullable(),
    dead_letters: count.nullable(),
    accepted_24h: count.nullable(),
    duplicates_24h: count.nullable(),
    signature_failures_24h: count.nullable(),
    malformed_24h: count.nullable(),
    ack_p50_ms: milliseconds,
    ack_p95_ms: milliseconds,
    uptime_24h: rate,
    probes_24h: count,
    number: z
      .object({ quality, limit: z.string().nullable(), blocked_by: z.string().nullable() })
      .nullable(),
    templates_paused: count,
  }),
).meta({ id: 'WebhookStatus', description: 'How the channel is, from real probes and counts' });
export type WebhookStatus = z.output<typeof WebhookStatusSchema>;

export const WebhookRealtimeSchema = envelope(
  z.object({
    minutes: z.array(
      z.object({
        at: instant,
        accepted: count,
        duplicates: count,
        signature_failures: count,
        malformed: count,
        ack_p95_ms: milliseconds,
      }),
    ),
    now: z.object({ events_per_minute: z.number().nullable(), queue_depth: count.nullable() }),
  }),
).meta({ id: 'WebhookRealtime', description: 'The last hour by the minute, the oldest first' });
export type WebhookRealtime = z.output<typeof WebhookRealtimeSchema>;

const interaction = z.object({
  id: z.uuid(),
  what: z.enum(INTERACTIONS),
  lead_id: z.uuid().nullable(),
  company: z.string().nullable(),
  button: z.string().nullable(),
  kind: z.string().nullable(),
  at: instant,
  simulated: z.boolean(),
});
export const WebhookRecentSchema = envelope(z.object({ items: z.array(interaction) })).meta({
  id: 'WebhookRecent',
  description: 'What was tapped and written last, without text',
});
export type WebhookRecent = z.output<typeof WebhookRecentSchema>;

export const HotClicksSchema = envelope(
  z.object({
    items: z.array(
      z.object({
        message_id: z.uuid(),
        lead_id: z.uuid(),
        company: z.string().nullable(),
        channel: z.enum(['whatsapp', 'email']),
        /** `link` where a link in a mail was followed. */
        button: z.string(),
        at: instant,
      }),
    ),
  }),
).meta({
  id: 'HotClicks',
  description:
    'Leads that tapped a button or followed a link within 24 hours and that no colleague has answered',
});
export type HotClicks = z.output<typeof HotClicksSchema>;

export const AskHotClicksSchema = z.strictObject({ owner: z.enum(['me']).optional() });
export type AskHotClicks = z.output<typeof AskHotClicksSchema>;

export const AskWebhookDeadSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.uuid().optional(),
});
export type AskWebhookDead = z.output<typeof AskWebhookDeadSchema>;

export const WebhookDeadSchema = envelope(
  z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        kind: z.string(),
        received_at: instant,
        died_at: instant.nullable(),
        attempts: count,
        error: z.string().nullable(),
      }),
    ),
  }),
)
  .extend({ nextCursor: z.uuid().nullable() })
  .meta({ id: 'WebhookDead', description: 'What came in and could not be worked off' });
export type WebhookDead = z.output<typeof WebhookDeadSchema>;

export const WebhookReplaySchema = z
  .object({ success: z.literal(true), done: z.boolean() })
  .meta({ id: 'WebhookReplay', description: 'done: it will be worked off again' });
export type WebhookReplay = z.output<typeof WebhookReplaySchema>;

export const SESSION_STATES = ['open', 'pending_agent', 'snoozed', 'closed'] as const;

export const AskSessionsSchema = z.strictObject({
  status: several(z.enum(SESSION_STATES)),
  channel: z.enum(['email', 'whatsapp']).optional(),
  days: filter.days,
  owner: filter.owner,
  tz: filter.tz,
  q: z.string().trim().max(120).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(1000).optional(),
});
export type AskSessions = z.output<typeof AskSessionsSchema>;

export const WebhookSessionsSchema = envelope(
  z.object({
    active_count: count.meta({
      description: 'Open or waiting, with a message in the last 24 hours; whatever is listed',
    }),
    metrics: Chat,
    active_sessions: z.array(
      z.object({
        id: z.uuid(),
        channel: z.string(),
        status: z.enum(SESSION_STATES),
        lead_id: z.uuid(),
        company: z.string().nullable(),
        contact_name: z.string().nullable(),
        phone: z
          .string()
          .nullable()
          .meta({ description: 'Masked for whoever does not own the lead' }),
        owner_id: z.uuid().nullable(),
        assignee: z.object({ id: z.uuid(), name: z.string() }).nullable(),
        last_inbound_at: instant.nullable(),
        last_outbound_at: instant.nullable(),
        window_until: instant.nullable(),
        unread: count,
        topics: z.array(z.string()),
      }),
    ),
    recent_interactions: z.array(interaction),
    trends: z.array(
      z.object({
        day: z.iso.date(),
        opened: count,
        closed: count,
        messages_in: count,
        messages_out: count,
      }),
    ),
  }),
)
  .extend({ nextCursor: z.string().nullable() })
  .meta({ id: 'WebhookSessions', description: 'Conversations with what came of them' });
export type WebhookSessions = z.output<typeof WebhookSessionsSchema>;
