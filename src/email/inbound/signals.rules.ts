import { headers, type ParsedMail, type RawInbound } from './parsed-mail.rules';
import { returnedHeaders } from './report.rules';

/** Reads what we signed. */
export interface TokenReader {
  readMessageToken(token: string): string | null;
  readAddressToken(kind: 'reply' | 'bounce' | 'unsubscribe', token: string): string | null;
  isThreadToken(token: string): boolean;
}

/** What in a mail points to mails of ours. Every list begins with what says most. */
export interface Signals {
  /** Mails named by signed addresses that it went to. */
  readonly replyTo: readonly string[];
  readonly withdraws: readonly string[];
  readonly returnedTo: readonly string[];
  /** Mails that In-Reply-To and References name. */
  readonly answers: readonly string[];
  /** Roots of threads of ours, as {@link TokenReader} signs them. */
  readonly threads: readonly string[];
  /** Ids in the same headers that we did not make; a provider may have. */
  readonly foreignIds: readonly string[];
  /** Mails whose headers it brings back. */
  readonly returned: readonly string[];
}

const PREFIXES = { reply: 'r+', unsubscribe: 'u+', bounce: 'b+' } as const;
type Kind = keyof typeof PREFIXES;
const MOST_FOREIGN = 20;
const MOST_REFERENCES = 20;

/** @returns the mail that a signed address belongs to */
export function signedAddress(
  address: string,
  tokens: TokenReader,
): { kind: Kind; messageId: string } | null {
  const local = address.trim().toLowerCase().split('@')[0] ?? '';
  for (const kind of Object.keys(PREFIXES) as Kind[]) {
    if (!local.startsWith(PREFIXES[kind])) continue;
    const messageId = tokens.readAddressToken(kind, local.slice(2));
    if (messageId) return { kind, messageId };
  }
  return null;
}

export function signalsOf(mail: ParsedMail, { rcpt }: RawInbound, tokens: TokenReader): Signals {
  const went = [
    ...rcpt,
    ...mail.to,
    ...['delivered-to', 'x-original-to'].flatMap((key) => headers(mail, key)),
  ].flatMap((address) => signedAddress(address, tokens) ?? []);
  const of = (kind: Kind) => unique(went.flatMap((a) => (a.kind === kind ? a.messageId : [])));
  // The last id of References is the mail that was answered, the first one the root of the thread.
  const ids = unique([...mail.inReplyTo, ...[...mail.references].reverse()]);
  const ours = (id: string) => tokens.readMessageToken(localOf(id));
  return {
    replyTo: of('reply'),
    withdraws: of('unsubscribe'),
    returnedTo: of('bounce'),
    answers: unique(ids.flatMap((id) => ours(id) ?? [])),
    threads: unique(ids.map(localOf).filter((token) => tokens.isThreadToken(token))),
    foreignIds: ids
      .filter((id) => ours(id) === null && !tokens.isThreadToken(localOf(id)))
      .slice(0, MOST_FOREIGN),
    returned: unique(
      returnedHeaders(mail).flatMap((fields) =>
        [fields.get('x-crm-mid'), fields.get('message-id')].flatMap((value) =>
          value === undefined ? [] : (ours(value.replace(/[<>]/g, '')) ?? []),
        ),
      ),
    ),
  };
}

/**
 * What an answer to a mail refers to: what the mail named and its own id as the last (RFC 5322 §3.6.4). Of a long thread the
 * root and the latest ones; what could break a header is left out.
 */
export function referencesAnswering(
  headersOfMail: readonly { readonly key: string; readonly value: string }[],
): string[] {
  const idsIn = (key: string) =>
    headersOfMail
      .filter((header) => header.key === key)
      .flatMap(({ value }) =>
        [...value.matchAll(/<([!-;=?-~]{1,250})>/g)].map(([, id]) => id ?? ''),
      );
  const named = idsIn('references');
  const chain = unique([
    ...(named.length > 0 ? named : idsIn('in-reply-to')),
    ...idsIn('message-id'),
  ]);
  if (chain.length <= MOST_REFERENCES) return chain;
  return [...chain.slice(0, 1), ...chain.slice(1 - MOST_REFERENCES)];
}

/** A subject without what clients and gateways put before it, for comparing. */
export function plainSubject(subject: string): string {
  return bareSubject(subject).toLowerCase();
}

/** The subject of an answer. */
export function subjectAnswering(subject: string): string {
  return `Re: ${bareSubject(subject).replace(/[\p{Cc}\u2028\u2029]/gu, '')}`.trim();
}

function bareSubject(subject: string): string {
  const prefix =
    /^\s*(?:(?:re|aw|antw|wg|fwd?|sv|vs|tr|r[eé]p)\s*(?:\[\d+\])?\s*:|\[[^\]]{1,40}\])\s*/i;
  let plain = subject;
  while (prefix.test(plain)) plain = plain.replace(prefix, '');
  return plain.replace(/\s+/g, ' ').trim();
}

function localOf(id: string): string {
  const at = id.lastIndexOf('@');
  return (at < 0 ? id : id.slice(0, at)).trim().toLowerCase();
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
