import { Injectable } from '@nestjs/common';
import { CANARY_ID } from '../../core/canary.rules';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EmailService } from '../../email';
import { WhatsAppService } from '../../whatsapp';
import { EventLog } from '../../events';
import { FollowUpRunCompleted } from '../../events/catalogue';
import { LeadsService } from '../../leads';
import { plusWindowHours } from '../../core/calendar/working-hours.rules';
import { Ending } from '../sequences/ending.service';
import type { Decision } from './decide.rules';
import { type Decided, Decisions, type NewDecision } from './decisions.service';
import { contentOf, mailOf } from './mails.rules';
import { messageOf } from './messages.rules';
import type { ReasonCode } from './reasons.rules';
import { CONSENT_MISSING, ENDS, OWNER_MISSING } from './settling.rules';
import type { Situation } from './world.rules';

export interface Verdict {
  readonly situation: Situation;
  readonly decision: Decision;
}

/** What somebody should look after, and who: null is the manager. */
const TASKS: Partial<Record<ReasonCode, { readonly kind: string; readonly forOwner: boolean }>> = {
  NO_CONSENT: { kind: CONSENT_MISSING, forOwner: true },
  NO_OWNER: { kind: OWNER_MISSING, forOwner: false },
};

const SETTLE = `
  UPDATE follow_ups f SET state = s.state, reason = s.reason, waits_for = s.waits_for, due_at = s.due_at,
         not_after = s.not_after, decision_number = s.decision_number, channel = s.channel, message_id = s.message_id, contact_id = s.contact_id,
         template_version_id = s.template_version_id, attempts = 0, leased_until = NULL,
         recall_due_at = NULL,
         queued_at = CASE s.state WHEN 'queued' THEN $2::timestamptz END,
         settled_at = CASE WHEN s.state IN ('skipped', 'cancelled') THEN $2::timestamptz END
    FROM jsonb_to_recordset($1::jsonb) AS s(id uuid, state text, reason text, waits_for text, due_at timestamptz,
      not_after timestamptz, decision_number int, channel text, message_id uuid, contact_id uuid, template_version_id uuid)
   WHERE f.id = ANY ($3::uuid[]) AND f.id = s.id`;

const WAKE_NEXT = `
  UPDATE follow_ups SET due_at = $2 WHERE enrolment_id = ANY ($1::uuid[]) AND state = 'planned'
     AND waits_for = 'PREVIOUS_OPEN' AND due_at > $2`;

/** Writes down what was decided, with everything that follows from it, set by set. */
@Injectable()
export class Settling {
  constructor(
    private readonly clock: Clock,
    private readonly decisions: Decisions,
    private readonly emails: EmailService,
    private readonly whatsapp: WhatsAppService,
    private readonly ending: Ending,
    private readonly leads: LeadsService,
    private readonly events: EventLog,
  ) {}

  async settle(tx: Tx, verdicts: readonly Verdict[]): Promise<void> {
    const messages = await this.enqueue(tx, verdicts);
    const rows = verdicts.map((verdict) => rowOf(verdict, messages));
    void tx.send(
      SETTLE,
      [JSON.stringify(rows), this.clock.now(), rows.map(({ id }) => id)],
      'follow-ups.settle',
    );
    const news = verdicts.filter(isNews);
    const ids = await this.decisions.record(
      tx,
      news.map((verdict) => decisionOf(verdict, messages)),
    );
    await this.openTasks(tx, news);
    await this.follow(tx, news);
    const counted = news.findIndex(({ situation: { due } }) => due.leadId !== CANARY_ID);
    const first = ids[counted];
    if (first !== undefined)
      await this.summarise(
        tx,
        first,
        news.filter(({ situation: { due } }) => due.leadId !== CANARY_ID),
      );
  }

  /** The mails and messages of the queued ones, in this transaction. @returns their ids by follow-up */
  private async enqueue(tx: Tx, verdicts: readonly Verdict[]): Promise<Map<string, string>> {
    const queued = verdicts.flatMap(({ decision, situation }) =>
      decision.outcome === 'queued' ? situation : [],
    );
    const by = (wanted: 'email' | 'whatsapp') =>
      queued.filter(({ draft }) => draft.route.channel === wanted);
    const [mails, messages] = [by('email'), by('whatsapp')];
    const mailed = await this.emails.enqueueAll(tx, mails.map(mailOf));
    const messaged = await this.whatsapp.enqueueAll(tx, messages.map(messageOf));
    return new Map([
      ...mails.map(({ due }, at) => [due.id, mailed[at]?.messageId ?? ''] as const),
      ...messages.map(({ due }, at) => [due.id, messaged[at]?.messageId ?? ''] as const),
    ]);
  }

