import fc from 'fast-check';
import { parseDocument } from 'htmlparser2';
import { letter, linkButton, paragraph } from '../templates/layout.rules';
import { targetOf } from './link-targets.rules';
import { rewritten } from './rewriting.rules';

const rules = {
  targetOf: (href: string) => targetOf(href, 'https://crm.example'),
  linkOf: (number: number) => `https://crm.example/e/c/${String(number)}`,
  picture: null,
};
const TRAP =
  '<a href="https://crm.example/e/c/0" style="display:none!important;mso-hide:all" tabindex="-1" aria-hidden="true"></a>';
const of = (html: string, plain = '') => rewritten({ html, plain }, rules);

describe('the links of a mail', () => {
  it.each([
    ['<a href="https://a.example/x">x</a>', '<a href="https://crm.example/e/c/1">x</a>'],
    [
      "<A class='y' HREF='https://a.example/x'>x</A>",
      "<A class='y' HREF='https://crm.example/e/c/1'>x</A>",
    ],
    [
      '<a href = "https://a.example/x" id=b>x</a>',
      '<a href = "https://crm.example/e/c/1" id=b>x</a>',
    ],
    ['<a href=https://a.example/x>x</a>', '<a href="https://crm.example/e/c/1">x</a>'],
    ['<a href="https://a.example/?a=1&amp;b=2">x</a>', '<a href="https://crm.example/e/c/1">x</a>'],
    [
      '<!--[if !mso]><!--><a href="https://a.example/x">x</a><!--<![endif]-->',
      '<!--[if !mso]><!--><a href="https://crm.example/e/c/1">x</a><!--<![endif]-->',
    ],
  ])('%s', (html, expected) => {
    expect(of(html).html).toBe(expected + TRAP);
  });

  it.each([
    '<p>https://a.example/x</p>',
    '<img src="https://a.example/x.png"><link href="https://a.example/x.css">',
    '<!-- <a href="https://a.example/x">x</a> -->',
    '<!--[if mso]><v:roundrect href="https://a.example/x"></v:roundrect><![endif]-->',
    '<a name="x">x</a><a href="">x</a><a data-href="https://a.example/x">x</a>',
    '<a href="https://a.example/x" clicktracking="off">x</a>',
    '<a href="https://crm.example/e/u/abc">x</a><a href="mailto:a@b.example">y</a>',
    '<style>a[href="https://a.example/x"]{color:red}</style>',
    '<p title="<a href=https://a.example/x>">x</p>',
  ])('%s has none that are counted', (html) => {
    expect(of(html, html)).toEqual({ html, plain: html, links: [] });
  });

  it('are counted behind the end of the body too, and nothing is written twice', () => {
    const html = '<body>Guten Tag</body></html> <p><a href="https://a.example/x">x</a></p>';

    expect(of(html).html).toBe(
      `<body>Guten Tag</body></html> <p><a href="https://crm.example/e/c/1">x</a></p>${TRAP}`,
    );
  });

  it('have a number each, the same address the same one, and 0 for what nobody sees', () => {
    const html =
      '<html><body><a href="https://a.example/?x=1&amp;y=2">a</a> <a href="https://b.example/">b</a> <a href="https://a.example/?x=1&#38;y=2">a</a></body></html>';
    const plain =
      'Siehe https://b.example/. Und (https://a.example/?x=1&y=2) oder https://c.example/';

    expect(of(html, plain)).toEqual({
      html: `<html><body><a href="https://crm.example/e/c/1">a</a> <a href="https://crm.example/e/c/2">b</a> <a href="https://crm.example/e/c/1">a</a>${TRAP}</body></html>`,
      plain:
        'Siehe https://crm.example/e/c/2. Und (https://crm.example/e/c/1) oder https://c.example/',
      links: [
        { number: 0, url: 'https://a.example/?x=1&y=2' },
        { number: 1, url: 'https://a.example/?x=1&y=2' },
        { number: 2, url: 'https://b.example/' },
      ],
    });
  });

  it('are 99 at most', () => {
    const html = Array.from(
      { length: 120 },
      (_, i) => `<a href="https://a.example/${String(i)}">x</a>`,
    ).join('');

    const { links, html: made } = of(html);

    expect(links).toHaveLength(100);
    expect(made.match(/https:\/\/a\.example/g)).toHaveLength(21);
  });

  it('stand before a picture where opening is measured, which needs no link', () => {
    const { html, links } = rewritten(
      { html: '<body>x</body>', plain: '' },
      { ...rules, picture: 'https://crm.example/e/o/t.gif' },
    );

    expect(links).toEqual([]);
    expect(html).toBe(
      '<body>x<img src="https://crm.example/e/o/t.gif" width="1" height="1" alt="" style="display:block;border:0"></body>',
    );
  });

  it('of our own layout are changed and nothing else of it', () => {
    const html = letter({
      ...{ lang: 'de', subject: '', preheader: '', heading: 'Hallo', plain: '', closing: '' },
      ...{ html: paragraph('Text') + linkButton('Los', 'links.x'), unsubscribe: 'Abbestellen' },
    })
      .html.replace('{{ links.x | safe_url }}', 'https://a.example/x')
      .replace('{{ links.unsubscribe | safe_url }}', 'https://crm.example/e/u/abc');

    expect(
      of(html).html.replace(TRAP, '').replace('https://crm.example/e/c/1', 'https://a.example/x'),
    ).toBe(html);
  });

  it('lead where a reader of HTML would be led, whatever they are made of', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '<a href="',
        "<a href='",
        '<a href=',
        '">',
        "'>",
        '>',
        '</a>',
        '<!--',
        '-->',
        '&amp;',
        '&#x26;',
        '&',
        '<p>',
        'https://a.example/',
        '?x=1',
        ' ',
        '\n',
        '<style>',
        '</style>',
        '<a name=x href="https://b.example/">',
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const html = parts.join('');
        const hrefs = anchors(html);
        const { links, html: made } = of(html);
        const expected = hrefs.map((href) => {
          const url = rules.targetOf(href);
          const number = links.find((link) => link.number > 0 && link.url === url)?.number;
          return number === undefined ? href : rules.linkOf(number);
        });
        expect(anchors(made.replace(TRAP, ''))).toEqual(expected);
        expect(hrefs.filter((href) => rules.targetOf(href) !== null).length > 0).toBe(
          links.length > 0,
        );
      }),
      { numRuns: 500 },
    );
  });
});

/** Where the links of a page lead, as a reader of HTML that was written by others finds them. */
function anchors(html: string): string[] {
  const found: string[] = [];
  const visit = (nodes: ReturnType<typeof parseDocument>['children']) => {
    for (const node of nodes) {
      if ('attribs' in node && node.name === 'a' && node.attribs['href'])
        found.push(node.attribs['href']);
      if ('children' in node) visit(node.children);
    }
  };
  visit(parseDocument(html).children);
  return found;
}
