/** Without letters and digits that look alike when read aloud or from paper. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY3479';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** A password to hand to somebody: twenty characters in four groups, 110 bits. */
export function newPassword(): string {
  const groups = Array.from({ length: GROUPS }, () => {
    let group = '';
    while (group.length < GROUP_LENGTH) {
      const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
      // What does not divide evenly is thrown again, so that no character is likelier than another.
      if (byte < 256 - (256 % ALPHABET.length)) group += ALPHABET[byte % ALPHABET.length] ?? '';
    }
    return group;
  });
  return groups.join('-');
}
