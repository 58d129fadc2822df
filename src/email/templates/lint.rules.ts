import type { Stream } from '../sending/message.entity';
import type { Finding, TemplateBody } from './template-version.entity';
import { undeclared } from './variables.rules';

/** What the renderer made of a text with one set of values. */
export type Trial =
  | { readonly subject: string; readonly html: string; readonly plain: string }
  | { readonly error: string };

export interface Trials {
  /** Why the text cannot be read at all. */
  readonly fault: string | null;
  readonly uses: readonly string[];
  readonly sample: Trial;
  readonly bare: Trial;
  readonly hostile: Trial;
}

/** Gmail cuts longer mails off. */
const MOST_BYTES = 102 * 1024;
const LONG_SUBJECT = 70;
const SHOWN_CHARACTERS = 80;
const LEAST_PLAIN_SHARE = 0.2;
const SHORTENERS = /^https?:\/\/(bit\.ly|t\.co|tinyurl\.com|goo\.gl|ow\.ly|is\.gd)\//i;
const FOREIGN: readonly [RegExp, string][] = [
  [/<script\b/i, 'a script'],
  [/<form\b/i, 'a form'],
  [/<iframe\b/i, 'a frame'],
  [/<object\b|<embed\b/i, 'an embedded object'],
  [/@import\b/i, 'a style sheet from elsewhere'],
  [/<link\b[^>]*stylesheet/i, 'a style sheet from elsewhere'],
  [/<img\b[^>]*\ssrc=["']?(https?:)?\/\//i, 'a picture from elsewhere'],
  [/\son[a-z]+\s*=/i, 'an event handler'],
];

/** Everything that is wrong with one text: errors keep it from being published. */
export function lint(
  body: TemplateBody,
  locale: string,
  stream: Stream,
  trials: Trials,
): Finding[] {
  const finding =
    (level: Finding['level']) =>
    (code: string, detail: string): Finding => ({ level, code, locale, detail });
  const error = finding('error');
  if (trials.fault !== null) return [error('unreadable', trials.fault)];
  return [
    ...undeclared(trials.uses).map((path) => error('unknown-variable', path)),
    ...(['sample', 'bare', 'hostile'] as const).flatMap((name) => {
      const trial = trials[name];
      return 'error' in trial ? [error(`fails-with-${name}-values`, trial.error)] : [];
    }),
    ...subjectFindings(body.subject, trials.sample, error, finding('warning')),
    ...duties(body, stream, error),
    ...markup(body.html, error, finding('warning')),
    ...('error' in trials.sample ? [] : sizes(trials.sample, error)),
    ...('error' in trials.hostile ? [] : escapes(trials.hostile, error)),
    ...(/lorem ipsum|\bTODO\b|\bXXX\b/.test(`${body.subject}${body.html}${body.plain}`)
      ? [finding('warning')('placeholder', 'the text holds a placeholder')]
      : []),
  ];
}

type Say = (code: string, detail: string) => Finding;

function subjectFindings(subject: string, sample: Trial, error: Say, warn: Say): Finding[] {
  const shown = 'error' in sample ? subject : sample.subject;
  return [
    ...(/^\s*(re|aw|fwd?|wg)\s*:/i.test(subject)
      ? [error('false-reply', 'the subject pretends to be an answer')]
      : []),
    ...(/[\r\n]/.test(subject) ? [error('subject-lines', 'a subject is one line')] : []),
    ...(shown.length > LONG_SUBJECT
      ? [warn('subject-long', `${String(shown.length)} characters`)]
      : []),
    ...(/\p{Lu}{4}/u.test(shown) && shown === shown.toUpperCase()
      ? [warn('subject-shouts', 'all in capitals')]
      : []),
    ...((shown.match(/!/g) ?? []).length > 1
      ? [warn('subject-shouts', 'more than one exclamation mark')]
      : []),
  ];
}

/** What the law wants in advertising: a way out and who is speaking. */
function duties({ html, plain }: TemplateBody, stream: Stream, error: Say): Finding[] {
  if (stream !== 'followup' && stream !== 'marketing') return [];
  return (
    [
      ['html', html],
      ['plain', plain],
    ] as const
  ).flatMap(([form, text]) => [
    ...(text.includes('links.unsubscribe') ? [] : [error('no-unsubscribe', form)]),
    ...(text.includes('imprint') && text.includes('territory.legalFooter')
      ? []
      : [error('no-legal-footer', form)]),
  ]);
}

function markup(html: string, error: Say, warn: Say): Finding[] {
  const links = [...html.matchAll(/\b(?:href|src)\s*=\s*["']([^"']*)["']/gi)].map(
    ([, link]) => link?.trim() ?? '',
  );
  return [
    ...FOREIGN.filter(([pattern]) => pattern.test(html)).map(([, what]) => error('foreign', what)),
    ...links.filter((link) => /^http:/i.test(link)).map((link) => error('link-not-https', link)),
    ...links.filter((link) => SHORTENERS.test(link)).map((link) => error('link-shortened', link)),
    ...links
      .filter(
        (link) =>
          /^https?:\/\/[^/]*\{\{/i.test(link) || (/^\{\{/.test(link) && !link.includes('safe_url')),
      )
      .map((link) => error('link-unsafe', link)),
    ...(/\b(href|src)\s*=\s*\{\{/i.test(html)
      ? [error('unquoted', 'an attribute without quotes holds a variable')]
      : []),
    ...behindBody(html, error),
    ...(/<html\b[^>]*\blang=/i.test(html)
      ? []
      : [warn('no-lang', 'the html element names no language')]),
    ...([...html.matchAll(/<img\b[^>]*>/gi)].some(([img]) => !/\balt=/i.test(img))
      ? [warn('no-alt', 'a picture without alternative text')]
      : []),
  ];
}

/** Mail programs show it below everything, or not at all, and no preview tells which. */
function behindBody(html: string, error: Say): Finding[] {
  const end = /<\/body\s*>/i.exec(html);
  if (!end) return [];
  const rest = html
    .slice(end.index + end[0].length)
    .replace(/<!--[\s\S]*?-->|<\/html\s*>/gi, '')
    .trim();
  return rest === '' ? [] : [error('behind-body', rest.slice(0, SHOWN_CHARACTERS))];
}

function sizes({ html, plain }: { html: string; plain: string }, error: Say): Finding[] {
  const words = (text: string) => text.split(/\s+/).filter(Boolean).length;
  const shown = words(
    html.replace(/<(style|title)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<!--[\s\S]*?-->|<[^>]+>/g, ' '),
  );
  return [
    ...(Buffer.byteLength(html) > MOST_BYTES
      ? [error('too-large', 'more than 102 KB of HTML')]
      : []),
    ...(words(plain) < shown * LEAST_PLAIN_SHARE
      ? [error('plain-thin', 'the text says less than the HTML')]
      : []),
  ];
}

function escapes({ html, subject }: { html: string; subject: string }, error: Say): Finding[] {
  return [
    ...(/<script/i.test(html) ? [error('unescaped', 'a value became markup')] : []),
    ...(/[\r\n]/.test(subject) ? [error('unescaped', 'a value broke the subject into lines')] : []),
  ];
}
