import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventLog } from '../../events';
import { ConversionReviewed } from '../../events/catalogue';
import type { Scope } from '../../identity';
import { ApprovalDecided, ApprovalNotFound } from '../customers.problems';
import { Evaluation } from '../judging/evaluation.entity';
import { Approval } from './approval.entity';
import type { DecideProposal, ProposalView } from './conversion.dto';
import { Conversions } from './conversions.service';
import { ProposalsQueries } from './proposals.queries';
import { Proposals } from './proposals.service';

/** What people make of conversions that rules propose. */
@Injectable()
export class Reviews {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly queries: ProposalsQueries,
    private readonly conversions: Conversions,
    private readonly proposals: Proposals,
  ) {}

  /** @throws ApprovalDecided for the second who decides */
  async decide(scope: Scope, id: string, decision: DecideProposal): Promise<ProposalView> {
    return this.db.transaction(scope, async (tx) => {
      const approval = await tx.manager.findOne(Approval, {
        where: { id },
        lock: { mode: 'for_no_key_update' },
      });
      if (!approval) throw new ApprovalNotFound();
      if (approval.state !== 'pending')
        throw new ApprovalDecided(undefined, { members: { state: approval.state } });
      const { outcome, reason = null } = decision;
      const decided = {
        state: outcome,
        decidedAt: this.clock.now(),
        decidedBy: scope.userId,
        reason,
      };
      await tx.manager.update(Approval, { id }, decided);
      const evaluation = await tx.manager.findOneByOrFail(Evaluation, {
        id: approval.evaluationId,
      });
      await this.carryOut(tx, evaluation, outcome);
      await this.events.record(tx, ConversionReviewed, approval.subjectId, {
        ...{ leadId: approval.subjectId, approvalId: id, number: approval.number, outcome },
        ...{ responseId: evaluation.responseId, decidedBy: scope.userId },
      });
      return this.queries.view(tx, id);
    });
  }

  private async carryOut(
    tx: Tx,
    evaluation: Evaluation,
    outcome: 'approved' | 'refused',
  ): Promise<void> {
    const { id, subjectId: leadId, responseId, followUpId, matched } = evaluation;
    if (outcome === 'refused') return this.proposals.closeFor(tx, leadId);
    const { ruleSetId: setId, ruleSetVersion: setVersion } = evaluation;
    const rule = { key: matched[0] ?? '', setId, setVersion };
    const ground = { evaluationId: id, rule, responseId, followUpId, cause: null };
    await this.conversions.convert(tx, { leadId, number: null, vatId: null, ground });
  }
}
