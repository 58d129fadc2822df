const LONGEST_STEM = 100;

/**
 * The head `Content-Disposition` of a file that a browser is to keep (RFC 6266), in words of any language.
 * @param stem its name before the dot; what file systems do not take is left out
 * @param extension without the dot
 */
export function attachment(stem: string, extension: string): string {
  const cleared = stem.replace(/[^\p{L}\p{M}\p{N} ._-]/gu, ' ').replace(/ +/g, ' ');
  const short = [...cleared].slice(0, LONGEST_STEM).join('').trim() || 'Relance';
  const name = `${short}.${extension}`;
  const plain = name.normalize('NFKD').replace(/[^\x20-\x7e]/g, '');
  const encoded = encodeURIComponent(name);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
