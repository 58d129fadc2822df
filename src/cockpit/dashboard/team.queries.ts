import { Injectable } from '@nestjs/common';
import { ConversionRates } from '../../analytics';
import { ResponsesQueries } from '../../conversations';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import { EventsQueries } from '../../events';
import { FollowUpFigures } from '../../follow-ups';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { conversionRate } from './conversion-rate.rules';
import type { TeamWork } from './team.dto';

type Member = TeamWork['members'][number];

const FOLLOW_UPS = {
  overdueFollowUps: { state: ['overdue' as const] },
  sent7d: { sent: '7d' as const },
};

/** Whom the table of a team asks. */
@Injectable()
export class TeamOwners {
  constructor(
    readonly users: UsersQueries,
    readonly leads: LeadsQueries,
    readonly followUps: FollowUpFigures,
    readonly responses: ResponsesQueries,
    readonly rates: ConversionRates,
  ) {}
}

/** What the people of a team do; every number is asked of its owner once for all of them. */
@Injectable()
export class TeamQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly owners: TeamOwners,
  ) {}

  read(scope: Scope): Promise<TeamWork> {
    const { users, leads, followUps, responses, rates } = this.owners;
    return this.db.transaction(scope, async (tx) => {
      await tx.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const asOfSequence = await this.events.safeSequence(tx);
      const now = this.clock.now();
      const people = await users.colleagues(tx);
      const owner = people.map(({ id }) => id);
      const openLeads = await leads.openByOwner(tx, owner);
      const touches = await followUps.countByOwner(tx, FOLLOW_UPS, { owner });
      const answers = await responses.countByOwner(tx, { state: 'review', owner });
      const cohorts = await rates.byOwner(tx, now, owner);
      const members = people.map(({ id, name, role }): Member & { isSeller: boolean } => {
        const cohort = cohorts.get(id) ?? { followedUp: 0, converted: 0, young: 0 };
        return {
          isSeller: role === 'SALES',
          ...{ userId: id, name },
          openLeads: openLeads.get(id) ?? 0,
          overdueFollowUps: touches.overdueFollowUps.get(id) ?? 0,
          answersToReview: answers.get(id) ?? 0,
          sent7d: touches.sent7d.get(id) ?? 0,
          conversionRate: conversionRate(cohort),
          youngLeads: cohort.young,
        };
      });
      return {
        asOf: now.toISOString(),
        asOfSequence,
        members: members
          .filter((member) => member.isSeller || hasWork(member))
          .map(({ isSeller: _, ...member }) => member),
      };
    });
  }
}

/** Whoever only manages has no row, until something is theirs. */
function hasWork({ openLeads, overdueFollowUps, answersToReview, sent7d, youngLeads }: Member) {
  return openLeads + overdueFollowUps + answersToReview + sent7d + youngLeads > 0;
}
