import { Injectable } from '@nestjs/common';
import { InvalidRequest } from '../../core/core.problems';
import { requireMatch } from '../../core/if-match';
import { Database, lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Audit } from '../audit/audit.service';
import { TeamNameTaken, TeamNotFound } from '../identity.problems';
import type { Scope } from '../scope.rules';
import { Team } from './team.entity';
import type { ChangeTeam, CreateTeam } from './teams.dto';
import { changedFields } from './user-changes.rules';
import { UserRecords } from './user-records.service';

/** What administrators do with teams. */
@Injectable()
export class TeamsService {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
    private readonly users: UserRecords,
    private readonly audit: Audit,
  ) {}

  /** @returns its id @throws TeamNameTaken */
  async create(scope: Scope, { name, managerId }: CreateTeam): Promise<string> {
    return this.db.transaction(scope, async (tx) => {
      const team = { id: this.ids.uuid(), name, managerId };
      await this.requireFree(tx, name);
      await this.manages(tx, managerId, '#/managerId');
      await tx.manager.insert(Team, team);
      await this.audit.write(tx, { act: 'teams.create', subjectId: team.id, after: team });
      return team.id;
    });
  }

  /**
   * Saves the fields given, if `ifMatch` names the version that stands. A new manager sees the team's leads from the
   * next request on, the former one no longer.
   */
  async change(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    input: ChangeTeam,
  ): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      await this.users.takeTurn(tx);
      const team = await tx.manager.findOne(Team, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (!team) throw new TeamNotFound();
      requireMatch(ifMatch, teamEtag(team), {
        changedBy: team.changedBy,
        changedAt: team.updatedAt,
      });
      const { before, after, fields } = changedFields(team, input);
      if (fields.length === 0) return;
      if (after.name !== undefined) await this.requireFree(tx, after.name);
      if (after.managerId !== undefined) {
        await this.manages(tx, after.managerId, '#/managerId');
        await this.managesNoLonger(tx, team.managerId);
      }
      const version = team.version + 1;
      const stamp = { version, changedBy: scope.userId, updatedAt: () => 'now()' };
      await tx.manager.update(Team, { id }, { ...after, ...stamp });
      await this.audit.write(tx, { act: 'teams.change', subjectId: id, before, after });
    });
  }

  private async requireFree(tx: Tx, name: string): Promise<void> {
    await lockKeys(tx, [`team-name:${name}`]);
    if (await tx.manager.existsBy(Team, { name })) throw new TeamNameTaken();
  }

  private async manages(tx: Tx, userId: string | null, pointer: string): Promise<void> {
    if (userId === null) return;
    const user = await this.users.lock(tx, userId);
    if (user?.state !== 'ACTIVE' || user.role !== 'MANAGER')
      throw new InvalidRequest(undefined, {
        errors: [
          {
            pointer,
            detail: {
              en: 'is not an active user with the role MANAGER',
              de: 'ist kein aktiver Benutzer mit der Rolle MANAGER',
            },
          },
        ],
      });
    await this.users.save(tx, user, {}, ['managedTeams']);
  }

  private async managesNoLonger(tx: Tx, userId: string | null): Promise<void> {
    const user = userId === null ? null : await this.users.lock(tx, userId);
    if (user) await this.users.save(tx, user, {}, ['managedTeams']);
  }
}

export function teamEtag(team: { id: string; version: number }): string {
  return `"team-${team.id}-${String(team.version)}"`;
}
