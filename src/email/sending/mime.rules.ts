import * as base64 from 'nodemailer/lib/base64';
import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import * as qp from 'nodemailer/lib/qp';
import type { Header } from './headers.rules';

const LINE = 76;

export interface MailParts {
  readonly headers: readonly Header[];
  /** Makes the boundary, so that the same mail is the same bytes. */
  readonly boundary: string;
  readonly html: string;
  readonly plain: string;
}

/** The tree as nodemailer builds it: what {@link mimeOf} must equal. */
export function treeOf({ headers, boundary, html, plain }: MailParts): MimeNode {
  const root = new MimeNode('multipart/alternative', { baseBoundary: boundary });
  for (const [name, value, verbatim] of headers) root.addHeader(name, headerValue(value, verbatim));
  part(root, 'text/plain; charset=utf-8', 'quoted-printable').setContent(plain);
  part(root, 'text/html; charset=utf-8', 'base64').setContent(html);
  return root;
}

function headerValue(value: Header[1], verbatim: true | undefined) {
  if (verbatim) return { prepared: true, foldLines: false, value: value as string };
  if (typeof value === 'string' || value instanceof Date) return value;
  if ('address' in value)
    return value.name ? { name: value.name, address: value.address } : value.address;
  return value.join(' ');
}

function part(root: MimeNode, type: string, encoding: string): MimeNode {
  return root.createChild(type).setHeader('Content-Transfer-Encoding', encoding);
}

const encoder = new MimeNode('text/plain');
/** Values that may hold more than plain characters, and so need nodemailer's encoding. */
const TO_ENCODE = new Set(['From', 'To', 'Reply-To', 'Subject']);

function line([name, value, verbatim]: Header): string {
  if (verbatim) return `${name}: ${value as string}`;
  if (value instanceof Date) return `${name}: ${encoder.encodeHeaderValue('Date', value)}`;
  if (TO_ENCODE.has(name))
    return foldLines(
      `${name}: ${encoder.encodeHeaderValue(name, headerValue(value, verbatim))}`,
      LINE,
    );
  const ids = typeof value === 'string' ? [value] : (value as readonly string[]);
  const inBrackets = name === 'References' || name === 'In-Reply-To' || name === 'Message-ID';
  return foldLines(`${name}: ${ids.map((id) => (inBrackets ? `<${id}>` : id)).join(' ')}`, LINE);
}

/**
 * The whole mail, in nodemailer's encodings, joined here without its streams, which take twenty times as long.
 * A test holds it against nodemailer's own build.
 */
export function mimeOf({ headers, boundary, html, plain }: MailParts): Buffer {
  const mark = `--_NmP-${boundary}-Part_1`;
  return Buffer.from(
    [
      ...headers.map(line),
      'MIME-Version: 1.0',
      `Content-Type: multipart/alternative; boundary="${mark}"`,
      '',
      `--${mark}`,
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      qp.wrap(qp.encode(plain), LINE),
      `--${mark}`,
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      base64.wrap(Buffer.from(html).toString('base64'), LINE),
      `--${mark}--`,
      '',
    ].join('\r\n'),
  );
}
