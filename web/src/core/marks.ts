const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** One character as rules spell it: lower case, no accents, umlauts written out, plain quotes and dashes. */
const folded = (character: string): string =>
  character
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[äöüß]/g, (c) => UMLAUTS[c] ?? c)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[’‘´`]/g, "'")
    .replace(/[“”„»«]/g, '"')
    .replace(/[‐‑–—]/g, '-');

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/**
 * A text in pieces, those marked that were heard.
 * @param heard as the server spells it: folded, runs of blanks as one
 */
export function marked(text: string, heard: readonly string[]): Piece[] {
  let plain = '';
  const places: number[] = [];
  let at = 0;
  for (const character of text.normalize('NFC')) {
    for (const unit of folded(character)) {
      plain += unit;
      for (let n = 0; n < unit.length; n += 1) places.push(at);
    }
    at += character.length;
  }
  places.push(at);
  const source = text.normalize('NFC');
  const isMarked = new Uint8Array(source.length);
  for (const words of heard) {
    const parts = words.split(/\s+/).filter(Boolean).map(escaped);
    if (parts.length === 0) continue;
    const found = new RegExp(parts.join('\\s+')).exec(plain);
    if (found)
      isMarked.fill(1, places[found.index], places[found.index + found[0].length] ?? source.length);
  }
  const pieces: { text: string; marked: boolean }[] = [];
  for (let index = 0; index < source.length; index += 1) {
    const now = isMarked[index] === 1;
    const last = pieces.at(-1);
    if (last?.marked === now) last.text += source[index] ?? '';
    else pieces.push({ text: source[index] ?? '', marked: now });
  }
  return pieces;
}
