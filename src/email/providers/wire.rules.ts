const LF = 10;
const CR = 13;
const DOT = 46;

/** Whether every line ends with CR LF, the last one too, and none begins with a dot (RFC 5321 §2.3.8, §4.5.2). */
export function isFitForWire(raw: Buffer): boolean {
  let before = LF;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] ?? 0;
    const isAlone = before === CR ? byte !== LF : byte === LF;
    if (isAlone || (byte === DOT && before === LF)) return false;
    before = byte;
  }
  return raw.length > 0 && before === LF;
}
