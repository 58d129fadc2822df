jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import {
  isChanged,
  leadsSearch,
  listOfSearch,
  type SavedView,
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
