const FIRST_RETRY_SECONDS = 0.02;

/**
 * What a durable consumer has been told of but could not see below the horizon yet: it looks again soon, and less often
 * the longer an open transaction hides it.
 */
export class Unseen {
  private last: string | null = null;
  private place = '';
  private pauseSeconds = FIRST_RETRY_SECONDS;

  /** @param sequence of the last event of its types that was committed; one that it has read before is no news */
  heard(sequence: string): void {
    if (sequence <= this.place) return;
    if (this.last === null || sequence > this.last) this.last = sequence;
  }

  /** It stands here now. */
  reached(sequence: string): void {
    this.pauseSeconds = FIRST_RETRY_SECONDS;
    this.place = sequence;
    if (this.last !== null && sequence >= this.last) this.last = null;
  }

  /** It looked and saw nothing beyond its place, to which another process may have carried it. */
  missed(place: string): void {
    this.place = place;
    if (this.last !== null && place >= this.last) this.last = null;
    this.pauseSeconds = this.last === null ? FIRST_RETRY_SECONDS : this.pauseSeconds * 2;
  }

  /** Another process reads for it. */
  forget(): void {
    this.last = null;
  }

  /** Null when nothing that it knows of is outstanding. */
  get retrySeconds(): number | null {
    return this.last === null ? null : this.pauseSeconds;
  }
}
