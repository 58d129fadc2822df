import { bodyOf, filledFor, missingOf, payloadsOf } from './template-words.rules';

describe('the words of a template', () => {
  it('are filled by what is known, however the template writes its names', () => {
    const known = { contact_name: 'Eva Brandt', owner_name: null };

    expect(filledFor(['contactName', 'contact_name', 'ownerName', 'title'], known)).toEqual({
      contactName: 'Eva Brandt',
      contact_name: 'Eva Brandt',
    });
  });

  it('lack what nobody gave', () => {
    expect(missingOf(['a', 'b', 'c'], { a: 'x', b: '  ' })).toEqual(['b', 'c']);
  });

  it('stand where the template has their places', () => {
    expect(bodyOf('Hallo {{name}}, {{ title }} und {{other}}', { name: 'Eva', title: 'X' })).toBe(
      'Hallo Eva, X und {{other}}',
    );
  });

  it('know what their buttons mean', () => {
    expect(payloadsOf(['unlock', 'later', 'optout'])).toEqual([
      'v1:unlock:all',
      'v1:menu',
      'v1:optout',
    ]);
  });
});
