import { Injectable } from '@nestjs/common';
import { MessagingQueries } from '../../analytics';
import { ConversationsQueries } from '../../conversations';
import type { Tx } from '../../core/database';
import type { Scope } from '../../identity';
import { WhatsAppQueries } from '../../whatsapp';
import { maskedPhone } from './figures.rules';
import type { AskSessions, WebhookSessions } from './webhook.dto';
import { chatFigures, WebhookFigures } from './webhook-figures.queries';

const RECENT = 20;

/** Conversations as other screens know them: rows of their owner, figures of analytics, numbers of the channel. */
@Injectable()
export class WebhookSessionsQueries {
  constructor(
    private readonly figures: WebhookFigures,
    private readonly messaging: MessagingQueries,
    private readonly conversations: ConversationsQueries,
    private readonly whatsapp: WhatsAppQueries,
  ) {}

  async list(scope: Scope, ask: AskSessions): Promise<WebhookSessions> {
    const { status, channel, owner, q, limit, cursor, days, tz } = ask;
    const answer = await this.figures.asked(scope, { days, owner, tz }, async (tx, period) => {
      const page = await this.conversations.page(tx, {
        box: status ? 'all' : 'open',
        limit,
        ...(status && { state: status }),
        ...(channel && { channel: [channel] }),
        ...(owner && { owner }),
        ...(q && { q }),
        ...(cursor && { cursor }),
      });
      const phones = await this.phones(
        tx,
        page.items.map(({ leadId }) => leadId),
      );
      const chat = await this.messaging.figures.chat(tx, period);
      return {
        nextCursor: page.nextCursor,
        active_count: await this.conversations.activeCount(tx, channel ?? null),
        metrics: chatFigures(chat),
        active_sessions: page.items.map((row) => {
          const phone = row.channel === 'whatsapp' ? (phones.get(row.leadId) ?? null) : null;
          const isMine = row.owner !== null && row.owner.id === scope.userId;
          return {
            id: row.id,
            channel: row.channel,
            status: row.state,
            lead_id: row.leadId,
            company: row.company,
            contact_name: row.contact?.name ?? row.sender,
            phone: phone === null || isMine ? phone : maskedPhone(phone),
            owner_id: row.owner?.id ?? null,
            assignee: row.assignee,
            last_inbound_at: row.lastInboundAt,
            last_outbound_at: row.lastOutboundAt,
            window_until: row.windowExpiresAt,
            unread: row.unread,
            topics: row.topics,
          };
        }),
        recent_interactions: await this.figures.interactions(tx, { limit: RECENT }),
        trends: chat.byDay.map(({ day, opened, closed, messagesIn, messagesOut }) => ({
          day,
          opened,
          closed,
          messages_in: messagesIn,
          messages_out: messagesOut,
        })),
      };
    });
    const { nextCursor, ...data } = answer.data;
    return { ...answer, nextCursor, data };
  }

  /** The number that somebody at a lead wrote from last. */
  private async phones(tx: Tx, leadIds: readonly string[]): Promise<Map<string, string>> {
    const last = await this.messaging.news.lastInbound(tx, [...new Set(leadIds)]);
    const messages = await this.whatsapp.inbound(tx, [...last.values()]);
    return new Map(
      [...last].flatMap(([leadId, messageId]) => {
        const phone = messages.get(messageId)?.phone;
        return phone ? [[leadId, phone] as const] : [];
      }),
    );
  }
}
