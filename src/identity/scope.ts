import type { DbScope } from '../core/database';
import { systemDbScope } from '../core/database';

export const ROLES = ['SALES', 'MANAGER', 'ADMIN', 'AUDITOR'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks and what they may see; made once a request and passed first to every service. */
export interface Scope extends DbScope {
  /** Null for SYSTEM. */
  readonly userId: string | null;
  readonly role: Role | 'SYSTEM';
  readonly kind: 'own' | 'team' | 'all' | 'system';
  /** The teams whose rows a manager sees; a sales user's own team. */
  readonly teamIds: readonly string[];
  readonly territories: readonly string[];
  readonly capabilities: readonly string[];
}

export interface Person {
  readonly userId: string;
  readonly role: Role;
  readonly teamIds: readonly string[];
  readonly territories: readonly string[];
  readonly capabilities: readonly string[];
}

const DB_ROLE = {
  SALES: 'relance_sales',
  MANAGER: 'relance_manager',
  ADMIN: 'relance_admin',
  AUDITOR: 'relance_auditor',
} as const;
const KIND = { SALES: 'own', MANAGER: 'team', ADMIN: 'all', AUDITOR: 'all' } as const;

export function scopeOf(person: Person, correlationId: string | null): Scope {
  return {
    ...person,
    kind: KIND[person.role],
    dbRole: DB_ROLE[person.role],
    settings: {
      user_id: [person.userId],
      team_ids: person.teamIds,
      territories: person.territories,
    },
    correlationId,
    actor: { kind: 'user', id: person.userId },
  };
}

/** The scope of loops, consumers and public links: SYSTEM, a first-class actor in every record. */
export function systemScope(job: string, correlationId: string | null = null): Scope {
  return {
    ...systemDbScope(job, correlationId),
    userId: null,
    role: 'SYSTEM',
    kind: 'system',
    teamIds: [],
    territories: [],
    capabilities: [],
  };
}
