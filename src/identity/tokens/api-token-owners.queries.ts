import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { Person } from '../scope.rules';
import { digestOf, PERSON_COLUMNS, personOf, type PersonRow } from '../sessions/person.rules';

interface TokenOwner {
  readonly person: Person;
  readonly tokenId: string;
  readonly acts: readonly string[];
  readonly expiresAt: Date;
}

interface TokenRow extends PersonRow {
  tokenId: string;
  acts: string[];
  expiresAt: Date;
  unwritten: boolean;
}

const FIND = `SELECT k.id AS "tokenId", k.acts, k.expires_at AS "expiresAt",
       k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute' AS unwritten, ${PERSON_COLUMNS}
  FROM api_tokens k JOIN users u ON u.id = k.user_id
 WHERE k.token_hash = $1 AND k.revoked_at IS NULL AND k.expires_at > now() AND u.state = 'ACTIVE'`;

/** In whose name a token acts, and what it may do. */
@Injectable()
export class ApiTokenOwners {
  async find(tx: Tx, token: string): Promise<TokenOwner | null> {
    const [row] = await tx.rows<TokenRow>(FIND, [digestOf(token)], 'api-tokens.find');
    if (!row) return null;
    const { tokenId, acts, expiresAt } = row;
    if (row.unwritten)
      await tx.rows(
        'UPDATE api_tokens SET last_used_at = now() WHERE id = $1',
        [tokenId],
        'api-tokens.use',
      );
    return { person: personOf(row), tokenId, acts, expiresAt };
  }
}
