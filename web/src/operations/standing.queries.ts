import type { Consumer, Job } from './operations.queries';

/** Whoever is further behind is in the alerts too. */
const BEHIND_SECONDS = 60;
/** The server counts no further. */
export const MOST_COUNTED = 10_000;

export type Standing = 'behind' | 'stuck' | 'unread' | 'current';

/** How a reader of the log is doing: what it reads late matters before what it could not take. */
export function standingOf({ lagSeconds, dead }: Consumer): Standing {
  if (lagSeconds === null) return 'unread';
  if (lagSeconds > BEHIND_SECONDS) return 'behind';
  return dead > 0 ? 'stuck' : 'current';
}

export type JobStanding = 'failing' | 'hanging' | 'late' | 'running' | 'fresh' | 'resting';

/** Longer than any step should take; what works in chunks ends each of them far sooner. */
const HANGING_SECONDS = 300;
/** What is due later than this after its time has somebody to look at it. */
const LATE_SECONDS = 30;

/** How a loop is doing. It may rest up to its longest silence; what failed is tried again sooner. */
export function jobStandingOf(job: Job): JobStanding {
  const { failures, runsForSeconds, endedSecondsAgo, everySeconds } = job;
  if (failures > 0) return 'failing';
  if (runsForSeconds !== null) return runsForSeconds > HANGING_SECONDS ? 'hanging' : 'running';
  if (endedSecondsAgo === null) return 'fresh';
  return endedSecondsAgo > everySeconds + LATE_SECONDS ? 'late' : 'resting';
}

/** How many words of alarm a standing is worth, the worst first. */
const ORDER: readonly JobStanding[] = ['failing', 'hanging', 'late', 'fresh', 'running', 'resting'];

/** What is wrong first, then by name. */
export const byAlarm = (a: Job, b: Job): number => {
  const rank = (job: Job) => Math.min(ORDER.indexOf(jobStandingOf(job)), ORDER.indexOf('fresh'));
  return rank(a) - rank(b) || a.name.localeCompare(b.name) || a.process.localeCompare(b.process);
};
