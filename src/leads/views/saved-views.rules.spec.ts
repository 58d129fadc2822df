import { columnsOf, filterOf, freeName, sortOf, storedFilter } from './saved-views.rules';

describe('a saved filter', () => {
  it('comes back as it was saved, its words kept apart', () => {
    const filter = { status: ['ACTIVE' as const], q: 'Sabine Vogt' };

    expect(storedFilter(filter)).toEqual({ filter: { status: ['ACTIVE'] }, words: 'Sabine Vogt' });
    expect(filterOf(storedFilter(filter))).toEqual(filter);
  });

  it.each([{ colour: ['RED'] }, { status: ['SLEEPING'] }, null, 'status'])(
    'is none any more when it is %j',
    (filter) => {
      expect(filterOf({ filter, words: null })).toBeNull();
    },
  );

  it('shows the columns that there still are, in their order', () => {
    expect(columnsOf({ columns: ['score', 'colour', 'owner'] })).toEqual(['score', 'owner']);
    expect(columnsOf({ columns: ['colour'] })).toBeNull();
    expect(columnsOf({ columns: null })).toBeNull();
  });

  it('sorts by itself when its sort is gone', () => {
    expect(sortOf({ sort: '-score' })).toBe('-score');
    expect(sortOf({ sort: 'colour' })).toBeNull();
  });
});

describe('the name of a view that goes to somebody else', () => {
  it('stays unless it is taken there', () => {
    expect(freeName('Messe', new Set(['Heiße']))).toBe('Messe');
    expect(freeName('Messe', new Set(['Messe', 'Messe (2)']))).toBe('Messe (3)');
    expect(freeName('x'.repeat(60), new Set(['x'.repeat(60)]))).toHaveLength(58);
  });
});
