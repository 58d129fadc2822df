/**
 * Where a request came from, behind so many proxies of ours. Each of them adds the address that it saw at the end of
 * `X-Forwarded-For`; what stands further to the left is whatever the client wrote, so nothing is counted from there.
 */
export function clientAddress(
  socketAddress: string,
  forwardedFor: string | undefined,
  proxies: number,
): string {
  const told = (forwardedFor ?? '').split(',').map((address) => address.trim());
  const chain = [socketAddress, ...told.filter(Boolean).reverse()];
  return chain[Math.min(proxies, chain.length - 1)] ?? socketAddress;
}
