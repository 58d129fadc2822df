import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { MessagingPeriod } from './channel-periods.queries';

/** $1 and $2 are the ends of the period, $3 owners, $4 a button, $5 a zone. */
const within = (instant: string, of = '') =>
  `${of}${instant} >= $1::timestamptz AND ${of}${instant} < $2::timestamptz
    AND ($3::uuid[] IS NULL OR ${of}owner_id = ANY ($3::uuid[]))`;
const BUTTON = '($4::text IS NULL OR button = $4)';
const day = (instant: string, zone = '$5') => `((${instant}) AT TIME ZONE ${zone})::date`;

const CLICKS = `clicks AS MATERIALIZED (SELECT * FROM analytics_clicks WHERE ${within('clicked_at')} AND ${BUTTON})`;
/** Whoever taps a button of a template has received it. */
const TEMPLATES = `templates AS MATERIALIZED (
    SELECT m.template_key, m.about_kind, m.about_id, m.read_at IS NOT NULL AS read, k.clicked,
           m.delivered_at IS NOT NULL OR m.read_at IS NOT NULL OR k.tapped AS delivered
      FROM analytics_messages m CROSS JOIN LATERAL (
        SELECT count(*) > 0 AS tapped, count(*) FILTER (WHERE ${BUTTON}) > 0 AS clicked
          FROM analytics_clicks c WHERE c.replies_to = m.id) k
     WHERE m.direction = 'out' AND m.template_key IS NOT NULL AND m.accepted_at IS NOT NULL AND ${within('at', 'm.')})`;
const CONTENT = `content AS MATERIALIZED (
    SELECT accepted_at IS NOT NULL AS accepted, delivered_at IS NOT NULL OR read_at IS NOT NULL AS delivered
      FROM analytics_messages
     WHERE direction = 'out' AND purpose = 'content' AND template_key IS NULL AND ${within('at')})`;
/** The grant of a follow-up has its id. One that was unlocked was offered by something that arrived. */
const OFFERS = `kept AS MATERIALIZED (
    SELECT t.about_id, bool_or(t.delivered) OR bool_or(g.id IS NOT NULL) AS delivered, bool_or(g.id IS NOT NULL) AS unlocked
      FROM templates t LEFT JOIN analytics_grants g ON g.id = t.about_id
     WHERE t.about_kind IN ('grant', 'follow-up') GROUP BY t.about_id)`;
/** Nobody waits for an answer to one of these. */
const TYPED = `kind <> ALL ('{click,reaction,system,unsupported}')`;

export interface ChannelOverview {
  readonly clicks: number;
  readonly clickers: number;
  readonly templatesSent: number;
  readonly templatesDelivered: number;
  readonly templatesRead: number;
  readonly templatesClicked: number;
  readonly contentAttempted: number;
  readonly contentAccepted: number;
  readonly contentDelivered: number;
  readonly grantsOffered: number;
  readonly grantsUnlocked: number;
  readonly responseAvgMs: number | null;
  readonly responseP95Ms: number | null;
  readonly attempted: number;
  readonly failed: number;
}

export interface ButtonFigures {
  readonly byButton: { button: string; clicks: number; clickers: number }[];
  readonly byDay: { day: string; clicks: number }[];
  /** One number an hour of the day in the zone. */
  readonly byHour: number[];
  readonly p50Seconds: number | null;
  readonly p90Seconds: number | null;
  readonly unlocks: number;
  readonly batchUnlocks: number;
}

export interface ResponseTime {
  readonly count: number;
  readonly avgMs: number | null;
  readonly p95Ms: number | null;
}

/** Who answered: the machine or a person. */
export interface ResponseTimes {
  readonly automatic: ResponseTime;
  readonly human: ResponseTime;
}

export interface ChatFigures {
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly messagesFailed: number;
  readonly opened: number;
  readonly closed: number;
  readonly completed: number;
  readonly timeouts: number;
  readonly escalations: number;
  /** Of those opened in the period, how many ever waited for a person. */
  readonly openedEscalated: number;
  /** Over both channels, and of each. */
  readonly response: ResponseTimes;
  readonly responseOf: { readonly whatsapp: ResponseTimes; readonly email: ResponseTimes };
  readonly byDay: {
    day: string;
    opened: number;
    closed: number;
    messagesIn: number;
    messagesOut: number;
  }[];
}

