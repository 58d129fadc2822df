import {
  anyText,
  listOf,
  oneOf,
  parseSearch,
  reportDropped,
  searchOf,
  stringifySearch,
  uuid,
} from './url';

describe('the URL of a view', () => {
  it('is flat and readable', () => {
    expect(
      stringifySearch({ q: 'Hotel Adler', status: ['ACTIVE', 'LOST'], sort: '-company' }),
    ).toBe('?q=Hotel%20Adler&status=ACTIVE,LOST&sort=-company');
  });

  it('leaves out what is empty', () => {
    expect(stringifySearch({ q: '', status: [], sort: undefined })).toBe('');
  });

  it.each(['?q=M%C3%BCller%20%26%20S%C3%B6hne', '?next=/leads?q=a%2526b', ''])(
    'survives %s',
    (search) => {
      expect(parseSearch(stringifySearch(parseSearch(search)))).toEqual(parseSearch(search));
    },
  );

  it('reads a repeated parameter as a list', () => {
    expect(parseSearch('?status=ACTIVE&status=LOST')).toEqual({ status: 'ACTIVE,LOST' });
  });
});

describe('the search schema of a route', () => {
  const read = searchOf({
    q: anyText(5),
    status: listOf(oneOf(['ACTIVE', 'LOST'])),
    owner: uuid,
  });

  it('keeps what it knows', () => {
    expect(read({ q: 'abc', status: 'ACTIVE,LOST' })).toEqual({
      q: 'abc',
      status: ['ACTIVE', 'LOST'],
    });
  });

  it('drops what it does not know, and says so', () => {
    const dropped: string[][] = [];
    reportDropped((names) => dropped.push(names));

    expect(
      read({ q: 'much too long', status: 'ACTIVE,NONSENSE', owner: 'me', other: '1' }),
    ).toEqual({});
    expect(dropped).toEqual([['q', 'status', 'owner', 'other']]);
  });

  it('puts nothing in the place of what is broken, so that the router does not keep it', () => {
    const raw = { q: 'much too long', owner: 'me' };

    expect({ ...raw, ...read(raw) }).toEqual({ q: undefined, owner: undefined });
    expect(Object.keys(read(raw))).toEqual(['q', 'owner']);
  });
});
