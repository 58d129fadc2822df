const LONE_SURROGATE = /\p{Cs}/u;

/** False for NUL, which PostgreSQL keeps in no text, and for half a surrogate pair, which it keeps in no JSON. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !LONE_SURROGATE.test(text);
}

/** What shows nothing: marks without a form of their own (zero-width, BOM, soft hyphen, fillers), blanks, the empty Braille cell. */
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Cf}\p{White_Space}\u2800]+$/u;
const BLANK = /^\s*$/;

/** Whether a text looks empty and is not: nobody could read it, and no check for blanks finds it. */
export function isInvisible(text: string): boolean {
  return INVISIBLE.test(text) && !BLANK.test(text);
}
