import { changesOf } from './audit-changes.queries';

describe('what an act of the audit changed', () => {
  it('is said field by field, of both sides', () => {
    const before = { name: 'Anna', territories: ['DE'], phone: '1' };

    expect(changesOf({ before, after: { name: 'Anna', territories: ['DE', 'AT'] } })).toEqual([
      { field: 'name', before: 'Anna', after: 'Anna', isChanged: false },
      { field: 'territories', before: ['DE'], after: ['DE', 'AT'], isChanged: true },
      { field: 'phone', before: '1', after: undefined, isChanged: true },
    ]);
  });

  it('is nothing for an act that says nothing, and one value for what has no fields', () => {
    expect(changesOf({ before: null, after: null })).toEqual([]);
    expect(changesOf({ before: null, after: 7 })).toEqual([
      { field: '', before: undefined, after: 7, isChanged: true },
    ]);
  });
});
