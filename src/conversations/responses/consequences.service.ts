import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { LeadsQueries, LeadsService } from '../../leads';
import type { ResponseClass } from '../classification/classify.rules';
import { Desk } from '../threads/desk.service';
import type { Response } from './response.entity';

const HOUR_MS = 3_600_000;
/** The law gives a month (Art. 12(3) GDPR); whoever threatens should hear from a person at once. */
const LEGAL_HOURS = 24;
const LOST_HOURS = 72;
/** Whoever read it so owes nobody an answer. */
const NEEDS_NO_ANSWER: readonly ResponseClass[] = ['NEGATIVE', 'UNSUBSCRIBE', 'AUTO_REPLY'];

/** What people have to do about an answer whose class is settled. */
@Injectable()
export class Consequences {
  constructor(
    private readonly clock: Clock,
    private readonly queries: LeadsQueries,
    private readonly leads: LeadsService,
    private readonly desk: Desk,
  ) {}

  async follow(tx: Tx, response: Response): Promise<void> {
    if (response.state !== 'decided') return;
    const rule = response.evidence[0]?.rule ?? '';
    if (response.decidedBy !== null && NEEDS_NO_ANSWER.includes(response.class))
      await this.settle(tx, response);
    if (response.class === 'NEGATIVE') await this.ask(tx, response, 'MARK_AS_LOST', LOST_HOURS);
    if (response.class === 'UNSUBSCRIBE' && rule.includes('.legal.'))
      await this.ask(tx, response, 'LEGAL_THREAT', LEGAL_HOURS, null);
  }

  private async settle(tx: Tx, { conversationId, receivedAt }: Response): Promise<void> {
    const conversation = conversationId && (await this.desk.lock(tx, conversationId));
    if (conversation) await this.desk.settle(tx, conversation, receivedAt);
  }

  /** Opens a task of the owner, or of whoever manages the team when `assignee` is null; none for a closed lead. */
  async ask(
    tx: Tx,
    { id, subjectId: leadId }: Pick<Response, 'id' | 'subjectId'>,
    kind: string,
    hours: number,
    assignee?: null,
  ): Promise<void> {
    const lead = (await this.queries.forFollowUps(tx, [leadId])).get(leadId);
    if (!lead || (kind === 'MARK_AS_LOST' && ['LOST', 'CONVERTED'].includes(lead.status))) return;
    await this.leads.openTask(tx, {
      leadId,
      kind,
      subjectCode: kind,
      assigneeId: assignee === null ? null : lead.ownerId,
      dueAt: new Date(this.clock.now().getTime() + hours * HOUR_MS),
      origin: `response:${id}`,
    });
  }
}
