import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Database, lockKeys } from '../../core/database';
import { Ids, secretToken } from '../../core/ids';
import { systemScope } from '../scope.rules';
import { Passwords } from './passwords.service';
import { UserRecords } from './user-records.service';
import { UsersQueries } from './users.queries';

const DEFAULT_EMAIL = 'admin@relance.local';

/** Makes the one account with which everything begins; there is no open route for it. */
@Injectable()
export class FirstAdmin implements OnApplicationBootstrap {
  private made: { email: string; password: string } | null = null;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly ids: Ids,
    private readonly users: UserRecords,
    private readonly queries: UsersQueries,
    private readonly passwords: Passwords,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const scope = systemScope('first-admin');
    const anybody = 'SELECT 1 AS one FROM users LIMIT 1';
    if ((await this.db.transaction(scope, (tx) => tx.rows(anybody))).length > 0) return;
    const email = (this.config.get('ADMIN_EMAIL') ?? DEFAULT_EMAIL).toLowerCase();
    const given = this.config.get('ADMIN_PASSWORD');
    const password = given ?? secretToken().slice(0, 24);
    const passwordHash = await this.passwords.accept(password, email, '#/ADMIN_PASSWORD');
    await this.db.transaction(scope, async (tx) => {
      // Of several processes that start on an empty database, the first makes the account.
      await lockKeys(tx, ['first-admin']);
      if ((await tx.rows(anybody)).length > 0) return;
      const territories = await this.queries.territoryCodes(tx);
      const user = {
        id: this.ids.uuid(),
        email,
        name: 'Admin',
        role: 'ADMIN' as const,
        territories,
      };
      await this.users.add(tx, { ...user, passwordHash });
      if (given === undefined) tx.afterCommit(() => (this.made = { email, password }));
    });
  }

  /** The account that this process has made with a password of its own making; for the start to print, once. */
  created(): { email: string; password: string } | null {
    return this.made;
  }
}