/** What happened on the channel, in numbers, as far as the reader may see it. */
@Injectable()
export class ChannelFiguresQueries {
  async overview(tx: Tx, { values }: MessagingPeriod): Promise<ChannelOverview> {
    const [row] = await tx.rows<ChannelOverview>(
      `WITH ${[CLICKS, TEMPLATES, CONTENT, OFFERS].join(',\n')},
       answered AS (SELECT first_item_milliseconds AS ms FROM analytics_deliveries
                     WHERE first_item_milliseconds IS NOT NULL AND ${within('delivered_at')}),
       messages AS (SELECT failed_at IS NOT NULL AND delivered_at IS NULL AND read_at IS NULL AS failed
                      FROM analytics_messages WHERE direction = 'out' AND ${within('at')})
       SELECT (SELECT count(*)::int FROM clicks) AS clicks,
              (SELECT count(DISTINCT whatsapp_contact_id)::int FROM clicks) AS clickers,
              t.*, c.*, o.*, a.*, m.*
         FROM (SELECT count(*)::int AS "templatesSent", count(*) FILTER (WHERE delivered)::int AS "templatesDelivered",
                      count(*) FILTER (WHERE read)::int AS "templatesRead",
                      count(*) FILTER (WHERE clicked)::int AS "templatesClicked" FROM templates) t,
              (SELECT count(*)::int AS "contentAttempted", count(*) FILTER (WHERE accepted)::int AS "contentAccepted",
                      count(*) FILTER (WHERE accepted AND delivered)::int AS "contentDelivered" FROM content) c,
              (SELECT count(*) FILTER (WHERE delivered)::int AS "grantsOffered",
                      count(*) FILTER (WHERE unlocked)::int AS "grantsUnlocked" FROM kept) o,
              (SELECT avg(ms)::float8 AS "responseAvgMs",
                      percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) AS "responseP95Ms" FROM answered) a,
              (SELECT count(*)::int AS attempted, count(*) FILTER (WHERE failed)::int AS failed FROM messages) m`,
      values.slice(0, 4),
      'messaging.overview',
    );
    if (!row) throw new Error('Counts always have one row.');
    return row;
  }

  async buttons(tx: Tx, { values }: MessagingPeriod): Promise<ButtonFigures> {
    const byButton = await tx.rows<{ button: string; clicks: number; clickers: number }>(
      `WITH ${CLICKS}
       SELECT button, count(*)::int AS clicks, count(DISTINCT whatsapp_contact_id)::int AS clickers
         FROM clicks GROUP BY button ORDER BY clicks DESC, button`,
      values.slice(0, 4),
      'messaging.by-button',
    );
    const byDay = await tx.rows<{ day: string; clicks: number }>(
      `WITH ${CLICKS}
       SELECT d::date::text AS day, count(c.id)::int AS clicks
         FROM generate_series(${day('$1::timestamptz')}, ${day(`$2::timestamptz - interval '1 second'`)}, interval '1 day') d
         LEFT JOIN clicks c ON ${day('c.clicked_at')} = d::date GROUP BY d ORDER BY d`,
      values,
      'messaging.by-day',
    );
    const hours = await tx.rows<{ clicks: number }>(
      `WITH ${CLICKS}
       SELECT count(c.id)::int AS clicks FROM generate_series(0, 23) h
         LEFT JOIN clicks c ON extract(hour FROM c.clicked_at AT TIME ZONE $5)::int = h GROUP BY h ORDER BY h`,
      values,
      'messaging.by-hour',
    );
    const [times] = await tx.rows<Omit<ButtonFigures, 'byButton' | 'byDay' | 'byHour'>>(
      `WITH ${CLICKS},
       waited AS (SELECT button, target_kind, extract(epoch FROM clicked_at - template_sent_at)::float8 AS seconds FROM clicks)
       SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE seconds >= 0) AS "p50Seconds",
              percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE seconds >= 0) AS "p90Seconds",
              count(*) FILTER (WHERE button = 'unlock')::int AS unlocks,
              count(*) FILTER (WHERE button = 'unlock' AND target_kind IN ('all', 'latest'))::int AS "batchUnlocks"
         FROM waited`,
      values.slice(0, 4),
      'messaging.time-to-click',
    );
    if (!times) throw new Error('Counts always have one row.');
    return { byButton, byDay, byHour: hours.map(({ clicks }) => clicks), ...times };
  }

