import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../core/database';
import {
  type Holdings,
  type KnownPerson,
  PERSON,
  PersonalData,
  type PersonalPart,
} from '../identity';
import { Ending } from './sequences/ending.service';

/** What was planned for a person and decided, and the notes of colleagues beside it. */
@Injectable()
export class PersonalTraces implements PersonalPart, OnModuleInit {
  readonly module = 'follow-ups';
  readonly holds = { follow_up_decisions: ['note'] };

  constructor(
    private readonly personalData: PersonalData,
    private readonly ending: Ending,
  ) {}

  onModuleInit(): void {
    this.personalData.register(this);
  }

  /** Automated decisions are told too, Art. 15(1)(h) GDPR; a trace itself names nobody. */
  async export(tx: Tx, person: KnownPerson): Promise<Holdings> {
    return {
      follow_ups: await tx.rows(
        `SELECT f.id, f.step, f.channel, f.state, f.reason, f.due_at AS "dueAt", f.handed_over_at AS "handedOverAt"
           FROM ${PERSON} JOIN follow_ups f ON f.subject_id = p.lead
          WHERE f.contact_id = p.contact OR (p.alone AND f.contact_id IS NULL) ORDER BY f.id`,
        [this.personalData.row(person)],
      ),
    };
  }

  /** Where nobody else is left, nothing is followed up any more. */
  async stop(tx: Tx, { leadId, alone }: KnownPerson): Promise<void> {
    if (leadId !== null && alone) await this.ending.stop(tx, [{ leadId, reason: 'LEAD_ERASED' }]);
  }

  async erase(tx: Tx, person: KnownPerson): Promise<Record<string, number>> {
    if (person.leadId === null) return {};
    const note = {
      ...{ table: 'follow_up_decisions', column: 'note', where: 'subject_id = $1' },
      ...{ id: person.leadId, blank: null },
    };
    return { follow_up_decisions: await this.personalData.forgetTexts(tx, note, person) };
  }
}
