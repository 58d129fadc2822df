import { Injectable } from '@nestjs/common';
import { MessagingQueries, type MessagingAsk, type MessagingPeriod } from '../../analytics';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { peakHour, rateOf } from './figures.rules';
import { HotClicksQueries } from './hot-clicks.queries';
import type {
  AskHotClicks,
  AskRecent,
  AskWebhook,
  HotClicks,
  WebhookButtons,
  WebhookMetrics,
  WebhookPeople,
  WebhookRecent,
} from './webhook.dto';

/** More matches than this nobody reads. */
const MOST_MATCHES = 500;

type Figures = MessagingQueries['figures'];
type ButtonFigures = Awaited<ReturnType<Figures['buttons']>>;
type ChatFigures = Awaited<ReturnType<Figures['chat']>>;

/** What the channel brought, as far as the reader may see whose it is. */
@Injectable()
export class WebhookFigures {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly messaging: MessagingQueries,
    private readonly users: UsersQueries,
    private readonly leads: LeadsQueries,
    private readonly hot: HotClicksQueries,
  ) {}

  async buttons(scope: Scope, ask: AskWebhook): Promise<WebhookButtons> {
    return this.asked(scope, ask, async (tx, period) => {
      const { figures } = this.messaging;
      const overview = await figures.overview(tx, period);
      const templates = await figures.templates(tx, period);
      const packages = await figures.packages(tx, period);
      return {
        ...buttonAnalytics(await figures.buttons(tx, period)),
        unlock_rate: rateOf(overview.grantsUnlocked, overview.grantsOffered),
        click_through_rate: rateOf(overview.templatesClicked, overview.templatesDelivered),
        templates: templates.map(({ templateKey, ...counts }) => ({
          template_key: templateKey,
          ...counts,
          click_through_rate: rateOf(counts.clicked, counts.delivered),
        })),
        packages: packages.map(({ packageKey, unlocked, delivered, partiallyFailed }) => ({
          package_key: packageKey,
          unlocked,
          delivered,
          partially_failed: partiallyFailed,
        })),
      };
    });
  }

  async people(scope: Scope, ask: AskWebhook): Promise<WebhookPeople> {
    return this.asked(scope, ask, async (tx, period) => {
      const { reached, clicked, wrote, byOwner, byPurpose } = await this.messaging.figures.people(
        tx,
        period,
      );
      const names = await this.users.names(
        tx,
        byOwner.map(({ ownerId }) => ownerId),
      );
      return {
        leads_reached: reached,
        leads_clicked: clicked,
        leads_answered: wrote,
        by_owner: byOwner.map(({ ownerId, clicks, messagesIn, messagesOut }) => ({
          owner_id: ownerId,
          owner_name: ownerId === null ? null : (names.get(ownerId) ?? null),
          clicks,
          messages_in: messagesIn,
          messages_out: messagesOut,
        })),
        by_purpose: byPurpose,
      };
    });
  }

  /** The part of the metrics that belongs to somebody; the rest is of the whole channel. */
  async metrics(scope: Scope, ask: AskWebhook) {
    return this.asked(scope, ask, async (tx, period) => {
      const { figures } = this.messaging;
      const o = await figures.overview(tx, period);
      const buttons = await figures.buttons(tx, period);
      const overview: WebhookMetrics['data']['overview'] = {
        total_button_clicks: o.clicks,
        unique_clickers: o.clickers,
        templates_sent: o.templatesSent,
        templates_delivered: o.templatesDelivered,
        templates_read: o.templatesRead,
        total_content_deliveries: o.contentAttempted,
        successful_deliveries: o.contentAccepted,
        failed_deliveries: o.contentAttempted - o.contentAccepted,
        success_rate: rateOf(o.contentAccepted, o.contentAttempted),
        delivery_rate: rateOf(o.contentDelivered, o.contentAccepted),
        unlock_rate: rateOf(o.grantsUnlocked, o.grantsOffered),
        click_through_rate: rateOf(o.templatesClicked, o.templatesDelivered),
        avg_response_time_ms: o.responseAvgMs,
        p95_response_time_ms: o.responseP95Ms,
      };
      return {
        overview,
        button_analytics: buttonAnalytics(buttons),
        chat: chatFigures(await figures.chat(tx, period)),
        errorRate: rateOf(o.failed, o.attempted),
        peakHour: peakHour(buttons.byHour),
        span: { since: period.since, until: period.until },
      };
    });
  }

  async recent(scope: Scope, ask: AskRecent): Promise<WebhookRecent> {
    return this.ofNow(scope, async (tx) => ({ items: await this.interactions(tx, ask) }));
  }

  /** What was tapped and written last, without text. */
  async interactions(
    tx: Tx,
    { limit, what, q }: AskRecent,
  ): Promise<WebhookRecent['data']['items']> {
    const leadIds = q === undefined ? null : await this.leads.called(tx, q, MOST_MATCHES);
    const found = await this.messaging.news.interactions(tx, {
      limit,
      what: what ?? null,
      leadIds,
    });
    const companies = await this.companies(
      tx,
      found.map(({ subjectId }) => subjectId),
    );
    return found.map(({ id, what, subjectId, button, kind, at, simulated }) => ({
      id,
      what,
      lead_id: subjectId,
      company: companies.get(subjectId ?? '') ?? null,
      button,
      kind,
      at: at.toISOString(),
      simulated,
    }));
  }

  async hotClicks(scope: Scope, { owner }: AskHotClicks): Promise<HotClicks> {
    return this.ofNow(scope, async (tx) => {
      const found = await this.hot.clicks(tx, owner === 'me' ? scope.userId : null);
      const companies = await this.companies(
        tx,
        found.map(({ subjectId }) => subjectId),
      );
      return {
        items: found
          .map(({ messageId, subjectId, channel, button, at }) => ({
            message_id: messageId,
            lead_id: subjectId,
            channel,
            company: companies.get(subjectId) ?? null,
            button,
            at: at.toISOString(),
          }))
          .sort((one, other) => other.at.localeCompare(one.at)),
      };
    });
  }

  /** How many {@link hotClicks} lists. */
  async countHotClicks(tx: Tx, owner: string | null): Promise<number> {
    return (await this.hot.clicks(tx, owner)).length;
  }

  private companies(tx: Tx, ids: readonly (string | null)[]): Promise<Map<string, string>> {
    return this.leads.companies(tx, [...new Set(ids.filter((id) => id !== null))]);
  }

  async period(tx: Tx<Scope>, ask: AskWebhook): Promise<MessagingPeriod> {
    const { userId } = tx.scope;
    const question: MessagingAsk = {
      days: ask.days,
      from: ask.from,
      to: ask.to,
      tz: ask.tz ?? (await this.users.reading(tx, userId)).timeZone,
      owners: ask.owner?.map((one) => (one === 'me' ? (userId ?? '') : one)) ?? null,
      button: ask.button ?? null,
    };
    return this.messaging.periods.period(tx, question);
  }

  /** One snapshot of a period. */
  asked<T>(
    scope: Scope,
    ask: AskWebhook,
    answer: (tx: Tx<Scope>, period: MessagingPeriod) => Promise<T>,
  ) {
    return this.db.transaction(scope, async (tx) => {
      await tx.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const period = await this.period(tx, ask);
      const { from, to, days, tz } = period;
      const head = await this.head(tx, { from, to, days, tz });
      return { ...head, data: await answer(tx, period) };
    });
  }

  private ofNow<T>(scope: Scope, answer: (tx: Tx<Scope>) => Promise<T>) {
    return this.db.transaction(scope, async (tx) => {
      await tx.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      return { ...(await this.head(tx, null)), data: await answer(tx) };
    });
  }

  /** What every answer says of itself. */
  async head<P>(tx: Tx, period: P) {
    return {
      success: true as const,
      source: 'live' as const,
      asOf: this.clock.now().toISOString(),
      asOfSequence: await this.messaging.periods.place(tx),
      period,
    };
  }
}

