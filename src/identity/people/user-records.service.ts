import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { lockKeys, type Tx } from '../../core/database';
import { EventLog } from '../../events';
import { UserChanged, UserDeactivated, UserInvited } from '../../events/catalogue';
import { Sessions } from '../sessions/sessions.service';
import { User } from './user.entity';

type Change = Partial<
  Pick<
    User,
    | 'email'
    | 'name'
    | 'role'
    | 'teamId'
    | 'territories'
    | 'capabilities'
    | 'locale'
    | 'timeZone'
    | 'theme'
    | 'density'
    | 'singleKeys'
  >
>;
export type NewUser = Change & Pick<User, 'id' | 'email' | 'name' | 'role' | 'passwordHash'>;

/** Writes users, each change with its event and with the end of what was remembered of them. */
@Injectable()
export class UserRecords {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Administrators take turns, so that two of them cannot demote each other and leave nobody, and so that whoever holds a
   * team and wants its manager never meets whoever holds the manager and wants the team.
   */
  async takeTurn(tx: Tx): Promise<void> {
    await lockKeys(tx, ['identity:administration']);
  }

  /** Holds the row until the transaction ends. */
  async lock(tx: Tx, id: string): Promise<User | null> {
    return tx.manager.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async add(tx: Tx, user: NewUser): Promise<void> {
    // No RETURNING: it would read the hash, which only the system may.
    await tx.manager
      .createQueryBuilder()
      .insert()
      .into(User)
      .values({ ...user, changedBy: changerIn(tx), changedAt: this.clock.now() })
      .updateEntity(false)
      .execute();
    const { id, role, teamId = null } = user;
    await this.events.record(tx, UserInvited, id, { userId: id, role, teamId });
  }

  /** Saves a change of a locked user. `also` names what changed beside the row, such as the teams that they manage. */
  async save(tx: Tx, user: User, change: Change, also: readonly string[] = []): Promise<void> {
    const version = user.version + 1;
    await this.update(tx, user, { ...change, version });
    await this.events.record(tx, UserChanged, user.id, {
      userId: user.id,
      version,
      fields: [...Object.keys(change), ...also],
      teamFrom: user.teamId,
      teamTo: change.teamId === undefined ? user.teamId : change.teamId,
    });
    this.forgetAfter(tx, user.id);
  }

  /** No event: nobody else keeps anything of it, and the caller ends the sessions that must end. */
  async setPassword(tx: Tx, user: User, passwordHash: string): Promise<void> {
    await this.update(tx, user, { passwordHash, version: user.version + 1 });
  }

  /** Ends the account of a locked user and all of its sessions. */
  async deactivate(tx: Tx, user: User, successorId: string): Promise<void> {
    const version = user.version + 1;
    const deactivatedAt = this.clock.now();
    await this.update(tx, user, { state: 'DEACTIVATED', deactivatedAt, successorId, version });
    const facts = { userId: user.id, version, successorId };
    await this.events.record(tx, UserDeactivated, user.id, facts);
    await this.sessions.revoke(tx, user.id, 'DEACTIVATED');
    this.forgetAfter(tx, user.id);
  }

  private async update(tx: Tx, { id, version }: User, values: Partial<User>): Promise<void> {
    const row = { ...values, changedBy: changerIn(tx), changedAt: this.clock.now() };
    const { affected } = await tx.manager.update(User, { id, version }, row);
    if (affected !== 1) throw new Error(`The user ${id} was saved without being locked.`);
  }

  private forgetAfter(tx: Tx, userId: string): void {
    tx.afterCommit(() => {
      this.sessions.forget(userId);
    });
  }
}

function changerIn(tx: Tx): string | null {
  return tx.scope.actor.kind === 'user' ? tx.scope.actor.id : null;
}
