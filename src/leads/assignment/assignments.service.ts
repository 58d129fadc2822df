import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { OwnerNotAvailable } from '../leads.problems';
import { OPEN_STATUSES } from '../lists.rules';
import { type AssignmentRule, type Pick, Turns } from './assignment.rules';
import { AssignmentTurn } from './assignment-turn.entity';

export interface TeamRule {
  readonly by: AssignmentRule;
  readonly teamId: string;
}

/** Whom a lead is given to; null sets it free. */
export interface Choice {
  readonly ownerId: string | null;
  readonly why?: Pick['why'];
}

/** @throws OwnerNotAvailable when the rule finds nobody */
export function found(pick: Pick | null): Choice {
  if (!pick) throw new OwnerNotAvailable();
  return pick;
}

/** Finds owners for leads in a team, in turn or by how much they have to do. */
@Injectable()
export class Assignments {
  constructor(private readonly users: UsersQueries) {}

  /**
   * Holds the turns of a team until the transaction ends; comes before any lock of an address or a lead.
   * @throws OwnerNotAvailable when nobody of the team sells, or it is none of the caller's
   */
  async hold(tx: Tx<Scope>, { by, teamId }: TeamRule): Promise<Turns> {
    const people = await this.users.sellersOf(tx, teamId);
    if (people.length === 0 || tx.scope.kind === 'own') throw new OwnerNotAvailable();
    const [turn] = await tx.rows<{ last: string | null }>(
      `INSERT INTO lead_assignment_turns (team_id) VALUES ($1)
         ON CONFLICT (team_id) DO UPDATE SET team_id = excluded.team_id RETURNING last_user_id AS last`,
      [teamId],
      'assignments.hold',
    );
    const counts = await tx.rows<{ id: string; open: number }>(
      `SELECT owner_id AS id, count(*)::int AS open FROM leads
        WHERE owner_id = ANY ($1::uuid[]) AND status = ANY ($2) GROUP BY owner_id`,
      [people.map(({ id }) => id), OPEN_STATUSES],
      'assignments.open',
    );
    const open = new Map(counts.map((row) => [row.id, row.open]));
    const sellers = people.map(({ id, territories }) => ({
      id,
      territories,
      open: open.get(id) ?? 0,
    }));
    return new Turns(by, sellers, turn?.last ?? null);
  }

  /** Remembers whose turn it was, in the transaction that holds them. */
  async keep(tx: Tx, { teamId }: TeamRule, { lastInTurn: lastUserId }: Turns): Promise<void> {
    await tx.manager.update(AssignmentTurn, { teamId }, { lastUserId });
  }
}
