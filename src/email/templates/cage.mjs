// The inside of the cage: reads jobs as JSON lines, renders them with Liquid, writes results as JSON lines.
// It is started without rights to files, code generation or an environment, and is killed when it takes too long.
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';

const { Liquid } = await import(pathToFileURL(process.argv[2]).href);

const TAGS = ['if', 'unless', 'for', 'assign', 'case', 'comment', 'break', 'continue', '#'];
const FILTERS = [
  'append',
  'capitalize',
  'ceil',
  'default',
  'divided_by',
  'downcase',
  'escape',
  'first',
  'floor',
  'join',
  'last',
  'lstrip',
  'minus',
  'modulo',
  'plus',
  'prepend',
  'remove',
  'replace',
  'round',
  'rstrip',
  'size',
  'slice',
  'sort',
  'strip',
  'times',
  'truncate',
  'truncatewords',
  'uniq',
  'upcase',
  'url_encode',
];
const MOST_SUBJECT = 150;
const MOST_HTML = 256 * 1024;
const MOST_PLAIN = 64 * 1024;

const LOCALES = { de: 'de-DE', en: 'en-GB' };
const tagOf = (locale) => LOCALES[locale] ?? 'de-DE';

/** Making a formatter takes a hundred times as long as using it. */
const formatters = new Map();
function formatter(kind, locale, options) {
  const key = `${kind.name}:${tagOf(locale)}:${JSON.stringify(options)}`;
  if (!formatters.has(key)) {
    if (formatters.size >= 100) formatters.clear();
    formatters.set(key, new kind(tagOf(locale), options));
  }
  return formatters.get(key);
}

/** Formal address that never guesses: without a surname or a form of address it greets nobody in particular. */
function salutation(contact, locale) {
  const { salutation: form, title, lastName } = contact ?? {};
  const name = [title, lastName].filter(Boolean).join(' ');
  if (locale === 'en') {
    if (lastName && title) return `Dear ${name},`;
    if (lastName && form) return `Dear ${form === 'MS' ? 'Ms' : 'Mr'} ${lastName},`;
    return 'Hello,';
  }
  if (!lastName || !form) return 'Guten Tag,';
  return form === 'MS' ? `Guten Tag Frau ${name},` : `Guten Tag Herr ${name},`;
}

const own = {
  salutation,
  fmt_date: (value, locale) => {
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(String(value)) ?? [];
    if (!day) throw new Error('fmt_date wants a day as YYYY-MM-DD');
    const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    return formatter(Intl.DateTimeFormat, locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
      at,
    );
  },
  fmt_number: (value, locale) => formatter(Intl.NumberFormat, locale, {}).format(Number(value)),
  fmt_money: (cents, currency, locale) =>
    formatter(Intl.NumberFormat, locale, {
      style: 'currency',
      currency: String(currency),
      minimumFractionDigits: Number(cents) % 100 === 0 ? 0 : 2,
    }).format(Number(cents) / 100),
  safe_url: (value) => {
    const text = String(value);
    if (!/^(https?:\/\/|mailto:)[^\s"'<>]+$/i.test(text))
      throw new Error('safe_url refuses this link');
    return text;
  },
  text_lines: (value) => String(value ?? '').split(/\r\n?|\n/),
  mailto_text: (value) => encodeURIComponent(String(value)),
};

/** Text that goes into no markup loses what could end a line or hide in one. */
const bare = (value) => String(value ?? '').replace(/(?![\t\n])[\p{Cc}\u2028\u2029]/gu, '');

function engine(outputEscape) {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    outputEscape,
    dynamicPartials: false,
    templates: {},
    parseLimit: 200_000,
    renderLimit: 200,
    memoryLimit: 1e6,
  });
  for (const name of Object.keys(liquid.tags)) if (!TAGS.includes(name)) delete liquid.tags[name];
  for (const name of Object.keys(liquid.filters))
    if (!FILTERS.includes(name)) delete liquid.filters[name];
  for (const [name, filter] of Object.entries(own)) liquid.registerFilter(name, filter);
  return liquid;
}

const markup = engine('escape');
const plainText = engine(bare);
const parsed = new Map();

function parse(key, body) {
  const templates = {
    subject: plainText.parse(body.subject),
    html: markup.parse(body.html),
    plain: plainText.parse(body.plain),
    // A letter differs little from its template: packed against it, it takes a tenth.
    dictionary: Buffer.from(body.html + body.plain).subarray(-32_768),
  };
  parsed.set(key, templates);
  return templates;
}

function render(templates, scope, limit) {
  const subject = plainText.renderSync(templates.subject, scope, limit).replace(/\s+/g, ' ').trim();
  const html = markup.renderSync(templates.html, scope, limit);
  const plain = plainText.renderSync(templates.plain, scope, limit);
  if (!subject) throw new Error('the subject is empty');
  if (html.length > MOST_HTML || plain.length > MOST_PLAIN)
    throw new Error('the mail is too large');
  const letters = [...subject];
  const line =
    letters.length > MOST_SUBJECT ? `${letters.slice(0, MOST_SUBJECT - 1).join('')}…` : subject;
  const { dictionary } = templates;
  const packed = deflateRawSync(JSON.stringify([line, html, plain]), {
    level: 1,
    dictionary,
  }).toString('base64');
  return { subject: line, html, plain, packed };
}

function attempt(act) {
  try {
    return act();
  } catch (error) {
    return { error: String(error instanceof Error ? error.message : error).slice(0, 500) };
  }
}

function uses(templates) {
  const paths = [
    ...plainText.globalFullVariablesSync(templates.subject),
    ...markup.globalFullVariablesSync(templates.html),
    ...plainText.globalFullVariablesSync(templates.plain),
  ];
  return { uses: [...new Set(paths)].sort() };
}

function answer({ id, key, body, jobs, limitMs }) {
  const templates = attempt(
    () => (body ? parse(key, body) : parsed.get(key)) ?? { error: 'unknown template' },
  );
  if ('error' in templates) return { id, error: templates.error };
  if (!jobs) return { id, ...attempt(() => uses(templates)) };
  return {
    id,
    results: jobs.map((scope) => attempt(() => render(templates, scope, { renderLimit: limitMs }))),
  };
}

const LINE_FEED = 10;
let held = [];
process.stdin.on('data', (chunk) => {
  held.push(chunk);
  // One question at a time, one line each: its end is the end of what there is to read.
  if (chunk.at(-1) !== LINE_FEED) return;
  const line = Buffer.concat(held).toString();
  held = [];
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
});
// The first letters of a process take many times as long as the rest: they are written before anybody waits for one.
const rehearsal = parse('', {
  subject: '{{ contact | salutation: locale }}',
  html: '{% for i in (1..20) %}{% if i == 3 %}{{ "2026-01-01" | fmt_date: locale }}{% endif %}{% endfor %}',
  plain: '{{ 100 | fmt_money: "EUR", locale }} {{ "https://x.example" | safe_url }}',
});
for (const locale of ['de', 'en', 'de', 'en', 'de'])
  render(
    rehearsal,
    { locale, contact: { salutation: 'MS', title: null, lastName: 'X' } },
    { renderLimit: 10_000 },
  );
parsed.clear();

process.stdout.write('{"ready":true}\n');
