import { changedIn, chosenOf, merge } from './merge';

const base = { name: 'Adler', city: 'Freiburg', tags: ['a'] };

describe('what is saved of a form', () => {
  it('is what differs from what was opened, lists by what is in them', () => {
    expect(changedIn(base, { ...base, tags: ['a'] })).toEqual({});
    expect(changedIn(base, { name: 'Adler', city: 'Basel', tags: ['a', 'b'] })).toEqual({
      city: 'Basel',
      tags: ['a', 'b'],
    });
  });
});

describe('merging after a stale version', () => {
  it('takes over what only they changed and still sends mine', () => {
    expect(merge(base, { city: 'Basel' }, { ...base, name: 'Adler GmbH' })).toEqual({
      send: { city: 'Basel' },
      overlaps: [],
      adopted: ['name'],
    });
  });

  it('asks where both changed the same field', () => {
    expect(merge(base, { city: 'Basel' }, { ...base, city: 'Bern' })).toEqual({
      send: { city: 'Basel' },
      overlaps: ['city'],
      adopted: [],
    });
  });

  it('sends nothing when they did the same', () => {
    expect(merge(base, { tags: ['a', 'b'] }, { ...base, tags: ['a', 'b'] })).toEqual({
      send: {},
      overlaps: [],
      adopted: [],
    });
  });
});

describe('a choice between two changes', () => {
  const both = { send: { name: 'Adler AG', city: 'Basel' }, overlaps: ['city', 'name'] as const };

  it('sends of the overlaps only what was chosen', () => {
    expect(chosenOf<typeof base>(both, ['name'])).toEqual({ name: 'Adler AG' });
  });

  it('sends what nobody else touched in any case', () => {
    expect(chosenOf<typeof base>({ ...both, overlaps: ['city'] }, [])).toEqual({
      name: 'Adler AG',
    });
  });
});
