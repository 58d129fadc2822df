/** Failures without delay. An address gets more than an account: a whole office may share it. */
export const FREE_FAILURES = { ACCOUNT: 5, ADDRESS: 20 } as const;
const LONGEST_DELAY_SECONDS = 900;

/** How long the next attempt has to wait after so many failures in a row: 1 s, 2 s, 4 s … up to 15 minutes. */
export function delaySeconds(failures: number, freeFailures: number): number {
  if (failures < freeFailures) return 0;
  return Math.min(LONGEST_DELAY_SECONDS, 2 ** Math.min(failures - freeFailures, 20));
}

/**
 * Where attempts come from: the IPv4 address, or the /64 network of an IPv6 address, since a single household has
 * 2^64 addresses to try from.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  // An IPv4 address in IPv6 clothing, ::ffff:192.0.2.1.
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [front = '', back] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const [head, tail] = [groups(front), groups(back ?? '')];
  const zeros = back === undefined ? 0 : 8 - head.length - tail.length;
  const all = [...head, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...tail];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
