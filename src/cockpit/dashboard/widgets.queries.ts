import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, type Tx } from '../../core/database';
import { Health } from '../../core/health';
import { ConversationsQueries, ResponsesQueries } from '../../conversations';
import { OpportunitiesQueries, ProposalsQueries } from '../../customers';
import { EmailQueries } from '../../email';
import { EventsQueries } from '../../events';
import { FollowUpFigures } from '../../follow-ups';
import type { Scope } from '../../identity';
import { LeadsQueries } from '../../leads';
import { WebhookQueries } from '../../whatsapp';
import { WebhookFigures } from '../webhook/webhook-figures.queries';
import { type Width, widthOf } from './width.rules';
import type { AskWidget, MyDay, Pipeline, Providers, Sending } from './widgets.dto';

interface Snapshot {
  readonly asOf: string;
  readonly asOfSequence: string;
  readonly scope: Width;
}

const AWAITING_APPROVAL = { state: ['deferred' as const], reason: ['AWAITING_APPROVAL'] };

/** Whom the widgets ask. */
@Injectable()
export class WidgetOwners {
  constructor(
    readonly config: Config,
    readonly health: Health,
    readonly leads: LeadsQueries,
    readonly responses: ResponsesQueries,
    readonly proposals: ProposalsQueries,
    readonly followUps: FollowUpFigures,
    readonly email: EmailQueries,
    readonly opportunities: OpportunitiesQueries,
    readonly conversations: ConversationsQueries,
    readonly webhook: WebhookFigures,
    readonly intake: WebhookQueries,
  ) {}
}

/** What the widgets show; every number is asked of its owner as the count of the list behind it. */
@Injectable()
export class WidgetsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly owners: WidgetOwners,
  ) {}

  myDay(scope: Scope, { scope: asked }: AskWidget): Promise<MyDay> {
    return this.snapshot(scope, asked, async (tx, narrow) => {
      const { leads, responses, followUps, conversations, webhook } = this.owners;
      const owner = narrow ? { owner: ['me' as const] } : {};
      const work = await leads.work(tx, narrow || scope.kind === 'own');
      const decides = scope.role === 'MANAGER' || scope.role === 'ADMIN';
      const answers = await responses.count(tx, { state: 'review', ...owner });
      const proposals = decides ? await this.proposals(tx, owner) : null;
      const approvals = await followUps.count(tx, { approvals: AWAITING_APPROVAL }, owner);
      return {
        answers,
        proposals,
        unanswered: await conversations.count(tx, { box: 'waiting', ...owner }),
        inbox:
          answers +
          (proposals ?? 0) +
          work.contactsLeft +
          (await conversations.countWaitingAlone(tx, owner)),
        hotClicks: await webhook.countHotClicks(tx, narrow ? scope.userId : null),
        ...work,
        protectionEnding: await leads.count(tx, { protection: ['GRACE'], ...owner }),
        clockRequests: decides ? work.clockRequests : null,
        importApprovals: decides ? work.importApprovals : null,
        followUpApprovals: decides ? approvals.approvals : null,
      };
    });
  }

  /** Those whose answer waits itself are settled with it. */
  private async proposals(tx: Tx<Scope>, owner: { owner?: 'me'[] }): Promise<number> {
    const { proposals, responses } = this.owners;
    const answers = await proposals.answers(tx, { state: 'pending', ...owner });
    if (answers.length === 0) return 0;
    return answers.length - (await responses.count(tx, { state: 'review', id: answers }));
  }

  pipeline(scope: Scope, { scope: asked }: AskWidget): Promise<Pipeline> {
    return this.snapshot(scope, asked, async (tx, narrow) => {
      const parts = await this.owners.leads.pipeline(tx, narrow ? { owner: ['me'] } : {});
      const opportunities = await this.owners.opportunities.pipeline(tx, narrow ? 'me' : undefined);
      return { parts: parts.map((part) => ({ ...part, value: [...part.value] })), opportunities };
    });
  }

  sending(scope: Scope, { scope: asked }: AskWidget): Promise<Sending> {
    return this.snapshot(scope, asked, async (tx, narrow) => {
      const { oldestDueAt, lastSentAt, ...numbers } = await this.owners.email.sending(
        tx,
        narrow ? scope.userId : null,
      );
      return {
        ...numbers,
        oldestDueAt: oldestDueAt?.toISOString() ?? null,
        lastSentAt: lastSentAt?.toISOString() ?? null,
      };
    });
  }

  /** Asks the doors themselves, which may take as long as they take to answer. */
  async providers(): Promise<Providers> {
    const { config, health, intake } = this.owners;
    const modes = { email: config.get('EMAIL_MODE'), whatsapp: intake.mode };
    const items = await Promise.all(
      (['email', 'whatsapp'] as const).map(async (channel) => {
        const mode = modes[channel];
        const found = await health.probe(channel);
        // A process that does not send says off as well, and knows nothing.
        const isAsked = mode === 'off' || found?.state !== 'off';
        const state = isAsked ? (found?.state ?? null) : null;
        return { channel, mode, state, latencyMs: found?.latencyMs ?? null };
      }),
    );
    return { asOf: this.clock.now().toISOString(), items };
  }

  /** One snapshot of the part that is asked for. @param read is told whether only what the reader owns is meant */
  private async snapshot<T>(
    scope: Scope,
    asked: Width | undefined,
    read: (tx: Tx<Scope>, narrow: boolean) => Promise<T>,
  ): Promise<T & Snapshot> {
    const width = widthOf(scope, asked);
    return this.db.transaction(scope, async (tx) => {
      await tx.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const asOfSequence = await this.events.safeSequence(tx);
      // Of a sales user, what they see is what they own and what they were asked to help with.
      const found = await read(tx, width === 'own' && scope.kind !== 'own');
      return { asOf: this.clock.now().toISOString(), asOfSequence, scope: width, ...found };
    });
  }
}
