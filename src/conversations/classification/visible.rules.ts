import EmailReplyParser from 'email-reply-parser';

/** Longer answers are read from their beginning; whoever writes more has said it by then. */
const MOST_CHARACTERS = 4_000;

const parser = new EmailReplyParser();

/** What begins a mail that is passed on or quoted in a way the parser does not know. */
const PASSED_ON =
  /^[ \t>]*(-{2,} *)?(weitergeleitete nachricht|forwarded message|original message|originalnachricht|urspruengliche nachricht|begin forwarded message|anfang der weitergeleiteten)/im;
const HEADER_BLOCK =
  /^[ \t>*]*(von|from|de):.*\n(?:.*\n){0,3}[ \t>*]*(betreff|subject|gesendet|sent|an|to):/im;
const QUOTED_LINE = /^[ \t]*>.*$/gm;

/** Where the letter ends and the writer's papers begin. */
const CLOSING =
  /^[ \t]*(mit freundlichen gr|freundliche gr|beste gr|viele gr|liebe gr|herzliche gr|schoene gr|gruss\b|gruesse\b|lg\b|mfg\b|vg\b|best regards|kind regards|regards|best wishes|best,|cheers|sincerely|yours\b|many thanks,|thanks,$|-- ?$|__+|von meinem .* gesendet|sent from my)/im;

/** Sentences that firms put below every mail; they speak of deleting and of addresses without meaning us. */
const SMALL_PRINT =
  /[^.!?\n]*\b(vertraulich|confidential|adressat|intended recipient|irrtuemlich|versehentlich erhalten|environment before printing|umwelt bevor|amtsgericht|handelsregister|geschaeftsfuehrer:|ust-?id)[^.!?\n]*[.!?]?/gi;

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** The one spelling that rules are written in: lower case, no accents, umlauts written out, plain quotes. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[äöüß]/g, (c) => UMLAUTS[c] ?? c)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[’‘´`]/g, "'")
    .replace(/[“”„»«]/g, '"')
    .replace(/[‐‑–—]/g, '-');
}

/** What its writer says in an answer, folded: without quoted text, forwarded mail, signature and small print. */
export function visibleWords(answer: string): string {
  const capped = answer.slice(0, MOST_CHARACTERS * 4).replace(/\r\n?/g, '\n');
  const text = folded(parser.parseReply(capped)).replace(QUOTED_LINE, '');
  const own = before(before(text, PASSED_ON), HEADER_BLOCK);
  const closing = CLOSING.exec(own);
  const letter = closing && own.slice(0, closing.index).trim() ? own.slice(0, closing.index) : own;
  return letter.replace(SMALL_PRINT, ' ').slice(0, MOST_CHARACTERS).trim();
}

function before(text: string, mark: RegExp): string {
  const found = mark.exec(text);
  return found ? text.slice(0, found.index) : text;
}

export interface Clause {
  readonly text: string;
  /** Ends with a question mark. */
  readonly asks: boolean;
  /** Begins with but, however, and the like. */
  readonly contrasts: boolean;
}

const IDIOMS =
  /\b(gar )?(kein(e|en)? (problem|frage|sorge|thema, (gern|mach)\w*)|nicht schlecht|warum nicht|nicht nur|nichts dagegen|gar nicht uebel|no problem( at all)?|no worries|why not|not bad|not only)\b/g;
const CONTRAST =
  /,? *\b(aber|jedoch|allerdings|trotzdem|dennoch|but|however|although|though)\b|, *(doch|nur|yet)\b/;
const SENTENCE = /[^.!?;\n]+(?:[.](?=\S)[^.!?;\n]+)*[.!?;]*/g;

/** Sentences, parted once more where they turn against themselves. Idioms that deny nothing are taken out. */
export function clausesOf(visible: string): Clause[] {
  const flowing = visible
    .replace(/([^\n])\n(?=[^\n])/g, '$1 ')
    .replace(IDIOMS, ' ')
    .replace(/(\d)\.(?=\s)/g, '$1');
  return [...flowing.matchAll(SENTENCE)].flatMap(([sentence]) => {
    const asks = sentence.includes('?');
    return sentence
      .split(new RegExp(CONTRAST, 'g'))
      .flatMap((text, index, parts) => clause(text, index, parts, asks));
  });
}

/** `split` leaves what it matched between the parts: each clause is followed by the two groups of the contrast. */
function clause(text: string, index: number, parts: readonly string[], asks: boolean): Clause[] {
  if (index % 3 !== 0) return [];
  const trimmed = text.trim();
  return trimmed === '' ? [] : [{ text: trimmed, asks, contrasts: index > 0 && parts.length > 1 }];
}
