import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { ResponsesQueries } from '../../conversations';
import { OpportunitiesQueries } from '../../customers';
import { EmailQueries, type MailState } from '../../email';
import { EventsQueries } from '../../events';
import type { RecordedEvent } from '../../events/recorded-event';
import { parseSequence } from '../../events/sequence.rules';
import { TraceQueries } from '../../follow-ups';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { type InboundMessage, type OutboundMessage, WhatsAppQueries } from '../../whatsapp';
import type {
  ReadTimeline,
  TimelineDecision,
  TimelineItem,
  TimelineMail,
  TimelineMessage,
  TimelinePage,
} from './timeline.dto';
import {
  actOf,
  chatMessageOf,
  decisionIn,
  groupOf,
  isTold,
  messageIdOf,
  readIn,
  timelineTypes,
} from './timeline.rules';

const NO_ENTRY = { people: [], activity: null, consent: null, task: null };

/**
 * What happened to a lead in all modules. Every module writes to the one log, so its order is the merged one and a
 * page is one walk along the index of the lead; the owners then add what they know of the facts on it, each in a
 * few statements whatever the size of the page.
 */
@Injectable()
export class TimelineQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly leads: LeadsQueries,
    private readonly email: EmailQueries,
    private readonly traces: TraceQueries,
    private readonly users: UsersQueries,
    private readonly whatsapp: WhatsAppQueries,
    private readonly opportunities: OpportunitiesQueries,
    private readonly responses: ResponsesQueries,
  ) {}

  /** The newest first. @throws LeadNotFound */
  async page(
    scope: Scope,
    leadId: string,
    { filter, after, cursor, limit }: ReadTimeline,
  ): Promise<TimelinePage> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      await this.leads.requireVisible(tx, leadId);
      const page = {
        types: timelineTypes(filter && [filter]),
        after: after === undefined ? null : parseSequence(after),
        before: cursor === undefined ? null : parseSequence(cursor),
        limit: limit + 1,
      };
      const found = await this.events.about(tx, leadId, page);
      // What happened to leads that have become part of it happened to it.
      for (const part of await this.leads.mergedInto(tx, leadId))
        found.push(...(await this.events.about(tx, part, page)));
      found.sort((a, b) => (a.sequence < b.sequence ? 1 : -1));
      const shown = found.slice(0, limit);
      const items = await this.dress(tx, shown.filter(isTold));
      const nextCursor = found.length > limit ? (shown.at(-1)?.sequence ?? null) : null;
      const asOf = this.clock.now().toISOString();
      return { items, nextCursor, previousCursor: null, asOf, asOfSequence };
    });
  }

  private async dress(tx: Tx<Scope>, events: readonly RecordedEvent[]): Promise<TimelineItem[]> {
    const entries = await this.leads.timelineEntries(tx, events);
    const mails = await this.email.states(tx, [
      ...new Set(events.flatMap((event) => messageIdOf(event) ?? [])),
    ]);
    const messages = await this.messages(tx, events);
    const decisions = await this.decisions(tx, events);
    const opportunities = await this.opportunities.ofFacts(tx, events);
    const sources = await this.responses.sources(tx, events.flatMap(readIn));
    return events.map((event) => {
      const { id, sequence, type, time, recordedAt, data } = event;
      const mail = mails.get(messageIdOf(event) ?? '');
      const entry = entries.get(id) ?? NO_ENTRY;
      return {
        id,
        sequence,
        type,
        group: groupOf(type),
        at: time.toISOString(),
        recordedAt: recordedAt.toISOString(),
        data: data as Record<string, unknown>,
        ...entry,
        act: actOf(event, {
          origin: entry.activity?.origin ?? null,
          source: readIn(event).flatMap((read) => sources.get(read) ?? [])[0] ?? null,
        }),
        mail: mail ? mailAsShown(mail) : null,
        message: messages.get(messageIdOf(event) ?? '') ?? null,
        decision: decisions.get(id) ?? null,
        opportunity: opportunities.get(id) ?? null,
      };
    });
  }

  /** Events carry no text: it is asked of its owner with the reader's rights. */
  private async messages(
    tx: Tx<Scope>,
    events: readonly RecordedEvent[],
  ): Promise<Map<string, TimelineMessage>> {
    const named = events.flatMap((event) => chatMessageOf(event) ?? []);
    const ids = (isOurs: boolean) => [
      ...new Set(named.filter((one) => one.isOurs === isOurs).map(({ id }) => id)),
    ];
    const [ours, theirs] = [ids(true), ids(false)];
    const outbound =
      ours.length > 0 ? await this.whatsapp.outbound(tx, ours) : new Map<string, OutboundMessage>();
    const inbound =
      theirs.length > 0
        ? await this.whatsapp.inbound(tx, theirs)
        : new Map<string, InboundMessage>();
    const names = await this.users.names(
      tx,
      [...outbound.values()].map(({ senderUserId }) => senderUserId),
    );
    return new Map<string, TimelineMessage>([
      ...[...outbound.values()].map(
        ({ id, text, state, reason, author, senderUserId }): [string, TimelineMessage] => [
          id,
          {
            messageId: id,
            text,
            state,
            reason,
            author,
            authorName: senderUserId === null ? null : (names.get(senderUserId) ?? null),
            filename: null,
          },
        ],
      ),
      ...[...inbound.values()].map(({ id, text, media }): [string, TimelineMessage] => [
        id,
        {
          messageId: id,
          text,
          state: null,
          reason: null,
          author: null,
          authorName: null,
          filename: media?.filename ?? null,
        },
      ]),
    ]);
  }

  private async decisions(
    tx: Tx<Scope>,
    events: readonly RecordedEvent[],
  ): Promise<Map<string, TimelineDecision>> {
    const told = events.flatMap((event) => {
      const fact = decisionIn(event);
      return fact ? [{ eventId: event.id, fact }] : [];
    });
    const words = await this.traces.inWords(
      tx,
      told.map(({ fact }) => fact),
    );
    const names = await this.users.names(
      tx,
      words.map(({ decidedBy }) => decidedBy),
    );
    return new Map(
      told.flatMap(({ eventId, fact }, index) => {
        const said = words[index];
        if (!said) return [];
        const { decidedBy: by, ...rest } = said;
        const decidedBy = by === null ? null : { id: by, name: names.get(by) ?? '' };
        const nextAt = fact.nextAt?.toISOString() ?? null;
        return [[eventId, { ...fact, ...rest, nextAt, decidedBy }]];
      }),
    );
  }
}

function mailAsShown(mail: MailState): TimelineMail {
  const { messageId, about, status, reason, toAddress, templateKey, templateVersion } = mail;
  const { locale, sentAt } = mail;
  return {
    messageId,
    about,
    status,
    reason,
    toAddress,
    templateKey,
    templateVersion,
    locale,
    sentAt: sentAt?.toISOString() ?? null,
  };
}