function buttonAnalytics(found: ButtonFigures): WebhookMetrics['data']['button_analytics'] {
  const { byButton, byDay, byHour, p50Seconds, p90Seconds, unlocks, batchUnlocks } = found;
  const all = byButton.reduce((sum, { clicks }) => sum + clicks, 0);
  return {
    by_button: byButton.map(({ button, clicks, clickers }) => ({
      button,
      clicks,
      unique_clickers: clickers,
      share: rateOf(clicks, all),
    })),
    by_day: byDay,
    by_hour: [...byHour],
    most_popular: byButton[0]?.button ?? null,
    time_to_click: { p50_s: p50Seconds, p90_s: p90Seconds },
    batch_unlock_rate: rateOf(batchUnlocks, unlocks),
    daily_button_clicks: Object.fromEntries(byDay.map(({ day, clicks }) => [day, clicks])),
    hourly_distribution: Object.fromEntries(byHour.map((clicks, hour) => [String(hour), clicks])),
  };
}

export function chatFigures(chat: ChatFigures): WebhookMetrics['data']['chat'] {
  const time = ({ count, avgMs, p95Ms }: ChatFigures['response']['human']) => ({
    count,
    avg_ms: avgMs,
    p95_ms: p95Ms,
  });
  const times = ({ automatic, human }: ChatFigures['response']) => ({
    automatic: time(automatic),
    human: time(human),
  });
  return {
    messages_in: chat.messagesIn,
    messages_out: chat.messagesOut,
    messages_failed: chat.messagesFailed,
    opened: chat.opened,
    closed: chat.closed,
    completed: chat.completed,
    timeouts: chat.timeouts,
    completion_rate: rateOf(chat.completed, chat.closed),
    timeout_rate: rateOf(chat.timeouts, chat.closed),
    escalations: chat.escalations,
    escalation_rate: rateOf(chat.openedEscalated, chat.opened),
    response_time: {
      ...times(chat.response),
      by_channel: {
        whatsapp: times(chat.responseOf.whatsapp),
        email: times(chat.responseOf.email),
      },
    },
    by_day: chat.byDay.map(({ day, messagesIn, messagesOut }) => ({
      day,
      messages_in: messagesIn,
      messages_out: messagesOut,
    })),
  };
}
