/** A mail as it reached us: from an SMTP listener, a mailbox or a webhook, it is all the same from here on. */
export interface RawInbound {
  /** Envelope recipients. */
  readonly rcpt: readonly string[];
  /** Envelope sender; empty for what machines return (RFC 5321 §4.5.5), null when nobody knows. */
  readonly mailFrom: string | null;
  readonly raw: Buffer;
}

export interface Part {
  readonly type: string;
  readonly text: string;
}

/** What of a mail the rules look at. */
export interface ParsedMail {
  /** In the order of the mail, keys in lower case, values unfolded. */
  readonly headers: readonly { readonly key: string; readonly value: string }[];
  readonly from: { readonly address: string; readonly name: string | null } | null;
  /** To and Cc. */
  readonly to: readonly string[];
  readonly subject: string;
  /** Like all ids without angle brackets. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly text: string;
  /** Without what is quoted and without the signature. */
  readonly visibleText: string;
  /** Attached messages, reports and texts. */
  readonly parts: readonly Part[];
}

export function headers(mail: ParsedMail, key: string): string[] {
  return mail.headers.flatMap((header) => (header.key === key ? header.value.trim() : []));
}

export function header(mail: ParsedMail, key: string): string | null {
  return headers(mail, key)[0] ?? null;
}

/** Fields of a report or of a returned header section: `Name: value`, folded lines joined, the first of a name wins. */
export function fields(block: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).trim().toLowerCase();
    if (at > 0 && !found.has(name)) found.set(name, line.slice(at + 1).trim());
  }
  return found;
}
