/** What this server uses of a package that brings no types. */
declare module 'jstat' {
  interface Distribution<P extends number[]> {
    /** P(X ≤ x). */
    cdf(x: number, ...parameters: P): number;
    /** The x with P(X ≤ x) = p. */
    inv(p: number, ...parameters: P): number;
  }
  export const jStat: {
    readonly normal: Distribution<[mean: number, deviation: number]>;
    readonly studentt: Distribution<[degreesOfFreedom: number]>;
  };
}
