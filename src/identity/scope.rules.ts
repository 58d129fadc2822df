export const ROLES = ['SALES', 'MANAGER', 'ADMIN', 'AUDITOR'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who asks and what they may see; made once a request and passed first to every service. Has the shape of
 * core's `DbScope`, so that a transaction opens with it.
 */
export interface Scope {
  /** Null for SYSTEM. */
  readonly userId: string | null;
  readonly role: Role | 'SYSTEM';
  readonly kind: 'own' | 'team' | 'all' | 'system';
  /** The teams whose rows a manager sees; a sales user's own team. */
  readonly teamIds: readonly string[];
  readonly territories: readonly string[];
  readonly capabilities: readonly string[];
  readonly dbRole: `relance_${string}`;
  readonly settings: Readonly<Record<'user_id' | 'team_ids' | 'territories', readonly string[]>>;
  readonly correlationId: string | null;
  readonly actor: Readonly<{ kind: 'user' | 'system'; id: string }>;
  /** The network address that the request came from, for the audit; null for SYSTEM. */
  readonly address: string | null;
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
const NOTHING = { user_id: [], team_ids: [], territories: [] };

export function scopeOf(
  person: Person,
  correlationId: string | null,
  address: string | null = null,
): Scope {
  return {
    userId: person.userId,
    role: person.role,
    kind: KIND[person.role],
    teamIds: person.teamIds,
    territories: person.territories,
    capabilities: person.capabilities,
    dbRole: DB_ROLE[person.role],
    settings: {
      user_id: [person.userId],
      team_ids: person.teamIds,
      territories: person.territories,
    },
    correlationId,
    actor: { kind: 'user', id: person.userId },
    address,
  };
}

/** The scope of loops, consumers and public links: SYSTEM, a first-class actor in every record. */
export function systemScope(job: string, correlationId: string | null = null): Scope {
  return {
    userId: null,
    role: 'SYSTEM',
    kind: 'system',
    teamIds: [],
    territories: [],
    capabilities: [],
    dbRole: 'relance_system',
    settings: NOTHING,
    correlationId,
    actor: { kind: 'system', id: job },
    address: null,
  };
}

/**
 * The rights of the system in the name of a person, for what everybody may do with what is their own and no
 * scope role may touch: sessions, password, preferences. The caller limits every statement to that person.
 */
export function ownScope(scope: Scope): Scope {
  return { ...scope, dbRole: 'relance_system', settings: NOTHING };
}