  async chat(tx: Tx, { values }: MessagingPeriod): Promise<ChatFigures> {
    const [counts] = await tx.rows<Omit<ChatFigures, 'response' | 'responseOf' | 'byDay'>>(
      `WITH m AS (SELECT * FROM analytics_messages WHERE ${within('at')}),
            t AS MATERIALIZED (SELECT * FROM analytics_turns WHERE ${within('at')})
       SELECT (SELECT count(*)::int FROM m WHERE direction = 'in' AND kind <> 'click') AS "messagesIn",
              (SELECT count(*)::int FROM m WHERE author IN ('bot', 'user') AND accepted_at IS NOT NULL) AS "messagesOut",
              (SELECT count(*)::int FROM m WHERE author IN ('bot', 'user') AND failed_at IS NOT NULL
                  AND delivered_at IS NULL AND read_at IS NULL) AS "messagesFailed",
              count(*) FILTER (WHERE what = 'opened')::int AS opened,
              count(*) FILTER (WHERE what = 'closed')::int AS closed,
              count(*) FILTER (WHERE what = 'closed' AND reason IN ('resolved', 'converted'))::int AS completed,
              count(*) FILTER (WHERE what = 'closed' AND reason = 'inactive')::int AS timeouts,
              count(*) FILTER (WHERE what = 'escalated')::int AS escalations,
              count(*) FILTER (WHERE what = 'opened' AND EXISTS (
                SELECT FROM analytics_turns e WHERE e.conversation_id = t.conversation_id AND e.what = 'escalated'))::int
                AS "openedEscalated"
         FROM t`,
      values.slice(0, 3),
      'messaging.chat',
    );
    if (!counts) throw new Error('Counts always have one row.');
    const byDay = await tx.rows<ChatFigures['byDay'][number]>(
      `WITH facts AS (
         SELECT ${day('at', '$4')} AS day, direction AS what FROM analytics_messages
          WHERE ${within('at')} AND (direction = 'in' AND kind <> 'click' OR author IN ('bot', 'user') AND accepted_at IS NOT NULL)
         UNION ALL SELECT ${day('at', '$4')}, what FROM analytics_turns WHERE ${within('at')})
       SELECT d::date::text AS day, count(*) FILTER (WHERE what = 'opened')::int AS opened,
              count(*) FILTER (WHERE what = 'closed')::int AS closed,
              count(*) FILTER (WHERE what = 'in')::int AS "messagesIn", count(*) FILTER (WHERE what = 'out')::int AS "messagesOut"
         FROM generate_series(${day('$1::timestamptz', '$4')}, ${day(`$2::timestamptz - interval '1 second'`, '$4')}, interval '1 day') d
         LEFT JOIN facts f ON f.day = d::date GROUP BY d ORDER BY d`,
      [...values.slice(0, 3), values[4]],
      'messaging.chat-by-day',
    );
    return { ...counts, ...(await this.responseTimes(tx, values)), byDay };
  }

  /**
   * From the first message that waits to the first one that answers it; what somebody adds meanwhile waits along. By
   * WhatsApp a person waits, by mail a lead, whoever of it wrote.
   */
  private async responseTimes(tx: Tx, values: readonly unknown[]) {
    const around = `at >= $1::timestamptz - interval '7 days' AND at < $2::timestamptz + interval '7 days'
            AND ($3::uuid[] IS NULL OR owner_id = ANY ($3::uuid[]))`;
    const rows = await tx.rows<ResponseTime & { author: string; channel: string | null }>(
      `WITH talk AS (
         SELECT 'whatsapp' AS channel, id, whatsapp_contact_id AS who, at, direction, author FROM analytics_messages
          WHERE ${around}
            AND (direction = 'in' AND ${TYPED} OR author IN ('bot', 'user') AND accepted_at IS NOT NULL)
         UNION ALL
         SELECT 'email', id, subject_id, at, direction, 'user' FROM analytics_letters WHERE ${around}),
       ordered AS (
         SELECT *, lag(direction) OVER (PARTITION BY channel, who ORDER BY at, id) AS before FROM talk),
       turns AS (
         SELECT channel, direction, at, lead(at) OVER w AS answered_at, lead(author) OVER w AS by
           FROM ordered WHERE before IS DISTINCT FROM direction WINDOW w AS (PARTITION BY channel, who ORDER BY at, id)),
       waits AS (
         SELECT channel, by, extract(epoch FROM answered_at - at)::float8 * 1000 AS ms FROM turns
          WHERE direction = 'in' AND answered_at IS NOT NULL AND at >= $1 AND at < $2)
       SELECT channel, by AS author, count(*)::int AS count, avg(ms) AS "avgMs",
              percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) AS "p95Ms"
         FROM waits GROUP BY GROUPING SETS ((by), (channel, by))`,
      values.slice(0, 3),
      'messaging.response-times',
    );
    const of = (channel: string | null): ResponseTimes => {
      const by = (author: string): ResponseTime => {
        const found = rows.find((row) => row.author === author && row.channel === channel);
        const { count = 0, avgMs = null, p95Ms = null } = found ?? {};
        return { count, avgMs, p95Ms };
      };
      return { automatic: by('bot'), human: by('user') };
    };
    return { response: of(null), responseOf: { whatsapp: of('whatsapp'), email: of('email') } };
  }

