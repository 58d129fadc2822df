import { QuoteType, Tokenizer, type TokenizerCallbacks as Callbacks } from 'htmlparser2';

/** A link of a mail and the number that stands for it; the same address has one number. */
export interface NumberedLink {
  readonly number: number;
  readonly url: string;
}

export interface Rewriting {
  /** @returns the page that a link leads to, or null for one that stays as it is */
  readonly targetOf: (href: string) => string | null;
  /** The address of ours that stands for a link; of number 0, the link that nobody sees. */
  readonly linkOf: (number: number) => string;
  /** Address of the picture that tells of opening, where that is measured. */
  readonly picture: string | null;
}

export interface Rewritten {
  readonly html: string;
  readonly plain: string;
  /** What the numbers stand for, number 0 first; empty when the mail has no link that is counted. */
  readonly links: readonly NumberedLink[];
}

interface Href {
  readonly start: number;
  readonly end: number;
  readonly value: string;
  readonly isQuoted: boolean;
}

/** More links than this are no letter; the rest stays as it is. */
const MOST_LINKS = 99;
/** SendGrid's word for a link that stays as it is. */
const NO_TRACKING = 'clicktracking';
const VALUE_START = /\s*=\s*["']?/y;
const ADDRESS_IN_TEXT = /https?:\/\/[^\s<>"]+/g;
/** What ends a sentence belongs to no address. */
const AFTER_ADDRESS = /[.,;:!?)\]}'»“”]+$/;

/** Puts our addresses in the place of links of both forms, and changes no other character of them. */
export function rewritten(
  { html, plain }: { readonly html: string; readonly plain: string },
  { targetOf, linkOf, picture }: Rewriting,
): Rewritten {
  const numbers = new Map<string, number>();
  const { hrefs, bodyEnd } = new Anchors(html);
  const numberOf = (href: string, mayAdd: boolean) => {
    const url = targetOf(href);
    if (url === null) return null;
    const known = numbers.get(url);
    if (known !== undefined || !mayAdd || numbers.size === MOST_LINKS) return known ?? null;
    numbers.set(url, numbers.size + 1);
    return numbers.size;
  };
  let made = '';
  let from = 0;
  for (const { start, end, value, isQuoted } of hrefs) {
    const number = numberOf(value, true);
    if (number === null) continue;
    made += html.slice(from, start) + (isQuoted ? linkOf(number) : `"${linkOf(number)}"`);
    from = end;
  }
  const first = [...numbers.keys()][0];
  const unseen = [
    ...(first === undefined ? [] : [trap(linkOf(0))]),
    ...(picture === null ? [] : [pixel(picture)]),
  ].join('');
  // Links may stand behind the end of the body, where programs that show mail still show them.
  const at = bodyEnd !== null && bodyEnd >= from ? bodyEnd : html.length;
  const text = plain.replace(ADDRESS_IN_TEXT, (found) => {
    const url = found.replace(AFTER_ADDRESS, '');
    const number = numberOf(url, false);
    return number === null ? found : linkOf(number) + found.slice(url.length);
  });
  return {
    html: made + html.slice(from, at) + unseen + html.slice(at),
    plain: text,
    links:
      first === undefined
        ? []
        : [{ number: 0, url: first }, ...[...numbers].map(([url, number]) => ({ number, url }))],
  };
}

/** Programs that follow every link follow this one too; people neither see nor hear of it. */
function trap(address: string): string {
  return `<a href="${address}" style="display:none!important;mso-hide:all" tabindex="-1" aria-hidden="true"></a>`;
}

function pixel(address: string): string {
  return `<img src="${address}" width="1" height="1" alt="" style="display:block;border:0">`;
}

/** Finds where the addresses of links stand in HTML, in their order, and where its body ends. */
class Anchors implements Callbacks {
  readonly hrefs: Href[] = [];
  bodyEnd: number | null = null;
  private tag = '';
  private attribute = '';
  private valueStart = 0;
  private value = '';
  private href: Href | null = null;
  private isCounted = true;

  constructor(private readonly html: string) {
    const tokenizer = new Tokenizer({ decodeEntities: true }, this);
    tokenizer.write(html);
    tokenizer.end();
  }

  onopentagname(start: number, end: number): void {
    this.tag = this.name(start, end);
  }

  onattribname(start: number, end: number): void {
    this.attribute = this.name(start, end);
    this.value = '';
    VALUE_START.lastIndex = end;
    this.valueStart = end + (VALUE_START.exec(this.html)?.[0].length ?? 0);
  }

  onattribdata(start: number, end: number): void {
    this.value += this.html.slice(start, end);
  }

  onattribentity(codepoint: number): void {
    this.value += String.fromCodePoint(codepoint);
  }

  onattribend(quote: QuoteType, end: number): void {
    if (this.tag !== 'a') return;
    const { value, valueStart: start } = this;
    const isQuoted = quote === QuoteType.Double || quote === QuoteType.Single;
    if (this.attribute === 'href' && value !== '')
      this.href ??= { start, end: isQuoted ? end - 1 : end, value, isQuoted };
    if (this.attribute === NO_TRACKING && value.toLowerCase() === 'off') this.isCounted = false;
  }

  onopentagend(): void {
    if (this.href && this.isCounted) this.hrefs.push(this.href);
    this.href = null;
    this.isCounted = true;
    this.tag = '';
  }

  onselfclosingtag(): void {
    this.onopentagend();
  }

  onclosetag(start: number, end: number): void {
    if (this.name(start, end) === 'body') this.bodyEnd = this.html.lastIndexOf('<', start);
  }

  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  ontext(): void {}
  ontextentity(): void {}
  onend(): void {}

  private name(start: number, end: number): string {
    return this.html.slice(start, end).toLowerCase();
  }
}
