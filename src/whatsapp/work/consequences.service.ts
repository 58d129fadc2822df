import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { MessagePreferenceChanged } from '../../events/catalogue';
import { factSubject, seenBy } from '../facts.rules';
import { modeOf } from '../mode.rules';
import { blockOf, type ErrorClass, templateStatusOf } from '../sending/errors.rules';
import type { MessageIdentity } from '../sending/message.rules';
import { Numbers } from './numbers.service';
import { TemplateStates } from './template-states.service';

interface Refusal {
  readonly kind: ErrorClass;
  readonly code: number | null;
  readonly httpStatus: number | null;
}

const DAY_MS = 86_400_000;
/** Not on WhatsApp, or a client too old: that changes in weeks, not in hours. */
const UNDELIVERABLE_DAYS = 14;
const MARKETING_DAYS = 1;
const PAIR_REST_SECONDS = 60;

const COOL = `UPDATE whatsapp_contacts SET cool_until = $2, cool_reason = $3
  WHERE id = $1 AND (cool_until IS NULL OR cool_until < $2)`;
const REST = `UPDATE whatsapp_contacts SET paced_until = greatest(paced_until, now()) + make_interval(secs => $2) WHERE id = $1`;
const PREFER = `
  UPDATE whatsapp_contacts SET opted_out_at = CASE WHEN $2 THEN coalesce(opted_out_at, $3::timestamptz) END
   WHERE id = $1 AND (opted_out_at IS NOT NULL) <> $2
  RETURNING id, subject_id AS "subjectId", contact_id AS "contactId"`;

/** What follows from a refusal for everything else that could be sent. */
@Injectable()
export class Consequences {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly numbers: Numbers,
    private readonly templates: TemplateStates,
    @InjectMetric('crm_messages_opt_outs_total') private readonly optOuts: Counter,
  ) {}

  async follow(tx: Tx, message: MessageIdentity, refusal: Refusal): Promise<void> {
    const { whatsappContactId: person, templateId } = message;
    const { kind, code, httpStatus } = refusal;
    const now = this.clock.now();
    switch (kind) {
      case 'undeliverable':
        await tx.rows(COOL, [person, days(now, UNDELIVERABLE_DAYS), 'undeliverable']);
        return;
      case 'marketing_limit':
        await tx.rows(COOL, [person, days(now, MARKETING_DAYS), 'marketing_limit']);
        return;
      case 'opted_out':
        await this.prefer(tx, person, { stopped: true, at: now });
        return;
      case 'pair_rate':
        await tx.rows(REST, [person, PAIR_REST_SECONDS]);
        return;
      case 'template': {
        const status = templateStatusOf(code);
        if (templateId !== null && status !== null)
          await this.templates.change(tx, { id: templateId }, { status, reason: String(code) });
        return;
      }
      case 'quality':
        await this.numbers.change(tx, null, { blockedBy: 'quality' });
        return;
      case 'account':
        await this.numbers.change(tx, null, { blockedBy: blockOf(code, httpStatus) });
        return;
      default:
    }
  }

  /** A person stopped or resumed marketing. */
  async prefer(
    tx: Tx,
    whatsappContactId: string,
    { stopped, at }: { stopped: boolean; at: Date },
  ): Promise<void> {
    const [person] = await tx.rows<{ subjectId: string | null; contactId: string | null }>(PREFER, [
      whatsappContactId,
      stopped,
      at,
    ]);
    if (!person) return;
    const { subjectId: leadId, contactId } = person;
    if (stopped) tx.afterCommit(() => this.optOuts.inc());
    const fact = {
      definition: MessagePreferenceChanged,
      subject: factSubject(leadId, whatsappContactId),
      simulated: modeOf(this.config) === 'simulated',
      data: {
        whatsappContactId,
        leadId,
        contactId,
        marketing: stopped ? 'stopped' : 'resumed',
        occurredAt: at.toISOString(),
      },
    };
    await this.events.recordAll(tx, seenBy([fact], leadId));
  }
}

function days(from: Date, count: number): Date {
  return new Date(from.getTime() + count * DAY_MS);
}
