/** Crockford's alphabet in lower case: no i, l, o, u, and the same in a mail client that folds case. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const MID = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** A UUID in 26 characters, fit for the local part of an address and for a link. */
export function midOf(id: string): string {
  // 130 bits, of which the first two are none of the id's.
  let text = '';
  let bits = 2;
  let held = 0;
  for (let at = 0; at < id.length; at++) {
    if (id[at] === '-') continue;
    held = (held << 4) | parseInt(id[at] ?? '', 16);
    bits += 4;
    if (bits < 5) continue;
    bits -= 5;
    text += ALPHABET[held >> bits] ?? '';
    held &= (1 << bits) - 1;
  }
  return text;
}

/** @returns null for anything but what {@link midOf} writes */
export function idOfMid(mid: string): string | null {
  if (!MID.test(mid)) return null;
  let value = 0n;
  for (const letter of mid) value = (value << 5n) | BigInt(ALPHABET.indexOf(letter));
  const hex = value.toString(16).padStart(32, '0');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

/** Base 32 of whole bytes; 10 bytes make 16 characters. */
export function base32(bytes: Buffer): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31] ?? '';
      held &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + (ALPHABET[(held << (5 - bits)) & 31] ?? '') : text;
}

/** A UUIDv7 whose random part is a digest: the same key at the same instant gives the same id, in any order of calls. */
export function idFor(ms: number, digest: Buffer): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(ms, 0, 6);
  digest.copy(bytes, 6, 0, 10);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
