/** Runs at once, then at most once in so many milliseconds; the last wish is never lost. */
export class Spaced {
  private ranAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly everyMs: number) {}

  run(act: () => void): void {
    if (this.timer !== null) return;
    const wait = this.ranAt + this.everyMs - performance.now();
    if (wait <= 0) {
      this.ranAt = performance.now();
      act();
      return;
    }
    this.timer = setTimeout(() => {
      this.timer = null;
      this.ranAt = performance.now();
      act();
    }, wait);
  }
}
