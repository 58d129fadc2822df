import * as mime from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import * as qp from 'nodemailer/lib/qp';
import type { Header, Mailbox } from './headers.rules';

const LINE = 76;
const CRLF = '\r\n';

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
  part(root, 'text/plain; charset=utf-8', 'quoted-printable').setContent(linesOf(plain).join(CRLF));
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

/** What needs no encoding: plain words of the name, and an address of nothing but atoms. */
const PLAIN_NAME = /^[A-Za-z0-9_]+(?: [A-Za-z0-9_]+)*$/;
const PLAIN_ADDRESS = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]+$/;

/** Senders are few: each is encoded once. */
const mailboxes = new Map<string, string>();
const MOST_MAILBOXES = 1000;

function mailbox({ name, address }: Mailbox): string {
  const isPlain = PLAIN_ADDRESS.test(address) && !/[@.]xn--/.test(address);
  if (isPlain && name === null) return address;
  if (isPlain && name !== null && PLAIN_NAME.test(name)) return `${name} <${address}>`;
  const key = `${name ?? ''} ${address}`;
  const known = mailboxes.get(key);
  if (known !== undefined) return known;
  if (mailboxes.size >= MOST_MAILBOXES) mailboxes.clear();
  const made = encoder.encodeHeaderValue('To', headerValue({ name, address }, undefined));
  mailboxes.set(key, made);
  return made;
}

function folded(header: string): string {
  return header.length < LINE ? header : mime.foldLines(header, LINE);
}

function line([name, value, verbatim]: Header): string {
  if (verbatim) return `${name}: ${value as string}`;
  if (value instanceof Date) return `${name}: ${encoder.encodeHeaderValue('Date', value)}`;
  if (typeof value === 'object' && 'address' in value) return folded(`${name}: ${mailbox(value)}`);
  if (TO_ENCODE.has(name))
    return folded(`${name}: ${encoder.encodeHeaderValue(name, headerValue(value, verbatim))}`);
  const ids = typeof value === 'string' ? [value] : value;
  const inBrackets = name === 'References' || name === 'In-Reply-To' || name === 'Message-ID';
  return folded(`${name}: ${ids.map((id) => (inBrackets ? `<${id}>` : id)).join(' ')}`);
}

/** The wire knows no other end of a line (RFC 5321 §2.3.8). */
function linesOf(text: string): string[] {
  return text.split(/\r\n?|\n/);
}

/** Letters of one template share most of their lines: each is encoded once. */
const quotedLines = new Map<string, string>();
const MOST_LINES = 4000;

/** What nodemailer wraps at once, when it is no longer than a line, stays as it is. */
const BEFORE = `${'x'.repeat(LINE - CRLF.length)}${CRLF}`;

/**
 * Quoted-printable: a line is encoded and wrapped by itself, whatever stands before and after it. Only the last one, which no
 * break ends, differs: behind other lines it may be broken at a space although it would fit, and the blanks at its end are
 * wrapped after the rest of it.
 */
function quoted(plain: string): string {
  const lines = linesOf(plain);
  const last = lines.pop() ?? '';
  const before = lines.map(quotedLine).join('');
  const words = last.replace(/[ \t]+$/, '');
  const encoded = qp.encode(words);
  const fits = before.length + encoded.length <= LINE;
  const made = fits ? encoded : qp.wrap(BEFORE + encoded, LINE).slice(BEFORE.length);
  if (words === last) return before + made;
  const tail = made.slice(made.lastIndexOf('\n') + 1);
  const blanks = qp.encode(last.slice(words.length));
  return before + made.slice(0, made.length - tail.length) + qp.wrap(tail + blanks, LINE);
}

function quotedLine(line: string): string {
  const known = quotedLines.get(line);
  if (known !== undefined) return known;
  if (quotedLines.size >= MOST_LINES) quotedLines.clear();
  const made = qp.wrap(qp.encode(line + CRLF), LINE);
  quotedLines.set(line, made);
  return made;
}

/** Lines of base 64. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE) lines.push(text.slice(at, at + LINE));
  return lines.join(CRLF);
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
      quoted(plain),
      `--${mark}`,
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      wrapped(Buffer.from(html).toString('base64')),
      `--${mark}--`,
      '',
    ].join(CRLF),
  );
}
