/**
 * Whether a page of this origin may open the stream with its reader's cookie. Browsers always send the origin;
 * what sends none is no browser and brings no cookie by itself.
 */
export function mayConnect(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { host: from, origin: normal } = new URL(origin);
  return (from !== '' && from === host?.toLowerCase()) || allowed.includes(normal);
}
