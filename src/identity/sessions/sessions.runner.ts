import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Database } from '../../core/database';
import { Loops } from '../../core/loops';
import { systemScope } from '../scope.rules';

const EVERY_SECONDS = 3600;
/** Of sessions that have ended, for who asks what happened to theirs. */
const KEPT_DAYS = 30;

/** Removes what has run out: tickets, forgotten failures, sessions that ended long ago. */
@Injectable()
export class SessionsRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly db: Database,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: 'identity.sessions-sweep',
      everySeconds: EVERY_SECONDS,
      step: () => this.sweep(),
    });
  }

  private async sweep(): Promise<boolean> {
    await this.db.transaction(systemScope('sessions-sweep'), async (tx) => {
      await tx.rows('DELETE FROM session_tickets WHERE expires_at < now()');
      await tx.rows(`DELETE FROM sign_in_attempts WHERE failed_at < now() - interval '1 day'`);
      await tx.rows(
        `DELETE FROM sessions WHERE least(revoked_at, expires_at) < now() - make_interval(days => $1)`,
        [KEPT_DAYS],
      );
    });
    return false;
  }
}
