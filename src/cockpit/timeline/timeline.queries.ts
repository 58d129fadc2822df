import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EmailQueries, type MailState } from '../../email';
import { EventsQueries } from '../../events';
import type { RecordedEvent } from '../../events/recorded-event';
import { parseSequence } from '../../events/sequence.rules';
import { TraceQueries } from '../../follow-ups';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import type {
  ReadTimeline,
  TimelineDecision,
  TimelineItem,
  TimelineMail,
  TimelinePage,
} from './timeline.dto';
import { decisionIn, groupOf, messageIdOf, timelineTypes } from './timeline.rules';

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
      const found = await this.events.about(tx, leadId, {
        types: timelineTypes(filter && [filter]),
        after: after === undefined ? null : parseSequence(after),
        before: cursor === undefined ? null : parseSequence(cursor),
        limit: limit + 1,
      });
      const items = await this.dress(tx, found.slice(0, limit));
      const nextCursor = found.length > limit ? (items.at(-1)?.sequence ?? null) : null;
      const asOf = this.clock.now().toISOString();
      return { items, nextCursor, previousCursor: null, asOf, asOfSequence };
    });
  }

  private async dress(tx: Tx<Scope>, events: readonly RecordedEvent[]): Promise<TimelineItem[]> {
    const entries = await this.leads.timelineEntries(tx, events);
    const mails = await this.email.states(tx, [
      ...new Set(events.flatMap((event) => messageIdOf(event) ?? [])),
    ]);
    const decisions = await this.decisions(tx, events);
    return events.map((event) => {
      const { id, sequence, type, time, recordedAt, data } = event;
      const mail = mails.get(messageIdOf(event) ?? '');
      return {
        id,
        sequence,
        type,
        group: groupOf(type),
        at: time.toISOString(),
        recordedAt: recordedAt.toISOString(),
        data: data as Record<string, unknown>,
        ...(entries.get(id) ?? { people: [], activity: null, consent: null, task: null }),
        mail: mail ? shown(mail) : null,
        decision: decisions.get(id) ?? null,
      };
    });
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

function shown(mail: MailState): TimelineMail {
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
