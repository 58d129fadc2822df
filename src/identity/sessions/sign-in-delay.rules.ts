/** Failures without delay. An address gets more than an account: a whole office may share it. */
export const FREE_FAILURES = { ACCOUNT: 5, ADDRESS: 20 } as const;
const LONGEST_DELAY_SECONDS = 900;

/** How long the next attempt has to wait after so many failures in a row: 1 s, 2 s, 4 s … up to 15 minutes. */
export function delaySeconds(failures: number, freeFailures: number): number {
  if (failures < freeFailures) return 0;
  return Math.min(LONGEST_DELAY_SECONDS, 2 ** Math.min(failures - freeFailures, 20));
}
