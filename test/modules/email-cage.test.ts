import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Counter, Histogram, Registry } from 'prom-client';
import { readConfig } from '../../src/core/config';
import { Log } from '../../src/core/log';
import { Cage, CageTimeout } from '../../src/email/templates/cage.provider';
import { Renderer } from '../../src/email/templates/renderer.service';
import { SHIPPED } from '../../src/email/templates/shipped.rules';
import {
  bareValues,
  declared,
  hostileValues,
  sampleValues,
} from '../../src/email/templates/variables.rules';

const core = (locale: string) => ({
  locale,
  imprint: 'Relance Musterküche GmbH',
  links: { unsubscribe: 'https://relance.example/e/u/x', reply: 'mailto:anna@relance.example' },
});

describe('the cage', () => {
  const registers = [new Registry()];
  const renderer = new Renderer(
    readConfig({ DATABASE_URL: 'postgres://x/x' }),
    new Log('silent'),
    new Histogram({ name: 'h', help: 'h', registers }),
    new Counter({ name: 'c', help: 'c', registers }),
  );
  let made = 0;
  const render = async (plain: string, scope: object = {}, html = 'x') => {
    made += 1;
    const body = { subject: 'x', html, plain };
    const [result] = await renderer.render([{ key: `test-${String(made)}`, body, scope }]);
    if (!result) throw new Error('no result');
    return result;
  };

  afterAll(() => renderer.onApplicationShutdown());

  it.each(
    SHIPPED.flatMap(({ key, bodies }) =>
      Object.keys(bodies).map((locale) => [key, locale] as const),
    ),
  )(
    'renders %s in %s with everything, without what may be missing, and with attacks',
    async (key, locale) => {
      const body = SHIPPED.find((t) => t.key === key)?.bodies[locale];
      if (!body || (locale !== 'de' && locale !== 'en')) throw new Error('no body');
      const scopes = [sampleValues, bareValues, hostileValues].map((values) => ({
        ...declared(values(locale)),
        ...core(locale),
      }));

      const results = await renderer.render(
        scopes.map((scope) => ({ key: `${key}:${locale}`, body, scope })),
      );

      for (const result of results) {
        if ('error' in result) throw new Error(result.error);
        expect(result.subject).toMatch(/^\P{Cc}{5,150}$/u);
        expect(result.html).not.toContain('<script');
        const wayOut = SHIPPED.find((t) => t.key === key)?.stream !== 'transactional';
        expect(result.html.includes('https://relance.example/e/u/x')).toBe(wayOut);
        expect(result.plain.includes('https://relance.example/e/u/x')).toBe(wayOut);
        expect(result.plain).not.toMatch(/\r/);
        expect(Buffer.byteLength(result.html)).toBeLessThan(20_000);
      }
      if (process.env['KEEP_MAILS'] && results[0] && 'html' in results[0])
        writeFileSync(join(tmpdir(), `${key}-${locale}.html`), results[0].html);
    },
  );

  it.each(SHIPPED.map((template) => [template.key, template] as const))(
    'knows which variables %s names, as it is shipped',
    async (key, template) => {
      for (const [locale, body] of Object.entries(template.bodies)) {
        const { uses } = await renderer.uses(`${key}:${locale}:uses`, body);

        expect(uses).toEqual(template.uses);
      }
    },
  );

  it('escapes in markup and not in text, and strips what could end a line from both subject and text', async () => {
    const result = await render('{{ v }}', { v: 'a & b\r\nBcc: c' }, '{{ v }}');

    expect(result).toMatchObject({ html: 'a &amp; b\r\nBcc: c', plain: 'a & b\nBcc: c' });
  });

  it.each([
    ['prototypes', '{{ v.constructor }}'],
    ['prototypes by index', '{{ v["__proto__"] }}'],
    ['constructors of functions', '{{ v.constructor.constructor }}'],
    ['methods', '{{ v.toString }}'],
    ['unknown variables', '{{ secret }}'],
    ['the environment', '{{ process.env.SECRET_KEY }}'],
    ['the global object', '{{ globalThis }}'],
    ['files, by include', '{% include "/etc/passwd" %}'],
    ['files, by render', '{% render "/etc/passwd" %}'],
    ['files, by layout', '{% layout "/etc/passwd" %}'],
    ['files, by block', '{% block x %}{% endblock %}'],
    ['raw', '{% raw %}{{ x }}{% endraw %}'],
    ['the raw filter', '{{ v | raw }}'],
    ['json', '{{ v | json }}'],
    ['inspect', '{{ v | inspect }}'],
    ['where_exp', '{{ list | where_exp: "x", "x == 1" }}'],
    ['group_by_exp', '{{ list | group_by_exp: "x", "x" }}'],
    ['strip_html', '{{ "<<<<<<" | strip_html }}'],
    ['date', '{{ "now" | date: "%99999999d" }}'],
    ['the liquid tag', '{% liquid echo v %}'],
    ['the echo tag', '{% echo v %}'],
    ['tablerow', '{% tablerow i in list %}{{ i }}{% endtablerow %}'],
    ['capture', '{% capture x %}{% endcapture %}'],
    ['counters', '{% increment x %}'],
    ['cycles', '{% cycle "a" %}'],
    ['a broken tag', '{% if %}'],
    ['a script as a link', '{{ "javascript:alert(1)" | safe_url }}'],
    [
      'a link that breaks out of its attribute',
      '{{ "https://x.example/\\" onload=x" | safe_url }}',
    ],
    ['a loop that eats memory', '{% for i in (1..90000000) %}x{% endfor %}'],
    [
      'nested loops that eat time',
      '{% for i in (1..900) %}{% for j in (1..900) %}{% for k in (1..900) %}{{ k }}{% endfor %}{% endfor %}{% endfor %}',
    ],
    [
      'a text that doubles',
      `{% assign a = "xxxxxxxxxx" %}${'{% assign a = a | append: a %}'.repeat(30)}{{ a }}`,
    ],
    ['a template of a megabyte', 'x'.repeat(1_000_000)],
    ['deep nesting', `${'{% if true %}'.repeat(20_000)}${'{% endif %}'.repeat(20_000)}`],
  ])('refuses %s, and renders the next mail', async (_, plain) => {
    const result = await render(plain, { v: { a: 1 }, list: [1, 2, 3] });

    expect(result).toEqual({ error: expect.any(String) });
    expect(await render('{{ v }}', { v: 'ok' })).toMatchObject({ plain: 'ok' });
  });

  it('gives up a text that hogs the processor, blames it alone, and goes on', async () => {
    const slow = `{% assign a = "${'a'.repeat(5000)}" %}${'{% assign b = a | replace: "a", "b" %}'.repeat(2500)}`;
    const jobs = [
      { key: 'fine', body: { subject: 'x', html: 'x', plain: '{{ v }}' }, scope: { v: 'fine' } },
      { key: 'slow', body: { subject: 'x', html: 'x', plain: slow }, scope: {} },
    ];

    const [fine, given] = await renderer.render(jobs);

    expect(fine).toMatchObject({ plain: 'fine' });
    expect(given).toEqual({ error: expect.stringMatching(/limit|too long/) });
  });

  it('kills its process at the deadline, and a new one answers the next question', async () => {
    const cage = new Cage();
    const loops =
      '{% for i in (1..900) %}{% for j in (1..900) %}{% for k in (1..900) %}{{ k }}{% endfor %}{% endfor %}{% endfor %}';
    const ask = (key: string, plain: string, milliseconds: number) =>
      cage.ask(
        { key, body: { subject: 'x', html: 'x', plain }, jobs: [{}], limitMs: 10_000 },
        milliseconds,
      );
    await ask('warm', 'x', 1000);

    await expect(ask('slow', loops, 20)).rejects.toThrow(CageTimeout);

    expect((await ask('next', 'fine', 1000)).results).toMatchObject([{ plain: 'fine' }]);
    cage.stop();
  });
});
