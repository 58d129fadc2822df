import { Injectable } from '@nestjs/common';
import { InvalidRequest } from '../../core/core.problems';
import { requireMatch } from '../../core/if-match';
import { Database, lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Audit } from '../audit/audit.service';
import {
  EmailTaken,
  LastAdmin,
  SuccessorNotAvailable,
  UserDeactivatedAlready,
  UserNotFound,
} from '../identity.problems';
import type { Scope } from '../scope.rules';
import { Settings } from '../settings/settings.service';
import { NewUserLocale } from './new-user-settings.rules';
import { Passwords } from './passwords.service';
import { changedFields } from './user-changes.rules';
import { Team } from './team.entity';
import { UserRecords } from './user-records.service';
import type { User } from './user.entity';
import type { ChangeUser, CreateUser } from './users.dto';

/** What administrators do with accounts. */
@Injectable()
export class UsersService {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
    private readonly users: UserRecords,
    private readonly passwords: Passwords,
    private readonly settings: Settings,
    private readonly audit: Audit,
  ) {}

  /**
   * Makes an account; without a password nobody can sign in with it yet.
   * @returns its id
   * @throws EmailTaken
   * @throws PasswordTooWeak
   */
  async create(scope: Scope, { password, ...input }: CreateUser): Promise<string> {
    const passwordHash =
      password === undefined
        ? null
        : await this.passwords.accept(password, input.email, '#/password');
    return this.db.transaction(scope, async (tx) => {
      await this.users.takeTurn(tx);
      await this.requireFree(tx, input.email);
      const zone = await this.requirePlaces(tx, input);
      const territory = input.territories[0] ?? null;
      const user = {
        ...input,
        id: this.ids.uuid(),
        locale: input.locale ?? (await this.settings.getFresh(tx, NewUserLocale, { territory })),
        timeZone: input.timeZone ?? zone,
      };
      await this.users.add(tx, { ...user, passwordHash });
      await this.audit.write(tx, { act: 'users.create', subjectId: user.id, after: user });
      await this.lead(tx, user);
      return user.id;
    });
  }

  /**
   * Saves the fields given, if `ifMatch` names the version that stands. Changed rights count from the next request on.
   * @throws LastAdmin
   */
  async change(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    input: ChangeUser,
  ): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const user = await this.lockActive(tx, id);
      requireMatch(ifMatch, userEtag(user), {
        changedBy: user.changedBy,
        changedAt: user.changedAt,
      });
      const { before, after, fields } = changedFields(user, input);
      if (fields.length === 0) return;
      if (after.email !== undefined) await this.requireFree(tx, after.email);
      await this.requirePlaces(tx, after);
      const leavesTeams = after.role !== undefined && user.role === 'MANAGER';
      if (after.role !== undefined) await this.requireOtherAdmin(tx, user);
      const left = leavesTeams ? await this.passTeamsOn(tx, id, null) : 0;
      await this.audit.write(tx, { act: 'users.change', subjectId: id, before, after });
      const leads = await this.lead(tx, { ...user, ...after });
      await this.users.save(tx, user, after, left > 0 || leads ? ['managedTeams'] : []);
    });
  }

  /**
   * Ends an account: sessions at once; leads, tasks and conversations go to the successor by the event.
   * @throws SuccessorNotAvailable
   * @throws LastAdmin
   */
  async deactivate(scope: Scope, id: string, successorId: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const user = await this.lockActive(tx, id);
      const successor = successorId === id ? null : await this.users.lock(tx, successorId);
      if (successor?.state !== 'ACTIVE' || successor.role === 'AUDITOR')
        throw new SuccessorNotAvailable();
      await this.requireOtherAdmin(tx, user);
      await this.users.deactivate(tx, user, successorId);
      const inherits = successor.role === 'MANAGER';
      const teams = await this.passTeamsOn(tx, id, inherits ? successorId : null);
      if (inherits && teams > 0) await this.users.save(tx, successor, {}, ['managedTeams']);
      await this.audit.write(tx, {
        act: 'users.deactivate',
        subjectId: id,
        after: { successorId },
      });
    });
  }

  private async lockActive(tx: Tx, id: string): Promise<User> {
    await this.users.takeTurn(tx);
    const user = await this.users.lock(tx, id);
    if (!user) throw new UserNotFound();
    if (user.state !== 'ACTIVE') throw new UserDeactivatedAlready();
    return user;
  }

  private async requireOtherAdmin(tx: Tx, user: User): Promise<void> {
    if (user.role !== 'ADMIN') return;
    const others = await tx.rows(
      `SELECT id FROM users WHERE role = 'ADMIN' AND state = 'ACTIVE' AND id <> $1 LIMIT 1`,
      [user.id],
    );
    if (others.length === 0) throw new LastAdmin();
  }

  private async requireFree(tx: Tx, email: string): Promise<void> {
    await lockKeys(tx, [`user-email:${email}`]);
    const [taken] = await tx.rows('SELECT id FROM users WHERE email = $1', [email]);
    if (taken) throw new EmailTaken();
  }

  /** @returns the zone of the first territory, if there is one */
  private async requirePlaces(
    tx: Tx,
    {
      teamId,
      territories = [],
    }: { teamId?: string | null | undefined; territories?: string[] | undefined },
  ): Promise<string | undefined> {
    const known = await tx.rows<{ code: string; timeZone: string }>(
      `SELECT code, time_zone AS "timeZone" FROM territories WHERE code = ANY ($1)`,
      [territories],
    );
    const zones = new Map(known.map((t) => [t.code, t.timeZone]));
    const errors = territories.flatMap((code, index) =>
      zones.has(code)
        ? []
        : [
            {
              pointer: `#/territories/${String(index)}`,
              detail: { en: 'is not a territory', de: 'ist kein Gebiet' },
            },
          ],
    );
    if (teamId) {
      const [team] = await tx.rows('SELECT id FROM teams WHERE id = $1', [teamId]);
      if (!team)
        errors.push({ pointer: '#/teamId', detail: { en: 'is not a team', de: 'ist kein Team' } });
    }
    if (errors.length > 0) throw new InvalidRequest(undefined, { errors });
    return zones.get(territories[0] ?? '');
  }

  /**
   * A manager sees the teams that they manage: in a team that nobody manages, it is theirs.
   * @returns whether it became theirs
   */
  private async lead(
    tx: Tx,
    { id, role, teamId }: Pick<User, 'id' | 'role'> & { teamId: string | null },
  ): Promise<boolean> {
    if (role !== 'MANAGER' || teamId === null) return false;
    const team = await tx.manager.findOne(Team, {
      where: { id: teamId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!team || team.managerId !== null) return false;
    await tx.manager.update(
      Team,
      { id: teamId },
      {
        managerId: id,
        version: team.version + 1,
        changedBy: tx.scope.actor.kind === 'user' ? tx.scope.actor.id : null,
        updatedAt: () => 'now()',
      },
    );
    const before = { managerId: null };
    await this.audit.write(tx, {
      act: 'teams.change',
      subjectId: teamId,
      before,
      after: { managerId: id },
    });
    return true;
  }

  /** @returns how many teams the user managed */
  private async passTeamsOn(tx: Tx, from: string, to: string | null): Promise<number> {
    const teams = await tx.rows(
      'UPDATE teams SET manager_id = $2, version = version + 1, changed_by = $3, updated_at = now() WHERE manager_id = $1 RETURNING id',
      [from, to, tx.scope.actor.kind === 'user' ? tx.scope.actor.id : null],
    );
    return teams.length;
  }
}

export function userEtag(user: { id: string; version: number }): string {
  return `"user-${user.id}-${String(user.version)}"`;
}
