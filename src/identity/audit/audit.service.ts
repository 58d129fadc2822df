import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { DbScope, Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import type { AuditAct } from './audit-acts.rules';

/** One act worth remembering. Who, where from and in which request come from the scope of the transaction. */
export interface AuditFact {
  /** As in `@Access`, or finer: `users.deactivate`. */
  readonly act: AuditAct;
  /** The lead, customer, user or other thing that it was done to. */
  readonly subjectId?: string | null;
  readonly before?: object | null;
  readonly after?: object | null;
  readonly why?: string | null;
}

/** Writes down who did what, in the transaction that did it; a loop seals the rows later. */
@Injectable()
export class Audit {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async write(tx: Tx, fact: AuditFact): Promise<void> {
    const { scope } = tx;
    await tx.rows(
      `INSERT INTO audit_log (id, done_at, actor_kind, actor_id, role, act, subject_id, before, after, why, address, request_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        this.ids.uuid(),
        this.clock.now(),
        scope.actor.kind,
        scope.actor.id,
        roleOf(scope),
        fact.act,
        fact.subjectId ?? null,
        fact.before ? JSON.stringify(fact.before) : null,
        fact.after ? JSON.stringify(fact.after) : null,
        fact.why ?? null,
        addressOf(scope),
        scope.correlationId,
      ],
      'audit.write',
    );
  }
}

/** Consumers have the plain scope of the ground, which names no role of ours. */
function roleOf(scope: DbScope): string {
  return 'role' in scope && typeof scope.role === 'string' ? scope.role : 'SYSTEM';
}

function addressOf(scope: DbScope): string | null {
  return 'address' in scope && typeof scope.address === 'string' ? scope.address : null;
}
