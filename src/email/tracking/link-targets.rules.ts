/** Pages that the law or the reader's own choice asks for: who looks at them is nobody's business. */
const LEGAL =
  /(^|[^a-z])(impressum|imprint|legal(-?notice)?|rechtliches|datenschutz[a-z-]*|privacy[a-z-]*|agb|terms[a-z-]*|widerruf[a-z-]*|unsubscribe|abmelden|abbestell[a-z]*|austragen|opt-?out|preferences?|einstellungen)([^a-z]|$)/i;
const LONGEST_URL = 2000;

/** A link as it stands in a mail. @returns null for what is no page on the web, or must not be counted */
export function targetOf(href: string, ourOwn: string): string | null {
  const url = webAddress(href.trim());
  if (!url || url.href.length > LONGEST_URL) return null;
  // Our own signed links: to withdraw, to answer, to see what one gets.
  if (url.origin === new URL(ourOwn).origin) return null;
  return LEGAL.test(decoded(`${url.hostname}${url.pathname}`)) ? null : url.href;
}

/** Looked at once more whenever somebody follows it: an address may have been taken over since the mail left. */
export function mayLead(target: string, blockedHosts: readonly string[]): boolean {
  const host = webAddress(target)?.hostname;
  if (host === undefined) return false;
  return !blockedHosts.some((blocked) => host === blocked || host.endsWith(`.${blocked}`));
}

/** What of an address may stand in the log: neither what follows its path nor who it is for. */
export function placeOf(target: string): string {
  const url = webAddress(target);
  return url ? `${url.origin}${url.pathname}` : '';
}

function webAddress(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = url.username === '' && url.password === '';
  return isPlain && /^https?:$/.test(url.protocol) ? url : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not every percent sign encodes something; the address still leads where it leads.
    return text;
  }
}
