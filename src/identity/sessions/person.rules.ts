import { createHash } from 'node:crypto';
import type { Person, Role } from '../scope.rules';

export interface PersonRow {
  userId: string;
  role: Role;
  teamId: string | null;
  managed: string[];
  territories: string[];
  capabilities: string[];
}

/** What a scope is made of, read from `users u`. */
export const PERSON_COLUMNS = `u.id AS "userId", u.role, u.team_id AS "teamId", u.territories, u.capabilities,
       ARRAY(SELECT t.id FROM teams t WHERE t.manager_id = u.id ORDER BY t.id) AS managed`;

export function personOf(row: PersonRow): Person {
  const { userId, role, territories, capabilities } = row;
  const teams = {
    MANAGER: row.managed,
    SALES: row.teamId ? [row.teamId] : [],
    ADMIN: [],
    AUDITOR: [],
  };
  return { userId, role, teamIds: teams[role], territories, capabilities };
}

/** SHA-256: how every secret of 256 random bits is stored. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
