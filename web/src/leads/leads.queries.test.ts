jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { isChanged, leadsSearch, listOfSearch, withFilter } from './leads.queries';

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
