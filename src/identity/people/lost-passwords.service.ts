import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database';
import { secretToken } from '../../core/ids';
import { Audit } from '../audit/audit.service';
import { systemScope } from '../scope.rules';
import { Sessions } from '../sessions/sessions.service';
import { Passwords } from './passwords.service';
import { SignInAttempts } from '../sessions/sign-in-attempts.service';
import { User } from './user.entity';
import { UserRecords } from './user-records.service';

const LENGTH = 24;

/** For whoever holds the machine: the one way back in when nobody can sign in any more. */
@Injectable()
export class LostPasswords {
  constructor(
    private readonly db: Database,
    private readonly passwords: Passwords,
    private readonly users: UserRecords,
    private readonly sessions: Sessions,
    private readonly attempts: SignInAttempts,
    private readonly audit: Audit,
  ) {}

  /**
   * Gives an account a password of our making, ends its sessions and forgets its failed sign-ins.
   * @returns the password, which is stored nowhere
   * @throws Error when no active account has this address
   */
  async replace(address: string): Promise<string> {
    const email = address.trim().toLowerCase();
    const password = secretToken().slice(0, LENGTH);
    const passwordHash = await this.passwords.accept(password, email, '#/password');
    await this.db.transaction(systemScope('user.password'), async (tx) => {
      const found = await tx.manager.findOneBy(User, { email, state: 'ACTIVE' });
      const user = found && (await this.users.lock(tx, found.id));
      if (!user) throw new Error(`No active account has the address ${email}.`);
      await this.attempts.forget(tx, email);
      await this.users.setPassword(tx, user, passwordHash);
      await this.sessions.revoke(tx, user.id, 'PASSWORD_CHANGED');
      await this.audit.write(tx, { act: 'users.password', subjectId: user.id });
    });
    return password;
  }
}