  /** Templates of the channel by what came of them. */
  templates(tx: Tx, { values }: MessagingPeriod) {
    return tx.rows<{
      templateKey: string;
      sent: number;
      delivered: number;
      read: number;
      clicked: number;
    }>(
      `WITH ${TEMPLATES}
       SELECT template_key AS "templateKey", count(*)::int AS sent, count(*) FILTER (WHERE delivered)::int AS delivered,
              count(*) FILTER (WHERE read)::int AS read, count(*) FILTER (WHERE clicked)::int AS clicked
         FROM templates GROUP BY template_key ORDER BY sent DESC, template_key`,
      values.slice(0, 4),
      'messaging.templates',
    );
  }

  /** Content packages by what was unlocked and how deliveries ended. */
  packages(tx: Tx, { values }: MessagingPeriod) {
    return tx.rows<{
      packageKey: string;
      unlocked: number;
      delivered: number;
      partiallyFailed: number;
    }>(
      `WITH facts AS (
         SELECT package_key, 'unlocked' AS what FROM analytics_grants WHERE ${within('unlocked_at')}
         UNION ALL SELECT package_key, outcome FROM analytics_deliveries WHERE ${within('delivered_at')})
       SELECT package_key AS "packageKey", count(*) FILTER (WHERE what = 'unlocked')::int AS unlocked,
              count(*) FILTER (WHERE what = 'delivered')::int AS delivered,
              count(*) FILTER (WHERE what = 'partially_failed')::int AS "partiallyFailed"
         FROM facts GROUP BY package_key ORDER BY unlocked DESC, package_key`,
      values.slice(0, 3),
      'messaging.packages',
    );
  }

  /** Who was reached and who reacted, and whose leads they are. */
  async people(tx: Tx, { values }: MessagingPeriod) {
    const [leads] = await tx.rows<{ reached: number; clicked: number; wrote: number }>(
      `WITH m AS (SELECT subject_id, direction, kind, accepted_at FROM analytics_messages WHERE ${within('at')})
       SELECT (SELECT count(DISTINCT subject_id)::int FROM m WHERE direction = 'out' AND accepted_at IS NOT NULL) AS reached,
              (SELECT count(DISTINCT subject_id)::int FROM analytics_clicks WHERE ${within('clicked_at')} AND ${BUTTON}) AS clicked,
              (SELECT count(DISTINCT subject_id)::int FROM m WHERE direction = 'in' AND ${TYPED}) AS wrote`,
      values.slice(0, 4),
      'messaging.people',
    );
    if (!leads) throw new Error('Counts always have one row.');
    const byOwner = await tx.rows<{
      ownerId: string | null;
      clicks: number;
      messagesIn: number;
      messagesOut: number;
    }>(
      `WITH facts AS (
         SELECT owner_id, 'click' AS what FROM analytics_clicks WHERE ${within('clicked_at')} AND ${BUTTON}
         UNION ALL SELECT owner_id, direction FROM analytics_messages
          WHERE ${within('at')} AND (direction = 'in' AND kind <> 'click' OR author IN ('bot', 'user') AND accepted_at IS NOT NULL))
       SELECT owner_id AS "ownerId", count(*) FILTER (WHERE what = 'click')::int AS clicks,
              count(*) FILTER (WHERE what = 'in')::int AS "messagesIn", count(*) FILTER (WHERE what = 'out')::int AS "messagesOut"
         FROM facts GROUP BY owner_id ORDER BY count(*) DESC, owner_id LIMIT 100`,
      values.slice(0, 4),
      'messaging.by-owner',
    );
    const byPurpose = await tx.rows<{
      purpose: string;
      sent: number;
      delivered: number;
      read: number;
      failed: number;
    }>(
      `SELECT purpose, count(*) FILTER (WHERE accepted_at IS NOT NULL)::int AS sent,
              count(*) FILTER (WHERE delivered_at IS NOT NULL OR read_at IS NOT NULL)::int AS delivered,
              count(*) FILTER (WHERE read_at IS NOT NULL)::int AS read,
              count(*) FILTER (WHERE failed_at IS NOT NULL AND delivered_at IS NULL AND read_at IS NULL)::int AS failed
         FROM analytics_messages WHERE direction = 'out' AND ${within('at')} GROUP BY purpose ORDER BY purpose`,
      values.slice(0, 3),
      'messaging.by-purpose',
    );
    return { ...leads, byOwner, byPurpose };
  }
}
