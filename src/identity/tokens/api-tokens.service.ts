import { Injectable } from '@nestjs/common';
import { Database } from '../../core/database';
import { Ids, secretToken } from '../../core/ids';
import { EventLog } from '../../events';
import { SessionRevoked } from '../../events/catalogue';
import { mayPerform } from '../access.rules';
import { Audit } from '../audit/audit.service';
import { ApiTokenActsRefused, ApiTokenNotFound, SessionRequired } from '../identity.problems';
import { ownScope, type Scope } from '../scope.rules';
import { digestOf } from '../sessions/person.rules';
import { Sessions } from '../sessions/sessions.service';
import { apiTokenOf, hintOf } from './api-token.rules';
import type { IssueApiToken, IssuedApiToken } from './api-tokens.dto';
import { ApiTokensQueries, mayManage } from './api-tokens.queries';

/** Personal tokens: made and ended by their owner, ended by an administrator. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly audit: Audit,
    private readonly sessions: Sessions,
    private readonly queries: ApiTokensQueries,
  ) {}

  /**
   * The answer is the only place where the token ever stands.
   * @throws ApiTokenActsRefused when an act is unknown or beyond the role of whoever asks
   */
  async issue(scope: Scope, { name, acts, expiresInDays }: IssueApiToken): Promise<IssuedApiToken> {
    const { role, userId } = scope;
    if (role === 'SYSTEM' || userId === null) throw new SessionRequired();
    const refused = acts.flatMap((act, nr) =>
      mayPerform(role, act) && act !== 'signed-in'
        ? []
        : [
            {
              pointer: `#/acts/${String(nr)}`,
              detail: {
                en: 'is no act that your role may perform',
                de: 'ist keine Handlung, die Ihre Rolle ausführen darf',
              },
            },
          ],
    );
    if (refused.length > 0) throw new ApiTokenActsRefused(undefined, { errors: refused });
    const token = apiTokenOf(secretToken());
    const wanted = [...new Set(acts)].sort();
    return this.db.transaction(ownScope(scope), async (tx) => {
      const id = this.ids.uuid();
      await tx.rows(
        `INSERT INTO api_tokens (id, user_id, name, token_hash, hint, acts, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7))`,
        [id, userId, name, digestOf(token), hintOf(token), wanted, expiresInDays],
      );
      await this.audit.write(tx, {
        act: 'tokens.issue',
        subjectId: id,
        after: { name, acts: wanted, expiresInDays },
      });
      return { ...(await this.queries.get(tx, id)), token };
    });
  }

  /**
   * Ends a token of one's own, or as an administrator anybody's; its open streams end too.
   * @throws ApiTokenNotFound also for what is not the caller's to end
   */
  async revoke(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(ownScope(scope), async (tx) => {
      const [ended] = await tx.rows<{ userId: string; name: string }>(
        `UPDATE api_tokens SET revoked_at = now(), revoked_by = $2
          WHERE id = $1 AND revoked_at IS NULL AND expires_at > now() AND (user_id = $2 OR $3)
          RETURNING user_id AS "userId", name`,
        [id, scope.userId, mayManage(scope)],
      );
      if (!ended) throw new ApiTokenNotFound();
      const { userId, name } = ended;
      await this.events.record(tx, SessionRevoked, id, { userId, reason: 'REVOKED' });
      await this.audit.write(tx, {
        act: 'tokens.revoke',
        subjectId: id,
        before: { userId, name },
      });
      tx.afterCommit(() => {
        this.sessions.forget(userId);
      });
    });
  }
}
