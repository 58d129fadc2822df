import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { FollowUpPlanned } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';

/** A follow-up as it was just planned, or planned anew. */
export interface Planned {
  readonly id: string;
  readonly enrolmentId: string;
  readonly leadId: string;
  readonly step: string;
  readonly channel: 'email' | 'whatsapp';
  readonly simulated: boolean;
  readonly planNumber: number;
  readonly dueAt: Date;
  readonly notAfter: Date;
  readonly cause?: RecordedEvent | undefined;
}

/** Tells the log what is planned for when. */
@Injectable()
export class PlannedFacts {
  constructor(private readonly events: EventLog) {}

  async announce(tx: Tx, planned: readonly Planned[]): Promise<void> {
    await this.events.recordAll(
      tx,
      planned.map(({ id, simulated, cause, dueAt, notAfter, ...rest }) => ({
        definition: FollowUpPlanned,
        subject: id,
        simulated,
        ...(cause && { cause }),
        data: {
          followUpId: id,
          leadId: rest.leadId,
          step: rest.step,
          channel: rest.channel,
          enrolmentId: rest.enrolmentId,
          planNumber: rest.planNumber,
          dueAt: dueAt.toISOString(),
          notAfter: notAfter.toISOString(),
        },
      })),
    );
  }
}
