import { Buffer } from 'node:buffer';
import { parentPort } from 'node:worker_threads';
import EmailReplyParser from 'email-reply-parser';
import { convert } from 'html-to-text';
import PostalMime from 'postal-mime';

// Runs in a thread of its own, so that a mail made to take forever can be stopped.
const MOST_PARTS = 200;
const MOST_DEPTH = 20;
const MOST_HEADER_BYTES = 256 * 1024;
const MOST_TEXT = 64_000;
const MOST_PART = 256 * 1024;
const OPTIONS = {
  forceRfc822Attachments: true,
  maxNestingDepth: MOST_DEPTH,
  maxHeadersSize: MOST_HEADER_BYTES,
};

/** What clients quote; it was written by somebody else. */
const QUOTES = [
  'blockquote',
  'div.gmail_quote',
  'div.gmail_quote_container',
  'div.yahoo_quoted',
  'div.moz-cite-prefix',
  'div.protonmail_quote',
  'img',
  'style',
  'head',
];
const AS_TEXT = {
  wordwrap: false,
  limits: { maxInputLength: 512_000, maxDepth: 200 },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    ...QUOTES.map((selector) => ({ selector, format: 'skip' })),
  ],
};

parentPort.on('message', ({ id, raw }) => {
  read(Buffer.from(raw)).then(
    (mail) => parentPort.postMessage({ id, mail }),
    (error) => parentPort.postMessage({ id, fault: String(error?.message ?? error) }),
  );
});

async function read(raw) {
  const boundaries = [
    ...raw.toString('latin1').matchAll(/boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/gi),
  ];
  const known = new Set(boundaries.map(([, quoted, plain]) => `--${quoted ?? plain}`));
  if (known.size > 0 && countLines(raw, known) > MOST_PARTS)
    throw new Error(`More than ${MOST_PARTS} parts`);
  const mail = await PostalMime.parse(raw, OPTIONS);
  const from = flat([mail.from])[0] ?? flat([mail.sender])[0] ?? null;
  const text = (mail.text ?? (mail.html ? convert(mail.html, AS_TEXT) : '')).slice(0, MOST_TEXT);
  return {
    headers: mail.headers.map(({ key, value }) => ({ key, value })),
    from: from && { address: from.address, name: from.name || null },
    to: flat([...(mail.to ?? []), ...(mail.cc ?? [])]).map(({ address }) => address),
    subject: (mail.subject ?? '').replace(/\s+/g, ' ').trim().slice(0, 998),
    messageId: ids(mail.messageId)[0] ?? null,
    inReplyTo: ids(mail.inReplyTo),
    references: ids(mail.references),
    text,
    visibleText: visible(text),
    parts: mail.attachments
      .filter(({ mimeType }) => /^(message|text)\//.test(mimeType))
      .map(({ mimeType, content }) => ({
        type: mimeType,
        text: Buffer.from(content).subarray(0, MOST_PART).toString('utf8'),
      })),
  };
}

function countLines(raw, marks) {
  let count = 0;
  for (let at = raw.indexOf('--'); at >= 0; at = raw.indexOf('\n--', at + 1)) {
    const start = raw[at] === 10 ? at + 1 : at;
    const line = raw
      .subarray(start, start + 74)
      .toString('latin1')
      .split(/[\r\n]/, 1)[0]
      .trimEnd();
    if (marks.has(line)) count += 1;
  }
  return count;
}

function visible(text) {
  const own = new EmailReplyParser().parseReply(text);
  return own.replace(/\u200b|\ufeff/g, '').trim();
}

function flat(addresses) {
  return addresses
    .filter(Boolean)
    .flatMap((address) => address.group ?? [address])
    .filter(({ address }) => Boolean(address));
}

function ids(value) {
  return [...(value ?? '').matchAll(/<([^<>\s]{1,998})>/g)].slice(0, 200).map(([, id]) => id);
}
