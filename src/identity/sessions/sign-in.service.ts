import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { Database } from '../../core/database';
import { Audit } from '../audit/audit.service';
import { SignInFailed } from '../identity.problems';
import { Passwords } from '../people/passwords.service';
import { User } from '../people/user.entity';
import { type Scope, systemScope } from '../scope.rules';
import { Sessions } from './sessions.service';
import { SignInAttempts } from './sign-in-attempts.service';

/** What a browser sends to sign in, and where it stands. */
export interface SignInRequest {
  readonly email: string;
  readonly password: string;
  readonly address: string;
  readonly userAgent: string;
  readonly correlationId: string;
  /** The token of the session that the browser has so far. */
  readonly replaces: string | null;
}

/** Turns an e-mail address and a password into a session. */
@Injectable()
export class SignIn {
  constructor(
    private readonly db: Database,
    private readonly attempts: SignInAttempts,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
    @InjectMetric('crm_sign_ins_total') private readonly counted: Counter,
  ) {}

  /**
   * @returns the token for the cookie; always a new one
   * @throws SignInDelayed before anything is checked
   * @throws SignInFailed in the same words and after the same time for every reason
   */
  async signIn(request: SignInRequest): Promise<string> {
    const { password, address, userAgent, replaces } = request;
    const attempt = { email: request.email.trim().toLowerCase(), address };
    await this.attempts.begin(attempt);
    const scope = systemScope('sign-in', request.correlationId);
    const user = await this.find(scope, attempt.email);
    if (!(await this.passwords.fits(password, user?.passwordHash ?? null)) || !user) {
      this.counted.inc({ result: 'failed' });
      throw new SignInFailed();
    }
    const actor = { kind: 'user', id: user.id } as const;
    const token = await this.db.transaction(
      { ...scope, actor, role: user.role, address },
      async (tx) => {
        // Whoever was deactivated since the look-up stays outside; deactivating waits for this row.
        const [active] = await tx.rows(
          `SELECT id FROM users WHERE id = $1 AND state = 'ACTIVE' FOR SHARE`,
          [user.id],
        );
        if (!active) throw new SignInFailed();
        await this.attempts.succeed(tx, attempt);
        if (replaces) await this.sessions.revokeToken(tx, replaces);
        await this.audit.write(tx, { act: 'session.open', subjectId: user.id });
        return this.sessions.open(tx, user.id, address, userAgent);
      },
    );
    this.counted.inc({ result: 'succeeded' });
    return token;
  }

  private async find(scope: Scope, email: string): Promise<User | null> {
    return this.db.transaction(scope, (tx) =>
      tx.manager
        .createQueryBuilder(User, 'u')
        .addSelect('u.passwordHash')
        .where(`u.email = :email AND u.state = 'ACTIVE'`, { email })
        .getOne(),
    );
  }
}
