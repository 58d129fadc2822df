import { changedFields } from './user-changes.rules';

describe('the changed fields', () => {
  const current = { name: 'Anna', teamId: null as string | null, territories: ['DE', 'CH'] };

  it('are those with another value, before and after', () => {
    expect(changedFields(current, { name: 'Anna', teamId: 'a' })).toEqual({
      before: { teamId: null },
      after: { teamId: 'a' },
      fields: ['teamId'],
    });
  });

  it('leave out what is not given, and lists in another order', () => {
    expect(changedFields(current, { name: undefined, territories: ['CH', 'DE'] }).fields).toEqual(
      [],
    );
  });
});
