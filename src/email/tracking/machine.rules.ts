import { BlockList, isIP } from 'node:net';

export const FACTS = ['opened', 'clicked'] as const;
/** What can be told of a mail by whoever fetches something of it. */
export type Fact = (typeof FACTS)[number];

/** What tells a machine from a person. */
export type MachineSign =
  'HEAD' | 'KNOWN_AGENT' | 'KNOWN_NETWORK' | 'PREFETCH' | 'TOO_SOON' | 'BURST' | 'HONEYPOT';

/** The request that fetched a link or the picture. Only what is derived from it is kept. */
export interface Fetch {
  readonly method: string;
  readonly userAgent: string;
  /** Of `Sec-Purpose`, `Purpose` or `X-Moz`; empty without any. */
  readonly purpose: string;
  readonly address: string;
}

/** One fetch as it is judged with those around it. */
export interface Judged {
  readonly fact: Fact;
  readonly link: number | null;
  readonly at: Date;
  /** What the request itself told. */
  readonly sign: MachineSign | null;
}

/** The link that no person sees. */
export const HONEYPOT = 0;
/** Whoever is as quick as this after delivery looks into mail before its reader can. */
const READING_MS = 3000;
/** Nobody reads so many links in so short a time. */
const BURST = { links: 3, withinMs: 5000 };
/** A fetch is judged when everything that may go with it has been seen. */
export const JUDGED_AFTER_MS = BURST.withinMs;

/** Proxies of mail programs, scanners of mail, and programs that are no mail program or browser at all. */
const KNOWN_AGENTS =
  /GoogleImageProxy|YahooMailProxy|ggpht|(?<!cu)bots?\b|crawl|spider|scan|preview|prefetch|monitor|barracuda|mimecast|proofpoint|ironport|messagelabs|symantec|forcepoint|trendmicro|fortinet|fireeye|sophos|zscaler|safelinks|urldefense|headless|phantom|curl\/|wget\/|python|libwww|java\/|okhttp|go-http|node-fetch|axios|undici|ruby|perl|php\/|powershell|facebookexternalhit|slack|whatsapp|telegram|skypeuripreview/i;
/** Mail Privacy Protection says no more of itself. */
const BARE_AGENT = /^Mozilla\/5\.0$/;
const PREFETCHES = /prefetch|prerender|preview/i;

/** Networks of Apple, from which Mail Privacy Protection fetches. */
const APPLE = new BlockList();
APPLE.addSubnet('17.0.0.0', 8, 'ipv4');
APPLE.addSubnet('2620:149::', 32, 'ipv6');
APPLE.addSubnet('2a01:b740::', 32, 'ipv6');
APPLE.addSubnet('2403:300::', 32, 'ipv6');

const FAMILIES: readonly (readonly [family: string, pattern: RegExp])[] = [
  ['Gmail', /GoogleImageProxy|ggpht/i],
  ['Yahoo', /YahooMailProxy/i],
  ['Outlook', /Microsoft Outlook|ms-office|MSOffice/i],
  ['Thunderbird', /Thunderbird/i],
  ['Edge', /\bEdgA?\/|EdgiOS/],
  ['Opera', /\bOPR\/|Opera/],
  ['Samsung', /SamsungBrowser/],
  ['Firefox', /Firefox\/|FxiOS/],
  ['Chrome', /Chrome\/|CriOS/],
  ['Safari', /Version\/.*Safari\//],
  ['Apple Mail', /AppleWebKit.*(?:Mobile|Macintosh)/],
];

/** What of a program's name is kept: none of its version, system or device. */
export function familyOf(userAgent: string): string {
  const family = FAMILIES.find(([, pattern]) => pattern.test(userAgent))?.[0];
  if (family) return family;
  return signOf({ userAgent, method: 'GET', purpose: '', address: '' }) ? 'Machine' : 'Other';
}

/** What one request alone tells of a machine, or null. */
export function signOf({ method, userAgent, purpose, address }: Fetch): MachineSign | null {
  if (method === 'HEAD') return 'HEAD';
  if (userAgent === '' || BARE_AGENT.test(userAgent) || KNOWN_AGENTS.test(userAgent))
    return 'KNOWN_AGENT';
  if (PREFETCHES.test(purpose)) return 'PREFETCH';
  return isOfApple(address) ? 'KNOWN_NETWORK' : null;
}

function isOfApple(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  const family = isIP(plain);
  return family !== 0 && APPLE.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * What tells that a fetch was a machine's, or null for a person's.
 * @param all every fetch of the mail around it, itself included
 * @param deliveredAt null while nobody knows that the mail has arrived anywhere
 */
export function machineSign(
  hit: Judged,
  all: readonly Judged[],
  deliveredAt: Date | null,
): MachineSign | null {
  if (hit.sign) return hit.sign;
  const around = all.filter(({ at }) => apart(at, hit.at) < BURST.withinMs);
  // Whoever fetched what nobody sees fetched what goes with it as well.
  if (around.some(({ link }) => link === HONEYPOT)) return 'HONEYPOT';
  // No browser asks for the head of a link that somebody follows: who asks for it looks before it fetches.
  if (around.some(({ sign, link }) => sign === 'HEAD' && link === hit.link)) return 'HEAD';
  if (!deliveredAt || hit.at.getTime() - deliveredAt.getTime() < READING_MS) return 'TOO_SOON';
  return isOfBurst(hit, around) ? 'BURST' : null;
}

/** Whether some span that holds this click holds clicks on too many links. */
function isOfBurst(hit: Judged, around: readonly Judged[]): boolean {
  if (hit.link === null) return false;
  return around.some(({ at: first }) => {
    const end = first.getTime() + BURST.withinMs;
    if (first > hit.at || hit.at.getTime() >= end) return false;
    const links = around.flatMap(({ link, at }) =>
      link !== null && at >= first && at.getTime() < end ? [link] : [],
    );
    return new Set(links).size >= BURST.links;
  });
}

function apart(a: Date, b: Date): number {
  return Math.abs(a.getTime() - b.getTime());
}
