import { arranged, moved } from './column-order';

const ALL = ['company', 'contact', 'status', 'owner'];

describe('the columns of a table in its menu', () => {
  it('stand as they are shown, and the hidden ones where they belong', () => {
    expect(arranged(ALL, ['company', 'owner', 'contact'])).toEqual([
      'company',
      'owner',
      'contact',
      'status',
    ]);
    expect(arranged(ALL, ['company'])).toEqual(ALL);
  });

  it('change places with a neighbour, but never with the first', () => {
    expect(moved(ALL, 3, -1)).toEqual(['company', 'contact', 'owner', 'status']);
    expect(moved(ALL, 1, 1)).toEqual(['company', 'status', 'contact', 'owner']);
    expect(moved(ALL, 1, -1)).toBe(ALL);
    expect(moved(ALL, 0, 1)).toBe(ALL);
    expect(moved(ALL, 3, 1)).toBe(ALL);
  });
});
