import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { LeadsQueries } from '../../leads';

interface NextFollowUp {
  readonly leadId: string;
  readonly at: Date;
  readonly code: string;
  readonly id: string;
}

const PLANNED = `follow_ups f JOIN enrolments e ON e.id = f.enrolment_id AND e.state = 'active'
   WHERE f.state = 'planned'`;

const NEXT = `
  SELECT DISTINCT ON (f.subject_id) f.subject_id AS "leadId", f.due_at AS at, f.step AS code, f.id
    FROM ${PLANNED} AND f.subject_id = ANY ($1::uuid[]) ORDER BY f.subject_id, f.due_at, f.id`;

const ALL = `SELECT f.subject_id AS lead_id, f.due_at AS at FROM ${PLANNED}`;

/** Tells the room of leads what is planned next for them. */
@Injectable()
export class PlannedTouchesService implements OnModuleInit {
  constructor(private readonly leads: LeadsQueries) {}

  onModuleInit(): void {
    this.leads.registerTouches({
      sql: ALL,
      next: async (tx, leadIds) => {
        const rows = await this.next(tx, leadIds);
        return new Map(
          rows.map(({ leadId, ...touch }) => [leadId, { ...touch, kind: 'FOLLOW_UP' as const }]),
        );
      },
    });
  }

  private next(tx: Tx, leadIds: readonly string[]): Promise<NextFollowUp[]> {
    return tx.rows<NextFollowUp>(NEXT, [leadIds], 'follow-ups.next-touches');
  }
}
