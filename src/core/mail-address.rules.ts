import { domainToASCII } from 'node:url';

/** The same for every way of writing an address: case, blanks around it, a domain with umlauts. */
export function normalAddress(address: string): string {
  const text = address.trim().toLowerCase();
  const at = text.lastIndexOf('@');
  if (at < 0) return text;
  const domain = text.slice(at + 1);
  return `${text.slice(0, at)}@${domainToASCII(domain) || domain}`;
}