  private async openTasks(tx: Tx, news: readonly Verdict[]): Promise<void> {
    for (const { situation, decision } of news) {
      const { reason } = decision;
      const task = reason === null ? undefined : TASKS[reason];
      if (!task || !situation.lead || situation.due.leadId === CANARY_ID) continue;
      const { due, lead, facts } = situation;
      await this.leads.openTask(tx, {
        leadId: due.leadId,
        kind: task.kind,
        // What is missing is missing for every step: one task a lead.
        subjectCode: reason ?? '',
        assigneeId: task.forOwner ? lead.ownerId : null,
        dueAt: facts.now,
        origin: `follow-up:${due.id}`,
      });
    }
  }

  /** What a decision means for the rest of its sequence. */
  private async follow(tx: Tx, news: readonly Verdict[]): Promise<void> {
    const over = news.filter(({ decision: { outcome } }) =>
      ['skipped', 'cancelled'].includes(outcome),
    );
    await this.ending.stop(
      tx,
      over.flatMap(({ situation: { due }, decision: { reason } }) =>
        reason !== null && ENDS.includes(reason) ? [{ leadId: due.leadId, reason }] : [],
      ),
    );
    const enrolments = over.map(({ situation: { due } }) => due.enrolmentId);
    await this.ending.finish(tx, enrolments);
    if (enrolments.length > 0)
      await tx.rows(WAKE_NEXT, [enrolments, this.clock.now()], 'follow-ups.wake-next');
  }

  private async summarise(
    tx: Tx,
    firstDecisionId: string,
    news: readonly Verdict[],
  ): Promise<void> {
    const count = (outcome: string, step?: string) =>
      news.filter(
        ({ decision, situation }) =>
          decision.outcome === outcome && (step === undefined || situation.due.step === step),
      ).length;
    await this.events.record(tx, FollowUpRunCompleted, firstDecisionId, {
      firstDecisionId,
      t3Count: count('queued', 'T3'),
      t7Count: count('queued', 'T7'),
      skipped: count('skipped'),
      deferred: count('deferred'),
      cancelled: count('cancelled'),
      failed: 0,
      processedAt: this.clock.now().toISOString(),
    });
  }
}

/** Being put off once more for the same reason changes no answer. */
export function isNews({ situation: { due }, decision }: Verdict): boolean {
  return decision.outcome !== 'deferred' || decision.reason !== due.waitsFor;
}

function rowOf(verdict: Verdict, messages: ReadonlyMap<string, string>) {
  const { due, facts, step, draft } = verdict.situation;
  const { outcome, reason, nextAt } = verdict.decision;
  const dueAt = nextAt ?? due.dueAt;
  return {
    id: due.id,
    state: outcome === 'deferred' ? 'planned' : outcome,
    reason: outcome === 'skipped' || outcome === 'cancelled' ? reason : null,
    waits_for: outcome === 'deferred' ? reason : null,
    due_at: dueAt,
    not_after: nextAt ? plusWindowHours(nextAt, step.latestHours, facts.place) : due.notAfter,
    decision_number: due.decisionNumber + (isNews(verdict) ? 1 : 0),
    channel: draft.route.channel,
    message_id: messages.get(due.id) ?? null,
    contact_id: outcome === 'queued' ? draft.route.contactId : null,
    template_version_id: outcome === 'queued' ? facts.template.versionId : null,
  };
}

function decisionOf(
  { situation, decision }: Verdict,
  messages: ReadonlyMap<string, string>,
): NewDecision {
  const { due, lead, facts, draft } = situation;
  const { outcome, reason, guards, counterfactual, nextAt } = decision;
  const about: Decided = {
    ...due,
    channel: draft.route.channel,
    businessType: lead?.businessType ?? null,
    number: due.decisionNumber + 1,
    from: 'planned',
  };
  return {
    about,
    outcome,
    reason,
    guards,
    counterfactual,
    nextAt,
    messageId: messages.get(due.id) ?? null,
    templateVersionId: facts.template.versionId,
    variant: draft.choice?.variant ?? null,
    packageKey: draft.message?.packageKey ?? null,
    content: outcome === 'queued' || reason === 'TEMPLATE_INCOMPLETE' ? contentOf(situation) : null,
    decidedBy: null,
    note: null,
  };
}
