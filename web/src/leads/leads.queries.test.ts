jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import {
  columnsOfSearch,
  columnsToKeep,
  FIRST_COLUMNS,
  isChanged,
  leadsSearch,
  listOfSearch,
  type SavedView,
  withColumns,
  withFilter,
  withWords,
} from './leads.queries';

describe('the list of a URL', () => {
  it('is that of the first view when the URL says nothing', () => {
    expect(listOfSearch({}).filter).toEqual({ status: ['REGISTERED', 'ACTIVE', 'QUALIFIED'] });
  });

  it('takes the filters of the URL instead of the view, and narrows both by the text', () => {
    expect(listOfSearch({ view: 'mine', status: ['LOST'], q: 'Adler' }).filter).toEqual({
      status: ['LOST'],
      q: 'Adler',
    });
    expect(listOfSearch({ view: 'free', q: 'Adler' }).filter).toEqual({
      owner: ['none'],
      q: 'Adler',
    });
  });

  it('drops what nobody offers', () => {
    expect(leadsSearch({ status: 'ACTIVE,NONSENSE', sort: 'name', limit: '50' })).toEqual({
      limit: '50',
    });
    expect(leadsSearch({ due: 'today', score: '60..120' })).toEqual({ due: ['today'] });
    expect(leadsSearch({ score: '60..,..5' })).toEqual({ score: ['60..', '..5'] });
  });
});

describe('the columns of a URL', () => {
  it('are left out when they are the usual ones, and always begin with the first', () => {
    expect(columnsOfSearch({})).toEqual(FIRST_COLUMNS);
    expect(withColumns({ cols: ['owner'] }, FIRST_COLUMNS)).toEqual({ cols: undefined });
    expect(withColumns({}, ['company'])).toEqual({ cols: ['company'] });
    expect(columnsOfSearch(leadsSearch({ cols: 'score,owner,score' }))).toEqual([
      'company',
      'score',
      'owner',
    ]);
    expect(leadsSearch({ cols: 'score,colour' })).toEqual({});
  });

  it('are kept from chip to chip', () => {
    expect(withFilter({ cols: ['owner'] }, 'score', ['50..74'])).toMatchObject({
      cols: ['owner'],
      score: ['50..74'],
    });
  });
});

describe('changing a chip', () => {
  it('finds the view that says the same', () => {
    expect(withFilter({ view: 'mine' }, 'owner', [])).toMatchObject({ view: undefined });
    expect(withFilter({ view: 'free' }, 'owner', [])).toMatchObject({ view: 'all' });
  });

  it('marks the view as changed when none does', () => {
    const search = withFilter({ view: 'mine' }, 'source', ['FAIR']);

    expect(search).toMatchObject({ view: 'mine', owner: ['me'], source: ['FAIR'] });
    expect(isChanged(search)).toBe(true);
  });

  it('begins at the first page again', () => {
    expect(withFilter({ cursor: 'abc', q: 'x' }, 'source', ['FAIR'])).not.toHaveProperty('cursor');
  });
});

describe('a saved view', () => {
  const id = '0197a1c0-0000-7000-8000-000000000001';
  const saved: SavedView = {
    id,
    version: 1,
    name: 'Messe',
    audience: 'own',
    own: true,
    ownerName: 'Anna Keller',
    filter: { source: ['FAIR'], q: 'Hotel' },
    sort: 'company',
    columns: ['company', 'score', 'owner'],
    changedAt: '2026-03-02T08:00:00.000Z',
  };

  it('is the list of its URL, with its words and its sort', () => {
    expect(leadsSearch({ view: id })).toEqual({ view: id });
    expect(listOfSearch({ view: id }, saved)).toMatchObject({
      filter: { source: ['FAIR'], q: 'Hotel' },
      sort: 'company',
    });
    expect(isChanged({ view: id }, saved)).toBe(false);
    expect(isChanged({ view: id, sort: 'company' }, saved)).toBe(false);
    expect(isChanged({ view: id, sort: '-score' }, saved)).toBe(true);
  });

  it('shows its own columns until others are chosen, and keeps those', () => {
    const chosen = withColumns({ view: id }, ['company', 'score'], saved);

    expect(columnsOfSearch({ view: id }, saved)).toEqual(['company', 'score', 'owner']);
    expect(chosen).toEqual({ view: id, cols: ['score'] });
    expect(isChanged(chosen, saved)).toBe(true);
    expect(columnsToKeep(chosen, saved)).toEqual(['company', 'score']);
    expect(columnsToKeep(withColumns(chosen, FIRST_COLUMNS, saved), saved)).toBeNull();
    expect(withColumns(chosen, ['company', 'score', 'owner'], saved)).toEqual({
      view: id,
      cols: undefined,
    });
  });

  it('stays open while it differs, and is itself again when it does not', () => {
    const narrowed = withFilter({ view: id }, 'status', ['LOST'], saved);

    expect(narrowed).toMatchObject({ view: id, source: ['FAIR'], status: ['LOST'], q: 'Hotel' });
    expect(isChanged(narrowed, saved)).toBe(true);
    expect(withFilter(narrowed, 'status', [], saved)).toEqual({ view: id });
  });

  it('keeps its filter when its words go, and lets go of both when nothing is left', () => {
    const wordless = withWords({ view: id }, '', saved);

    expect(listOfSearch(wordless, saved).filter).toEqual({ source: ['FAIR'] });
    expect(withFilter(wordless, 'source', [], saved)).toEqual({ view: 'all' });
  });

  it('shows what is open when its filter is none any more', () => {
    const broken = { ...saved, filter: null, sort: null };

    expect(listOfSearch({ view: id }, broken).filter).toEqual(listOfSearch({}).filter);
  });
});
