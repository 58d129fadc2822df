import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import type { RecordedEvent } from '../../events/recorded-event';
import { LeadsService } from '../../leads';
import { Conversions } from '../conversion/conversions.service';
import { Proposals } from '../conversion/proposals.service';
import type { Rule } from './rule-set.rules';

/** What an act cites. */
export interface ActGround {
  readonly evaluationId: string;
  readonly setId: string;
  readonly setVersion: number;
  readonly responseId: string;
  readonly followUpId: string | null;
  readonly cause: RecordedEvent;
}

interface Outcome {
  readonly result: 'DONE' | 'NOTHING';
  readonly customerId: string | null;
}

const DAY_MS = 86_400_000;

/** Does what rules say. A lead that somebody closed in the meantime stays as it is. */
@Injectable()
export class Acting {
  constructor(
    private readonly clock: Clock,
    private readonly leads: LeadsService,
    private readonly conversions: Conversions,
    private readonly proposals: Proposals,
  ) {}

  async act(tx: Tx, rules: readonly Rule[], ground: ActGround): Promise<Outcome> {
    let outcome: Outcome = { result: 'NOTHING', customerId: null };
    for (const rule of rules) {
      const done = await this.actOne(tx, rule, ground);
      if (done.result === 'DONE')
        outcome = { result: 'DONE', customerId: done.customerId ?? outcome.customerId };
    }
    return outcome;
  }

  private async actOne(tx: Tx, rule: Rule, ground: ActGround): Promise<Outcome> {
    const leadId = ground.cause.subject;
    const lead = await this.leads.hold(tx, leadId);
    const open = lead.status !== 'LOST' && lead.status !== 'CONVERTED';
    switch (rule.then.action) {
      case 'CONVERT': {
        if (!open) return outcomeOf(false);
        const { setId, setVersion, ...cited } = ground;
        const wish = { leadId, number: null, vatId: null };
        const { customerId, fresh } = await this.conversions.convert(tx, {
          ...wish,
          ground: { ...cited, rule: { key: rule.key, setId, setVersion } },
        });
        return outcomeOf(fresh, customerId);
      }
      case 'QUALIFY':
        return outcomeOf(await this.leads.qualify(tx, leadId));
      case 'REQUIRE_APPROVAL':
        return outcomeOf(open && (await this.proposals.request(tx, lead, ground.evaluationId)));
      case 'CREATE_TASK':
        await this.leads.openTask(tx, {
          leadId,
          kind: 'CONVERSION_RULE',
          subjectCode: rule.key,
          assigneeId: rule.then.for === 'OWNER' ? lead.ownerId : null,
          dueAt: new Date(this.clock.now().getTime() + DAY_MS),
          origin: `response:${ground.responseId}`,
        });
        return outcomeOf(true);
      case 'IGNORE':
        return outcomeOf(false);
    }
  }
}

function outcomeOf(done: boolean, customerId: string | null = null): Outcome {
  return { result: done ? 'DONE' : 'NOTHING', customerId };
}
