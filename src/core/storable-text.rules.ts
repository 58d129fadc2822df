const LONE_SURROGATE = /\p{Cs}/u;

/** False for NUL, which PostgreSQL keeps in no text, and for half a surrogate pair, which it keeps in no JSON. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !LONE_SURROGATE.test(text);
}
