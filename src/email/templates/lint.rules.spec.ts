import { lint, type Trials } from './lint.rules';
import { SHIPPED } from './shipped.rules';

const fine = { subject: 'Für Hotel Adler', html: '<p>a</p>', plain: 'a b c' };
const trials = (change: Partial<Trials> = {}): Trials => ({
  fault: null,
  uses: [],
  sample: fine,
  bare: fine,
  hostile: fine,
  ...change,
});
const FOOT = '{{ territory.legalFooter }} {{ imprint }} {{ links.unsubscribe }}';
const body = (change: { subject?: string; html?: string; plain?: string } = {}) => ({
  subject: 'Für {{ lead.company }}',
  html: `<html lang="de"><p>a</p>${FOOT}</html>`,
  plain: `a ${FOOT}`,
  ...change,
});
const codes = (change: Parameters<typeof body>[0], more: Partial<Trials> = {}) =>
  lint(body(change), 'de', 'followup', trials(more)).map(({ code }) => code);

describe('lint', () => {
  it('has nothing against the shipped texts', () => {
    for (const { bodies, uses, stream } of SHIPPED)
      for (const [locale, shipped] of Object.entries(bodies))
        expect(lint(shipped, locale, stream, trials({ uses }))).toEqual([]);
  });

  it('lets nothing but the end of the page stand behind the body', () => {
    const html = `<html lang="de"><body>${FOOT}</body>\n<!-- Ende -->\n</html >\n`;

    expect(codes({ html })).toEqual([]);
  });

  it('is content with a plain letter', () => {
    expect(codes({})).toEqual([]);
  });

  it.each([
    ['unreadable', {}, { fault: 'tag not closed' }],
    ['unknown-variable', {}, { uses: ['lead.iban'] }],
    ['fails-with-sample-values', {}, { sample: { error: 'x' } }],
    ['fails-with-bare-values', {}, { bare: { error: 'x' } }],
    ['fails-with-hostile-values', {}, { hostile: { error: 'x' } }],
    ['false-reply', { subject: 'Re: Ihre Anfrage' }, {}],
    ['subject-lines', { subject: 'a\nb' }, {}],
    ['subject-long', {}, { sample: { ...fine, subject: 'x'.repeat(71) } }],
    ['subject-shouts', {}, { sample: { ...fine, subject: 'JETZT KAUFEN' } }],
    ['subject-shouts', {}, { sample: { ...fine, subject: 'Jetzt!!' } }],
    [
      'no-unsubscribe',
      { html: '<html lang="de">{{ territory.legalFooter }} {{ imprint }}</html>' },
      {},
    ],
    ['no-legal-footer', { plain: 'a {{ links.unsubscribe }}' }, {}],
    ['foreign', { html: `<html lang="de"><script>1</script>${FOOT}</html>` }, {}],
    [
      'foreign',
      { html: `<html lang="de"><img alt="" src="https://x.example/p.gif">${FOOT}</html>` },
      {},
    ],
    ['foreign', { html: `<html lang="de"><p onclick="x">a</p>${FOOT}</html>` }, {}],
    ['behind-body', { html: `<html lang="de"><body>${FOOT}</body><p>P. S.</p></html>` }, {}],
    ['behind-body', { html: `<html lang="de"><body>${FOOT}</body></html>\nText` }, {}],
    ['behind-body', { html: `<html lang="de"><body>${FOOT}</body></html>{{ lead.company }}` }, {}],
    [
      'link-not-https',
      { html: `<html lang="de"><a href="http://x.example">a</a>${FOOT}</html>` },
      {},
    ],
    [
      'link-shortened',
      { html: `<html lang="de"><a href="https://bit.ly/x">a</a>${FOOT}</html>` },
      {},
    ],
    [
      'link-unsafe',
      { html: `<html lang="de"><a href="https://{{ lead.company }}/x">a</a>${FOOT}</html>` },
      {},
    ],
    [
      'link-unsafe',
      { html: `<html lang="de"><a href="{{ links.reply }}">a</a>${FOOT}</html>` },
      {},
    ],
    ['unquoted', { html: `<html lang="de"><a href={{ links.reply }}>a</a>${FOOT}</html>` }, {}],
    ['no-lang', { html: `<html><p>a</p>${FOOT}</html>` }, {}],
    ['too-large', {}, { sample: { ...fine, html: 'x'.repeat(103 * 1024) } }],
    ['plain-thin', {}, { sample: { ...fine, html: `<p>${'wort '.repeat(50)}</p>`, plain: 'a' } }],
    ['unescaped', {}, { hostile: { ...fine, html: '<script>' } }],
    [
      'placeholder',
      { html: `<html lang="de"><p>Lorem ipsum</p>${FOOT}</html>`.replace('L', 'l') },
      {},
    ],
  ] as const)('finds %s', (code, change, more) => {
    expect(codes(change, more)).toContain(code);
  });
});
