import { familyOf, type Fetch, type Judged, machineSign, signOf } from './machine.rules';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const person: Fetch = { method: 'GET', userAgent: CHROME, purpose: '', address: '203.0.113.7' };

describe('a request', () => {
  it.each<[string, Partial<Fetch>, ReturnType<typeof signOf>]>([
    ['of a browser', {}, null],
    ['of a phone', { userAgent: IPHONE }, null],
    ['of a phone whose maker is called CUBOT', { userAgent: `${CHROME} CUBOT NOTE` }, null],
    ['for the head alone', { method: 'HEAD' }, 'HEAD'],
    [
      'of Gmail’s proxy',
      { userAgent: 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' },
      'KNOWN_AGENT',
    ],
    ['of Yahoo’s proxy', { userAgent: 'YahooMailProxy; https://help.yahoo.com' }, 'KNOWN_AGENT'],
    ['of a crawler', { userAgent: 'Mozilla/5.0 (compatible; bingbot/2.0)' }, 'KNOWN_AGENT'],
    ['of a scanner of mail', { userAgent: 'BarracudaCentral' }, 'KNOWN_AGENT'],
    ['of a script', { userAgent: 'python-requests/2.32' }, 'KNOWN_AGENT'],
    ['of Mail Privacy Protection', { userAgent: 'Mozilla/5.0' }, 'KNOWN_AGENT'],
    ['without a name', { userAgent: '' }, 'KNOWN_AGENT'],
    ['ahead of the reader', { purpose: 'prefetch;prerender' }, 'PREFETCH'],
    ['out of Apple’s network', { address: '17.58.100.3' }, 'KNOWN_NETWORK'],
    ['out of it, written the longer way', { address: '::ffff:17.58.100.3' }, 'KNOWN_NETWORK'],
    ['out of its newer network', { address: '2620:149:a44::1' }, 'KNOWN_NETWORK'],
    ['out of the one next to it', { address: '18.0.0.1' }, null],
    ['from nowhere that can be read', { address: 'unknown' }, null],
  ])('%s', (_, change, sign) => {
    expect(signOf({ ...person, ...change })).toBe(sign);
  });
});

describe('a program', () => {
  it.each([
    [CHROME, 'Chrome'],
    [`${CHROME} Edg/141.0.0.0`, 'Edge'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox'],
    ['Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Thunderbird/140.0', 'Thunderbird'],
    ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15', 'Safari'],
    [IPHONE, 'Apple Mail'],
    ['Microsoft Office/16.0 (Microsoft Outlook 16.0)', 'Outlook'],
    ['Mozilla/5.0 (via ggpht.com GoogleImageProxy)', 'Gmail'],
    ['curl/8.5.0', 'Machine'],
    ['Lotus-Notes/6.0', 'Other'],
  ])('%s is kept as %s', (agent, family) => {
    expect(familyOf(agent)).toBe(family);
  });
});

describe('a fetch is', () => {
  const delivered = new Date('2026-03-02T09:00:00Z');
  const at = (seconds: number) => new Date(delivered.getTime() + seconds * 1000);
  const click = (link: number, seconds: number): Judged => ({
    fact: 'clicked',
    link,
    at: at(seconds),
    sign: null,
  });
  const head = (link: number, seconds: number): Judged => ({
    ...click(link, seconds),
    sign: 'HEAD',
  });
  const opening = (seconds: number): Judged => ({
    ...click(1, seconds),
    fact: 'opened',
    link: null,
  });

  it.each<[string, Judged, Judged[], ReturnType<typeof machineSign>]>([
    ['a person’s click an hour later', click(1, 3600), [], null],
    ['a person’s opening', opening(60), [], null],
    ['a machine’s 2.999 s after delivery', click(1, 2.999), [], 'TOO_SOON'],
    ['a person’s 3 s after delivery', click(1, 3), [], null],
    ['a machine’s before delivery', click(1, -1), [], 'TOO_SOON'],
    ['a machine’s opening at once', opening(0), [], 'TOO_SOON'],
    ['a machine’s that says so', { ...click(1, 60), sign: 'HEAD' }, [], 'HEAD'],
    ['a machine’s that followed what nobody sees', click(0, 60), [], 'HONEYPOT'],
    ['a machine’s beside that one', click(1, 64), [click(0, 60)], 'HONEYPOT'],
    ['a person’s long after that one', click(1, 65), [click(0, 60)], null],
    ['a machine’s that asked for the head before', click(1, 61), [head(1, 60)], 'HEAD'],
    ['a machine’s that asks for the head after', click(1, 60), [head(1, 61)], 'HEAD'],
    ['a person’s long after a machine asked', click(1, 65), [head(1, 60)], null],
    ['a person’s on another link than the machine’s', click(2, 61), [head(1, 60)], null],
    ['a person’s opening beside such a click', opening(61), [head(1, 60)], null],
    ['the first of three links in 5 s', click(1, 60), [click(2, 62), click(3, 64.999)], 'BURST'],
    ['the second of them', click(2, 62), [click(1, 60), click(3, 64.999)], 'BURST'],
    ['the last of them', click(3, 64.999), [click(1, 60), click(2, 62)], 'BURST'],
    ['one of three links in exactly 5 s', click(3, 65), [click(1, 60), click(2, 62)], null],
    ['one of two links in 5 s', click(1, 60), [click(2, 61)], null],
    ['the same link three times in 5 s', click(1, 60), [click(1, 61), click(1, 62)], null],
    ['between two pairs that are no three', click(2, 62), [click(1, 58), click(3, 64)], null],
    ['an opening beside a burst', opening(61), [click(1, 60), click(2, 60), click(3, 60)], null],
  ])('%s', (_, hit, others, sign) => {
    expect(machineSign(hit, [hit, ...others], delivered)).toBe(sign);
  });

  it('a machine’s while nobody knows that the mail has arrived', () => {
    const hit = click(1, 3600);

    expect(machineSign(hit, [hit], null)).toBe('TOO_SOON');
  });
});
