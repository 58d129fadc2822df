import { passwordFault } from './password.rules';

const EMAIL = 'anna.huber@relance.example';

describe('a password', () => {
  it.each([
    ['elf zeichen', 'must have 12 characters or more'],
    ['x'.repeat(201), 'must have 200 characters or fewer'],
    ['aaaaaaaaaaaaaaa', 'repeats too few different characters'],
    ['121212121212', 'repeats too few different characters'],
    ['Anna.Huber-kocht', 'must not contain your e-mail address'],
    ['123456789012', 'is a common password'],
    ['qwertzuiopas', 'is a common password'],
    ['lkjihgfedcba', 'is a common password'],
    ['password1234', 'is a common password'],
    ['P4ssw0rt-2026!', 'is a common password'],
    ['!!Sommer2026!!', 'is a common password'],
    ['hallohallo12', 'is a common password'],
    ['correct horse battery staple', 'is a common password'],
  ])('%j is refused', (password, fault) => {
    expect(passwordFault(password, EMAIL)?.en).toBe(fault);
  });

  it.each([
    'sieben-kleine-zwerge',
    'tT9#kp!2Lw8z',
    'ein Löffel Zimt im Teig',
    'correct-horse-battery',
  ])('%j is accepted', (password) => {
    expect(passwordFault(password, EMAIL)).toBeNull();
  });

  it('may contain a name too short to tell anything', () => {
    expect(passwordFault('maximal-gruene-bohnen', 'max@relance.example')).toBeNull();
  });
});
