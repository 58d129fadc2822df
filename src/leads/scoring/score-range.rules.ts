const HIGHEST = 100;

/** `50..`, `..49` or `25..49`, both ends included. @returns null for what is no range of 0 to 100 */
export function scoreRange(text: string): { from: number; to: number } | null {
  const found = /^(\d{0,3})\.\.(\d{0,3})$/.exec(text);
  if (!found || text === '..') return null;
  const [from, to] = [Number(found[1]), found[2] ? Number(found[2]) : HIGHEST];
  return from <= to && to <= HIGHEST ? { from, to } : null;
}
