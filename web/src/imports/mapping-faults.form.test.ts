import { mappingFaults, sameMapping } from './mapping-faults.form';

describe('a mapping', () => {
  it.each([['email'], ['phone'], ['mobile']] as const)('is whole with a company and %s', (way) => {
    expect(mappingFaults([null, 'company', way])).toBeNull();
  });

  it('names everything that it lacks', () => {
    expect(mappingFaults(['city', 'city', null])).toEqual({
      noCompany: true,
      noWay: true,
      twice: ['city'],
    });
  });

  it('is the same only in the same order', () => {
    expect(sameMapping(['company', null], ['company', null])).toBe(true);
    expect(sameMapping(['company', null], [null, 'company'])).toBe(false);
    expect(sameMapping(['company'], ['company', null])).toBe(false);
  });
});
