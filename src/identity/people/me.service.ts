import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database';
import { Audit } from '../audit/audit.service';
import { PasswordWrong, SessionNotFound, SessionRequired } from '../identity.problems';
import { ownScope, type Scope } from '../scope.rules';
import type { ChangePassword, Preferences } from '../sessions/sessions.dto';
import { type Principal, Sessions } from '../sessions/sessions.service';
import { SignInAttempts } from '../sessions/sign-in-attempts.service';
import { Passwords } from './passwords.service';
import { changedFields } from './user-changes.rules';
import { UserRecords } from './user-records.service';
import { User } from './user.entity';

/** What everybody may change about themselves, an auditor too. */
@Injectable()
export class MeService {
  constructor(
    private readonly db: Database,
    private readonly users: UserRecords,
    private readonly sessions: Sessions,
    private readonly attempts: SignInAttempts,
    private readonly passwords: Passwords,
    private readonly audit: Audit,
  ) {}

  async change(scope: Scope, preferences: Preferences): Promise<void> {
    await this.db.transaction(ownScope(scope), async (tx) => {
      const user = await this.users.lock(tx, idIn(scope));
      if (!user) throw new SessionRequired();
      const { before, after, fields } = changedFields(user, preferences);
      if (fields.length === 0) return;
      await this.users.save(tx, user, after);
      await this.audit.write(tx, { act: 'me.change', subjectId: user.id, before, after });
    });
  }

  /**
   * Ends every other session, in case the old password was known to somebody.
   * @throws PasswordTooWeak
   * @throws PasswordWrong, counted like a failed sign-in
   */
  async changePassword(principal: Principal, { current, next }: ChangePassword): Promise<void> {
    const scope = ownScope(principal.scope);
    const user = await this.db.transaction(scope, (tx) =>
      tx.manager
        .createQueryBuilder(User, 'u')
        .addSelect('u.passwordHash')
        .where('u.id = :id', { id: idIn(scope) })
        .getOneOrFail(),
    );
    const passwordHash = await this.passwords.accept(next, user.email, '#/next');
    const attempt = { email: user.email, address: scope.address ?? '' };
    await this.attempts.begin(attempt);
    if (!(await this.passwords.fits(current, user.passwordHash ?? null))) throw new PasswordWrong();
    await this.db.transaction(scope, async (tx) => {
      const locked = await this.users.lock(tx, user.id);
      if (!locked) throw new SessionRequired();
      await this.attempts.succeed(tx, attempt);
      await this.users.setPassword(tx, locked, passwordHash);
      await this.sessions.revoke(tx, user.id, 'PASSWORD_CHANGED', { except: principal.sessionId });
      await this.audit.write(tx, { act: 'me.password', subjectId: user.id });
    });
  }

  async signOut({ scope, sessionId }: Principal): Promise<void> {
    await this.db.transaction(ownScope(scope), async (tx) => {
      await this.sessions.revoke(tx, idIn(scope), 'SIGNED_OUT', { only: sessionId });
      await this.audit.write(tx, { act: 'session.close', subjectId: idIn(scope) });
    });
  }

  /** @throws SessionNotFound also for a session of somebody else */
  async endSession(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(ownScope(scope), async (tx) => {
      const ended = await this.sessions.revoke(tx, idIn(scope), 'REVOKED', { only: id });
      if (ended === 0) throw new SessionNotFound();
      await this.audit.write(tx, {
        act: 'session.revoke',
        subjectId: idIn(scope),
        before: { sessionId: id },
      });
    });
  }
}

function idIn(scope: Scope): string {
  if (scope.userId === null) throw new SessionRequired();
  return scope.userId;
}
