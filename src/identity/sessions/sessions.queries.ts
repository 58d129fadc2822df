import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import { Database } from '../../core/database';
import { actsOf, mayPerform } from '../access.rules';
import { SessionRequired } from '../identity.problems';
import { ownScope, type Scope } from '../scope.rules';
import type { SessionList, SessionView } from './sessions.dto';
import type { Principal } from './sessions.service';

/** What somebody signed in may ask about themselves. */
@Injectable()
export class SessionsQueries {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
  ) {}

  async view(scope: Scope): Promise<SessionView> {
    const [user] = await this.db.transaction(ownScope(scope), (tx) =>
      tx.rows<SessionView['user']>(
        `SELECT u.id, u.email, u.name, u.position, u.phone, u.role, u.team_id AS "teamId", t.name AS "teamName", u.territories, u.capabilities,
                u.locale, u.time_zone AS "timeZone", u.theme, u.density, u.single_keys AS "singleKeys"
           FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE u.id = $1`,
        [scope.userId],
        'sessions.view',
      ),
    );
    if (!user || scope.kind === 'system') throw new SessionRequired();
    return {
      user,
      scope: { kind: scope.kind, teamIds: [...scope.teamIds] },
      acts: actsOf(user.role),
      mailbox: this.config.get('EMAIL_MODE') === 'capture' && mayPerform(user.role, 'mailbox.read'),
      environment: this.config.isProduction ? 'production' : 'development',
      demo: this.config.get('RELANCE_DEMO'),
    };
  }

  /** The caller's open sessions, the one used last first. */
  async list({ scope, sessionId }: Principal): Promise<SessionList> {
    const items = await this.db.transaction(ownScope(scope), (tx) =>
      tx.rows<SessionList['items'][number]>(
        `SELECT id, created_at AS "createdAt", last_used_at AS "lastUsedAt", address, user_agent AS "userAgent",
                id = $2 AS current
           FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now()
            AND last_used_at > now() - make_interval(hours => $3) ORDER BY last_used_at DESC, id DESC`,
        [scope.userId, sessionId, this.config.get('SESSION_IDLE_HOURS')],
      ),
    );
    return { items };
  }
}
