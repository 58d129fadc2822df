import { mayLead, placeOf, targetOf } from './link-targets.rules';

const OURS = 'https://crm.example';

describe('a link in a mail', () => {
  it.each([
    ['https://shop.example/samples', 'https://shop.example/samples'],
    [' https://shop.example/a?b=c&d=e#f ', 'https://shop.example/a?b=c&d=e#f'],
    ['http://shop.example', 'http://shop.example/'],
    ['https://shop.example/legalize-it', 'https://shop.example/legalize-it'],
    ['https://shop.example/termine', 'https://shop.example/termine'],
  ])('%s is counted', (href, target) => {
    expect(targetOf(href, OURS)).toBe(target);
  });

  it.each([
    ['that writes a mail', 'mailto:anna@relance.example'],
    ['that calls', 'tel:+49761555'],
    ['within the mail', '#top'],
    ['without a host', '/samples'],
    ['of a script', 'javascript:alert(1)'],
    ['with a password', 'https://user:pass@shop.example/'],
    ['to withdraw', 'https://crm.example/e/u/abc'],
    ['to our own screens', 'https://crm.example/leads'],
    ['to withdraw elsewhere', 'https://shop.example/newsletter/unsubscribe?id=1'],
    ['to preferences', 'https://shop.example/preferences'],
    ['to the imprint', 'https://shop.example/impressum'],
    ['to the imprint in English', 'https://shop.example/legal-notice.html'],
    ['to data protection', 'https://shop.example/de/datenschutzerklaerung'],
    ['to privacy', 'https://privacy.shop.example/'],
    ['to terms', 'https://shop.example/AGB'],
    ['longer than any link', `https://shop.example/${'x'.repeat(2000)}`],
  ])('%s stays as it is', (_, href) => {
    expect(targetOf(href, OURS)).toBeNull();
  });
});

describe('a stored address', () => {
  it.each([
    ['https://shop.example/a', [], true],
    ['https://shop.example/a', ['other.example'], true],
    ['https://shop.example/a', ['shop.example'], false],
    ['https://www.shop.example/a', ['shop.example'], false],
    ['https://myshop.example/a', ['shop.example'], true],
    ['javascript:alert(1)', [], false],
  ])('%s with %j blocked leads on: %s', (target, blocked, may) => {
    expect(mayLead(target, blocked)).toBe(may);
  });

  it('is told without what follows its path', () => {
    expect(placeOf('https://shop.example/a/b?mail=eva%40hotel.example#x')).toBe(
      'https://shop.example/a/b',
    );
  });
});
