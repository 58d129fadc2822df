import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import { mayPerform } from '../access.rules';
import { AccessDenied, ApiTokenNotFound } from '../identity.problems';
import { ownScope, type Scope } from '../scope.rules';
import type { ApiTokenList, ApiTokenView, ListApiTokens } from './api-tokens.dto';

const VIEW = `SELECT k.id, k.user_id AS "userId", u.name AS "userName", k.name, k.hint, k.acts,
       k.created_at AS "createdAt", k.last_used_at AS "lastUsedAt", k.expires_at AS "expiresAt"
  FROM api_tokens k JOIN users u ON u.id = k.user_id
 WHERE k.revoked_at IS NULL AND k.expires_at > now() AND u.state = 'ACTIVE'`;

/** Which tokens are good. */
@Injectable()
export class ApiTokensQueries {
  constructor(private readonly db: Database) {}

  /**
   * One's own, or with the act `tokens.manage` everybody's; the newest first.
   * @throws AccessDenied
   */
  async list(scope: Scope, { of }: ListApiTokens): Promise<ApiTokenList> {
    if (of === 'everybody' && !mayManage(scope)) throw new AccessDenied();
    const items = await this.db.transaction(ownScope(scope), (tx) =>
      tx.rows<ApiTokenView>(
        `${VIEW} AND ($1::uuid IS NULL OR k.user_id = $1) ORDER BY k.created_at DESC, k.id DESC`,
        [of === 'me' ? scope.userId : null],
      ),
    );
    return { items };
  }

  /** @throws ApiTokenNotFound */
  async get(tx: Tx, id: string): Promise<ApiTokenView> {
    const [token] = await tx.rows<ApiTokenView>(`${VIEW} AND k.id = $1`, [id]);
    if (!token) throw new ApiTokenNotFound();
    return token;
  }
}

export function mayManage({ role }: Scope): boolean {
  return role !== 'SYSTEM' && mayPerform(role, 'tokens.manage');
}
