import { CANARY_ID } from '../core/canary.rules';
import { actsOf, isKnownAct, maySee, mayPerform, type Visibility } from './access.rules';
import { scopeOf, systemScope, type Role } from './scope.rules';

const ME = '00000000-0000-7000-8000-000000000001';
const OTHER = '00000000-0000-7000-8000-000000000002';
const TEAM = '00000000-0000-7000-8000-00000000000a';
const LEAD = '00000000-0000-7000-8000-0000000000f1';
const scope = (role: Role) =>
  scopeOf({ userId: ME, role, teamIds: [TEAM], territories: ['DE'], capabilities: [] }, null);
const about = (over: Partial<Visibility>): Visibility => ({
  audience: 'subject',
  subjectId: LEAD,
  ownerId: OTHER,
  teamId: null,
  territory: 'DE',
  ...over,
});

describe('an act', () => {
  it('is refused when the table does not know it', () => {
    expect(isKnownAct('leads.steal')).toBe(false);
    expect(mayPerform('ADMIN', 'leads.steal')).toBe(false);
    expect(mayPerform('ADMIN', 'toString')).toBe(false);
  });

  it('that writes is nothing for an auditor', () => {
    expect(actsOf('AUDITOR').filter((act) => /write|manage|assign|take/.test(act))).toEqual([]);
  });

  it('that manages users is for administrators alone', () => {
    expect(
      (['SALES', 'MANAGER', 'ADMIN', 'AUDITOR'] as const).map((r) => mayPerform(r, 'users.manage')),
    ).toEqual([false, false, true, false]);
  });
});

describe('a scope', () => {
  it.each([
    ['SALES', 'their own', about({ ownerId: ME }), true],
    ['SALES', 'a colleague’s of the team', about({ teamId: TEAM }), false],
    ['SALES', 'a free one of their territory', about({ ownerId: null }), true],
    ['SALES', 'a free one elsewhere', about({ ownerId: null, territory: 'CH' }), false],
    ['SALES', 'one that was never placed', about({ ownerId: null, territory: null }), false],
    ['MANAGER', 'one of the team', about({ teamId: TEAM }), true],
    [
      'MANAGER',
      'one of another team, though their own',
      about({ ownerId: ME, teamId: OTHER }),
      false,
    ],
    ['AUDITOR', 'any', about({}), true],
    ['ADMIN', 'the canary’s', about({ subjectId: CANARY_ID }), false],
    [
      'SALES',
      'the canary’s in their territory',
      about({ subjectId: CANARY_ID, ownerId: null }),
      false,
    ],
    ['SALES', 'a matter of operations', about({ audience: 'operations', ownerId: ME }), false],
    ['MANAGER', 'what is for everybody', about({ audience: 'everybody' }), true],
  ] as const)('of %s and %s', (role, _, event, seen) => {
    expect(maySee(scope(role), event, new Set())).toBe(seen);
  });

  it('of SALES reaches subjects they collaborate on, that of MANAGER does not', () => {
    const collaborating = new Set([LEAD]);

    expect(maySee(scope('SALES'), about({}), collaborating)).toBe(true);
    expect(maySee(scope('MANAGER'), about({}), collaborating)).toBe(false);
  });

  it('of SYSTEM sees everything', () => {
    expect(maySee(systemScope('test'), about({ audience: 'operations' }), new Set())).toBe(true);
  });
});
