/** More than this unsent means that the client cannot follow. */
export const MOST_QUEUED_MESSAGES = 1000;
export const MOST_QUEUED_BYTES = 1024 * 1024;

interface Piece {
  readonly end: number;
  readonly messages: number;
}

/**
 * How many messages lie in a socket's buffer. The socket itself knows only bytes; this remembers where each
 * piece ends, and only while something is unsent.
 */
export class Backlog {
  private pieces: Piece[] = [];
  private written = 0;

  /** Notes a piece just written, with what the socket then holds unsent. */
  add(bytes: number, messages: number, unsentBytes: number): void {
    this.written += bytes;
    if (unsentBytes === 0) {
      if (this.pieces.length > 0) this.pieces = [];
      return;
    }
    this.pieces.push({ end: this.written, messages });
    const sent = this.written - unsentBytes;
    const first = this.pieces.findIndex((piece) => piece.end > sent);
    if (first > 0) this.pieces.splice(0, first);
  }

  get messages(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.messages, 0);
  }

  /** A piece that is partly sent counts whole: which of two errors we chose. */
  isTooLong(unsentBytes: number): boolean {
    return unsentBytes > MOST_QUEUED_BYTES || this.messages > MOST_QUEUED_MESSAGES;
  }
}
