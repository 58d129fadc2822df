import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database';
import { TeamNotFound } from '../identity.problems';
import type { Scope } from '../scope.rules';
import type { ColleagueList, TeamList, TeamView } from './teams.dto';
import { UsersQueries } from './users.queries';

const TEAM = `SELECT t.id, t.name, t.version, t.manager_id AS "managerId", m.name AS "managerName",
  (SELECT count(*)::int FROM users u WHERE u.team_id = t.id AND u.state = 'ACTIVE') AS members
  FROM teams t LEFT JOIN users m ON m.id = t.manager_id`;

/** Teams and colleagues: what everybody needs to fill in a form. */
@Injectable()
export class TeamsQueries {
  constructor(
    private readonly db: Database,
    private readonly users: UsersQueries,
  ) {}

  async list(scope: Scope): Promise<TeamList> {
    const items = await this.db.transaction(scope, (tx) =>
      tx.rows<TeamView>(`${TEAM} ORDER BY t.name, t.id`),
    );
    return { items };
  }

  async get(scope: Scope, id: string): Promise<TeamView> {
    const [team] = await this.db.transaction(scope, (tx) =>
      tx.rows<TeamView>(`${TEAM} WHERE t.id = $1`, [id]),
    );
    if (!team) throw new TeamNotFound();
    return team;
  }

  async colleagues(scope: Scope): Promise<ColleagueList> {
    return { items: await this.db.transaction(scope, (tx) => this.users.colleagues(tx)) };
  }
}
