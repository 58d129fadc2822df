import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { type Place, placeAt, plusWindowHours } from '../../core/calendar/working-hours.rules';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import {
  ConversationAssigned,
  ConversationClosed,
  ConversationEscalated,
} from '../../events/catalogue';
import type { Fact } from '../../events/event-log';
import type { RecordedEvent } from '../../events/recorded-event';
import { Settings, UsersQueries } from '../../identity';
import { LeadsQueries, LeadsService } from '../../leads';
import { ServiceHours } from '../inbox/settings.rules';
import { type CloseReason, Conversation, type WaitingReason } from './conversation.entity';
import { ANSWERED, stateColumns } from './states.rules';
import { demandOf, type Said, waitsForPerson } from './waiting.rules';

/** What a person owes a chat. */
export const ANSWER_CHAT = 'ANSWER_CHAT';

/** Words that no program answers, and when they came. */
type Heard = Said & { readonly at: Date };

/** Who answers a conversation, and whether somebody has to; each change counts its version up and is told. */
@Injectable()
export class Desk {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly settings: Settings,
    private readonly users: UsersQueries,
    private readonly leads: LeadsService,
    private readonly known: LeadsQueries,
  ) {}

  /** Locks a conversation for a change; null when there is none that the caller may change. */
  async lock(tx: Tx, id: string): Promise<Conversation | null> {
    return tx.manager.findOne(Conversation, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
  }

  async assign(tx: Tx, conversation: Conversation, to: string | null): Promise<Conversation> {
    const from = conversation.assigneeId;
    if (from === to) return conversation;
    const changed = await this.save(tx, conversation, { assigneeId: to });
    await this.tell(tx, changed, { definition: ConversationAssigned, data: { from, to } });
    return changed;
  }

  /** A person has to go on: the owner of the lead, within the service level. One that waits already goes on waiting. */
  async escalate(
    tx: Tx,
    conversation: Conversation,
    reason: WaitingReason,
    cause?: RecordedEvent,
  ): Promise<Conversation> {
    if (conversation.state === 'pending_agent') return conversation;
    const since = conversation.waitingSince ?? this.clock.now();
    const dueAt = conversation.answerDueAt ?? (await this.dueAfter(tx, conversation, since));
    const changed = await this.save(tx, conversation, {
      ...stateColumns('open'),
      ...{ state: 'pending_agent', waitingReason: reason, waitingSince: since, answerDueAt: dueAt },
    });
    const data = { reason, dueAt: dueAt.toISOString() };
    await this.tell(tx, changed, { definition: ConversationEscalated, data }, cause);
    await this.leads.openTask(tx, {
      ...{ leadId: changed.subjectId, kind: ANSWER_CHAT, subjectCode: changed.id, dueAt },
      ...{ assigneeId: changed.ownerId, origin: `conversation:${changed.id}` },
    });
    const assignee = changed.assigneeId ?? changed.ownerId;
    return this.assign(tx, changed, assignee);
  }

  /** What a contact wrote is handed over, waits for an answer, or needs none. */
  async hear(
    tx: Tx,
    conversation: Conversation,
    said: Heard,
    cause?: RecordedEvent,
  ): Promise<void> {
    const isOver = ['UNSUBSCRIBE', 'AUTO_REPLY'].includes(said.judgement.class);
    const demand = isOver ? null : demandOf(said.intent);
    if (demand !== null) await this.escalate(tx, conversation, demand, cause);
    else if (waitsForPerson(said, false)) await this.owe(tx, conversation, said.at);
  }

  /** Somebody wants an answer, within the service level; what was asked first counts. */
  async owe(tx: Tx, conversation: Conversation, since: Date): Promise<void> {
    const { id, state, waitingSince } = conversation;
    if (state === 'closed' || waitingSince !== null) return;
    const answerDueAt = await this.dueAfter(tx, conversation, since);
    await tx.manager.update(Conversation, { id }, { waitingSince: since, answerDueAt });
  }

  /** What was asked until then needs no answer any more. What was handed over goes on waiting for whoever has it. */
  async settle(tx: Tx, conversation: Conversation, until: Date): Promise<void> {
    const { id, state, waitingSince, lastInboundAt } = conversation;
    const isLast = lastInboundAt === null || lastInboundAt <= until;
    if (state === 'pending_agent' || waitingSince === null || !isLast) return;
    await tx.manager.update(Conversation, { id }, ANSWERED);
  }

  /** A person has answered: nobody waits any more, and whoever answered goes on. */
  async takeUp(tx: Tx, conversation: Conversation, by: string | null): Promise<Conversation> {
    await tx.manager.update(Conversation, { id: conversation.id }, { unread: 0 });
    const isCalm = conversation.state === 'open' && conversation.waitingSince === null;
    const calm = isCalm
      ? conversation
      : await this.save(tx, conversation, { ...stateColumns('open'), ...ANSWERED });
    await this.leads.closeTasks(tx, [calm.subjectId], ANSWER_CHAT, calm.id);
    return calm.assigneeId === null && by !== null ? this.assign(tx, calm, by) : calm;
  }

  async close(
    tx: Tx,
    conversation: Conversation,
    reason: CloseReason,
    cause?: RecordedEvent,
  ): Promise<Conversation> {
    if (conversation.state === 'closed') return conversation;
    const changed = await this.save(tx, conversation, {
      ...{ ...stateColumns('open'), ...ANSWERED },
      ...{ state: 'closed', closedAt: this.clock.now(), closeReason: reason, doubts: 0 },
    });
    await this.tell(tx, changed, { definition: ConversationClosed, data: { reason } }, cause);
    await this.leads.closeTasks(tx, [changed.subjectId], ANSWER_CHAT, changed.id);
    return changed;
  }

  /** Opens what was closed, or wakes what slept. */
  reopen(tx: Tx, conversation: Conversation): Promise<Conversation> {
    if (conversation.state === 'open') return Promise.resolve(conversation);
    return this.save(tx, conversation, stateColumns('open'));
  }

  snooze(tx: Tx, conversation: Conversation, until: Date): Promise<Conversation> {
    return this.save(tx, conversation, stateColumns({ snoozedUntil: until }));
  }

  private async dueAfter(tx: Tx, conversation: Conversation, since: Date): Promise<Date> {
    const hours = await this.settings.getFresh(tx, ServiceHours);
    return plusWindowHours(since, hours, await this.placeOf(tx, conversation));
  }

  /** Whose nights, weekends and holidays do not count. */
  private async placeOf(tx: Tx, { subjectId, territory }: Conversation): Promise<Place> {
    const market = (await this.users.markets(tx)).get(territory);
    const lead = (await this.known.forFollowUps(tx, [subjectId])).get(subjectId);
    const zones = [...(lead?.contacts ?? []).map(({ timeZone }) => timeZone), market?.timeZone];
    return placeAt(lead ?? { country: market?.country ?? '', postalCode: null }, zones);
  }

  private async save(
    tx: Tx,
    conversation: Conversation,
    patch: Partial<Conversation>,
  ): Promise<Conversation> {
    const change = { ...patch, version: conversation.version + 1 };
    await tx.manager.update(Conversation, { id: conversation.id }, change);
    return { ...conversation, ...change };
  }

  private async tell(
    tx: Tx,
    { id, subjectId, contactId, channel, version, simulated }: Conversation,
    { definition, data }: Pick<Fact, 'definition'> & { data: object },
    cause?: RecordedEvent,
  ): Promise<void> {
    const common = { conversationId: id, leadId: subjectId, contactId, channel, version };
    const occurredAt = this.clock.now().toISOString();
    await this.events.recordAll(tx, [
      {
        ...{ definition, subject: id, simulated },
        data: { ...common, occurredAt, ...data },
        ...(cause && { cause }),
      },
    ]);
  }
}
