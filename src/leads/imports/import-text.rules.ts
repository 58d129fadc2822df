import { TextDecoder } from 'node:util';

export type ImportEncoding = 'utf-8' | 'utf-8-bom' | 'windows-1252';
export type Delimiter = ';' | ',' | '\t';

/** The bytes are neither UTF-8 nor Windows-1252 text throughout. */
export class UndecodableText extends Error {}

const BOM = [0xef, 0xbb, 0xbf];

/**
 * Turns a file into text piece by piece. The first byte above ASCII decides: a well-formed UTF-8 sequence, or
 * Windows-1252, as Excel writes it. ASCII alone is UTF-8.
 */
export class TextDetector {
  encoding: ImportEncoding = 'utf-8';
  private decode: ((bytes: Buffer, last: boolean) => string) | null = null;
  private held: Buffer = Buffer.alloc(0);
  private begun = false;

  /** @throws UndecodableText */
  push(piece: Buffer): string {
    return this.take(Buffer.concat([this.held, piece]), false);
  }

  /** @throws UndecodableText */
  end(): string {
    return this.take(this.held, true);
  }

  private take(bytes: Buffer, last: boolean): string {
    this.held = Buffer.alloc(0);
    if (!this.begun) {
      if (bytes.length < BOM.length && !last) return this.hold(bytes);
      this.begin(bytes);
    }
    if (!this.decode) {
      const first = bytes.findIndex((byte) => byte > 0x7f);
      if (first < 0) return asciiText(bytes);
      if (first > bytes.length - 4 && !last) {
        this.held = bytes.subarray(first);
        return asciiText(bytes.subarray(0, first));
      }
      if (!isUtf8Sequence(bytes, first)) this.encoding = 'windows-1252';
      this.decode = this.encoding === 'windows-1252' ? windows1252 : utf8();
    }
    return this.decode(bytes, last);
  }

  private hold(bytes: Buffer): string {
    this.held = bytes;
    return '';
  }

  private begin(bytes: Buffer): void {
    this.begun = true;
    if (isUtf16(bytes)) throw new UndecodableText();
    if (!BOM.every((byte, i) => bytes[i] === byte)) return;
    this.encoding = 'utf-8-bom';
    this.decode = utf8();
  }
}

/** @returns a decoder that throws UndecodableText */
function utf8(): (bytes: Buffer, last: boolean) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (bytes, last) => {
    try {
      return decoder.decode(bytes, { stream: !last });
    } catch {
      throw new UndecodableText();
    }
  };
}

/** What 0x80 to 0x9f are in Windows-1252; the five that it leaves open stay control characters. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** By hand: TextDecoder of some Node versions takes this name for Latin-1 and loses the euro sign. */
function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (c) => WINDOWS_1252.charAt(c.charCodeAt(0) - 0x80));
}

function asciiText(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function isUtf16(bytes: Buffer): boolean {
  const [a, b] = bytes;
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
}

function isUtf8Sequence(bytes: Buffer, at: number): boolean {
  const lead = bytes[at] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at, at + length));
    return true;
  } catch {
    return false;
  }
}

/** The separator that stands most often outside quotes in the first line; `;` when there is none. */
export function delimiterOf(firstLine: string): Delimiter {
  const bare = firstLine.replace(/"[^"]*"/g, '');
  const count = (delimiter: Delimiter) => bare.split(delimiter).length;
  const candidates: Delimiter[] = [';', ',', '\t'];
  return candidates.reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** Where the first line ends, quoted line breaks passed over; -1 when it has not ended yet. */
export function firstLineEnd(text: string): number {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    else if (!quoted && (text[i] === '\n' || text[i] === '\r')) return i;
  }
  return -1;
}
