import { CANARY_ID } from '../core/canary.rules';
import type { Role, Scope } from './scope.rules';

const EVERYBODY = ['SALES', 'MANAGER', 'ADMIN', 'AUDITOR'] as const;

/** Which roles may perform which act. What they may see while doing it is a matter of their scope. */
const ROLES_BY_ACT = {
  'leads.read': EVERYBODY,
  'leads.write': ['SALES', 'MANAGER', 'ADMIN'],
  'leads.take': ['SALES', 'MANAGER', 'ADMIN'],
  // One act on many leads: those that the role may do to one.
  'leads.bulk': ['SALES', 'MANAGER', 'ADMIN'],
  'leads.assign': ['MANAGER', 'ADMIN'],
  'leads.clock': ['MANAGER', 'ADMIN'],
  'leads.export': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'tasks.read': EVERYBODY,
  'tasks.write': ['SALES', 'MANAGER', 'ADMIN'],
  'leads.import': ['SALES', 'MANAGER', 'ADMIN'],
  'leads.import.read': EVERYBODY,
  'leads.import.approve': ['MANAGER', 'ADMIN'],
  'follow-ups.read': EVERYBODY,
  'follow-ups.act': ['SALES', 'MANAGER', 'ADMIN'],
  'follow-ups.approve': ['MANAGER', 'ADMIN'],
  'responses.read': EVERYBODY,
  'responses.decide': ['SALES', 'MANAGER', 'ADMIN'],
  'conversations.read': EVERYBODY,
  'conversations.write': ['SALES', 'MANAGER', 'ADMIN'],
  'content.read': EVERYBODY,
  'content.write': ['ADMIN'],
  'content.approve': ['ADMIN'],
  'grants.act': ['SALES', 'MANAGER', 'ADMIN'],
  'campaigns.read': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'campaigns.run': ['ADMIN'],
  'customers.read': EVERYBODY,
  'customers.write': ['SALES', 'MANAGER', 'ADMIN'],
  'conversions.convert': ['MANAGER', 'ADMIN'],
  'conversions.undo': ['ADMIN'],
  'conversion-rules.read': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'conversion-rules.edit': ['ADMIN'],
  'sequences.read': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'sequences.write': ['ADMIN'],
  'sequences.simulate': ['ADMIN'],
  'offers.read': EVERYBODY,
  'offers.write': ['ADMIN'],
  'test-clock.read': EVERYBODY,
  'test-clock.turn': ['ADMIN'],
  'analytics.read': EVERYBODY,
  'analytics.compare': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'analytics.export': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'cockpit.read': EVERYBODY,
  'cockpit.team': ['MANAGER', 'ADMIN'],
  'stream.connect': EVERYBODY,
  'operations.read': ['ADMIN', 'AUDITOR'],
  'events.read': ['ADMIN', 'AUDITOR'],
  'dead-letters.read': ['ADMIN', 'AUDITOR'],
  'dead-letters.manage': ['ADMIN'],
  'jobs.read': ['ADMIN', 'AUDITOR'],
  'providers.read': ['ADMIN', 'AUDITOR'],
  'colleagues.read': EVERYBODY,
  'users.read': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'users.manage': ['ADMIN'],
  'teams.read': EVERYBODY,
  'teams.manage': ['ADMIN'],
  'territories.read': EVERYBODY,
  'territories.manage': ['ADMIN'],
  'settings.read': EVERYBODY,
  'settings.write': ['MANAGER', 'ADMIN'],
  'installation.read': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'installation.confirm': ['ADMIN'],
  'tokens.manage': ['ADMIN'],
  'audit.read': ['ADMIN', 'AUDITOR'],
  'privacy.read': ['ADMIN', 'AUDITOR'],
  'privacy.erase': ['ADMIN'],
  'templates.read': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'templates.edit': ['ADMIN'],
  'templates.publish': ['ADMIN'],
  'emails.read': EVERYBODY,
  'emails.operate': ['ADMIN'],
  'suppressions.read': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'suppressions.write': ['MANAGER', 'ADMIN'],
  'whatsapp.read': ['MANAGER', 'ADMIN', 'AUDITOR'],
  'whatsapp.operate': ['ADMIN'],
  'mailbox.read': ['ADMIN'],
  'mailbox.answer': ['ADMIN'],
} as const satisfies Record<string, readonly Role[]>;

export type Act = keyof typeof ROLES_BY_ACT;

/**
 * `public` needs nobody and `signed-in` anybody. `public-link` is a signed link in a message: whoever holds it may, and
 * no session is looked at. Every other act must stand in the table.
 */
export function isKnownAct(act: string): boolean {
  return ['public', 'public-link', 'signed-in'].includes(act) || Object.hasOwn(ROLES_BY_ACT, act);
}

export function mayPerform(role: Role, act: string): boolean {
  if (act === 'signed-in') return true;
  const roles: readonly Role[] = Object.hasOwn(ROLES_BY_ACT, act) ? ROLES_BY_ACT[act as Act] : [];
  return roles.includes(role);
}

export function actsOf(role: Role): Act[] {
  return (Object.keys(ROLES_BY_ACT) as Act[]).filter((act) => mayPerform(role, act));
}

/** The columns by which a row of the log says who may see it. */
export interface Visibility {
  readonly audience: 'subject' | 'operations' | 'everybody';
  readonly subjectId: string | null;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly territory: string | null;
}

/**
 * Whether a scope sees an event: the policies `sales_read`, `manager_read`, `all_read` and `no_canary` of the log in
 * another language. A test holds both against each other.
 */
export function maySee(
  scope: Scope,
  event: Visibility,
  collaborating: ReadonlySet<string>,
): boolean {
  if (scope.kind === 'system') return true;
  if (event.subjectId === CANARY_ID) return false;
  if (scope.kind === 'all') return true;
  if (event.audience !== 'subject') return event.audience === 'everybody';
  if (
    event.ownerId === null &&
    event.territory !== null &&
    scope.territories.includes(event.territory)
  )
    return true;
  if (scope.kind === 'team') return event.teamId !== null && scope.teamIds.includes(event.teamId);
  return (
    (event.ownerId !== null && event.ownerId === scope.userId) ||
    (event.subjectId !== null && collaborating.has(event.subjectId))
  );
}
