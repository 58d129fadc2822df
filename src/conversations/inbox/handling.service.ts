import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { requireMatch } from '../../core/if-match';
import { Database, type Tx } from '../../core/database';
import { AccessQueries, Audit, type Scope, UsersQueries } from '../../identity';
import {
  ConversationNotFound,
  ConversationNotReopenable,
  ColleagueCannotAnswer,
} from '../conversations.problems';
import { Conversation } from '../threads/conversation.entity';
import { Desk } from '../threads/desk.service';
import { reopens } from '../threads/states.rules';
import { ConversationsQueries } from './conversations.queries';
import type {
  AssignConversation,
  CloseConversation,
  ConversationView,
  SnoozeConversation,
} from './inbox.dto';

/** What people do with conversations. */
@Injectable()
export class Handling {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly desk: Desk,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
    private readonly audit: Audit,
    private readonly queries: ConversationsQueries,
  ) {}

  /** @throws ColleagueCannotAnswer for somebody who does not see the lead */
  assign(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    { assigneeId }: AssignConversation,
  ): Promise<ConversationView> {
    return this.change(scope, id, ifMatch, async (tx, conversation) => {
      if (assigneeId !== null) await this.requireAnswerer(tx, conversation, assigneeId);
      const before = { assigneeId: conversation.assigneeId };
      if (before.assigneeId === assigneeId) return;
      await this.desk.assign(tx, conversation, assigneeId);
      await this.audit.write(tx, {
        ...{ act: 'conversations.assign', subjectId: conversation.subjectId },
        ...{ before, after: { assigneeId } },
      });
    });
  }

  /** One whose lead became a customer while somebody waited is closed as that. */
  close(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    { reason }: CloseConversation,
  ): Promise<ConversationView> {
    return this.change(scope, id, ifMatch, async (tx, conversation) => {
      const why = conversation.customerId !== null && reason === 'resolved' ? 'converted' : reason;
      await this.desk.close(tx, conversation, why);
    });
  }

  /** @throws ConversationNotReopenable after 24 hours, or when another one has begun */
  reopen(scope: Scope, id: string, ifMatch: string | undefined): Promise<ConversationView> {
    return this.change(scope, id, ifMatch, async (tx, conversation) => {
      if (conversation.state !== 'closed') return;
      if (!reopens(conversation.closedAt, this.clock.now())) throw new ConversationNotReopenable();
      const { subjectId, channel, contactId } = conversation;
      const others = await tx.rows(
        `SELECT 1 FROM conversations WHERE subject_id = $1 AND channel = $2 AND state <> 'closed'
            AND contact_id IS NOT DISTINCT FROM $3 LIMIT 1`,
        [subjectId, channel, contactId],
      );
      if (others.length > 0) throw new ConversationNotReopenable();
      await this.desk.reopen(tx, conversation);
    });
  }

  snooze(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    { until: text }: SnoozeConversation,
  ): Promise<ConversationView> {
    return this.change(scope, id, ifMatch, async (tx, conversation) => {
      if (text === null) {
        if (conversation.state === 'snoozed') await this.desk.reopen(tx, conversation);
        return;
      }
      const until = new Date(text);
      if (until <= this.clock.now())
        throw new InvalidRequest(undefined, {
          errors: [
            {
              pointer: '#/until',
              detail: { en: 'lies in the past', de: 'liegt in der Vergangenheit' },
            },
          ],
        });
      await this.desk.snooze(tx, conversation, until);
    });
  }

  /** Only who answers has read it: a manager who looks in leaves it unread. */
  async read(scope: Scope, id: string): Promise<ConversationView> {
    return this.db.transaction(scope, async (tx) => {
      await tx.rows(
        `UPDATE conversations SET unread = 0
          WHERE id = $1 AND unread > 0 AND coalesce(assignee_id, owner_id) = $2`,
        [id, scope.userId],
        'handling.read',
      );
      return this.queries.view(tx, id);
    });
  }

  private async change(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    act: (tx: Tx<Scope>, conversation: Conversation) => Promise<void>,
  ): Promise<ConversationView> {
    return this.db.transaction(scope, async (tx) => {
      const conversation = await this.desk.lock(tx, id);
      if (!conversation) throw new ConversationNotFound();
      requireMatch(ifMatch, conversationEtag(conversation));
      await act(tx, conversation);
      return this.queries.view(tx, id);
    });
  }

  /** Whoever answers has to see the lead: its owner, who works on it too, who manages the team, or who sees all. */
  private async requireAnswerer(
    tx: Tx,
    { ownerId, teamId, subjectId }: Conversation,
    userId: string,
  ): Promise<void> {
    if (userId === ownerId) return;
    const colleague = await this.users.assignable(tx, userId);
    if (!colleague) throw new ColleagueCannotAnswer();
    if (colleague.role === 'ADMIN') return;
    if (await this.users.manages(tx, userId, teamId)) return;
    const helpers = await this.access.collaborators(tx, subjectId);
    if (!helpers.includes(userId)) throw new ColleagueCannotAnswer();
  }
}

/** @throws PreconditionRequired, StaleVersion unless `ifMatch` names the version that stands */
export function conversationEtag({ id, version }: { id: string; version: number }): string {
  return `"conversation-${id}-${String(version)}"`;
}
