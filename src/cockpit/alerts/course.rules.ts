import { type AlertName, ALERTS, type Finding } from './alert-list.rules';

/** An alert as it stands, or one that ended a short while ago. */
export interface Standing {
  readonly id: string;
  readonly name: AlertName;
  readonly subject: string;
  /** Since when its condition holds. */
  readonly since: Date;
  /** When people were told; null while the condition has not held long enough. */
  readonly raisedAt: Date | null;
  readonly resolvedAt: Date | null;
}

/** What is to be done so that the table says what was found. */
export interface Course {
  /** New ones; told at once or when they have held long enough. */
  readonly begin: readonly (Finding & { readonly isTold: boolean })[];
  /** Still true; `isTold` when people are told now. */
  readonly keep: readonly (Finding & { readonly id: string; readonly isTold: boolean })[];
  /** True again so soon that it is the same one: nobody is told a second time. */
  readonly continued: readonly (Finding & { readonly id: string })[];
  readonly resolve: readonly Standing[];
  /** Was true for too short a time to be told. */
  readonly drop: readonly Standing[];
}

/** An alert that comes back within this time is the old one. */
export const SAME_SECONDS = 300;

const keyOf = ({ name, subject }: Pick<Finding, 'name' | 'subject'>) => `${name} ${subject}`;

/**
 * From what stands and what is found to what is to be done.
 * @param standing open ones, and those that were resolved within the last {@link SAME_SECONDS}
 */
export function courseOf(
  now: Date,
  standing: readonly Standing[],
  findings: readonly Finding[],
): Course {
  const open = new Map(
    standing.filter((one) => one.resolvedAt === null).map((one) => [keyOf(one), one]),
  );
  const ended = new Map(standing.filter((one) => isRecent(now, one)).map((s) => [keyOf(s), s]));
  const held = new Set(findings.map(keyOf));
  const gone = [...open].filter(([key]) => !held.has(key)).map(([, one]) => one);
  const fresh = findings.filter((finding) => !open.has(keyOf(finding)));
  return {
    begin: fresh
      .filter((finding) => !ended.has(keyOf(finding)))
      .map((finding) => ({ ...finding, isTold: ALERTS[finding.name].forSeconds === 0 })),
    keep: findings.flatMap((finding) => {
      const one = open.get(keyOf(finding));
      return one ? [{ ...finding, id: one.id, isTold: isRipe(now, one) }] : [];
    }),
    continued: fresh.flatMap((finding) => {
      const one = ended.get(keyOf(finding));
      return one ? [{ ...finding, id: one.id }] : [];
    }),
    resolve: gone.filter(({ raisedAt }) => raisedAt !== null),
    drop: gone.filter(({ raisedAt }) => raisedAt === null),
  };
}

function isRecent(now: Date, { resolvedAt }: Standing): boolean {
  return resolvedAt !== null && now.getTime() - resolvedAt.getTime() <= SAME_SECONDS * 1000;
}

function isRipe(now: Date, { name, since, raisedAt }: Standing): boolean {
  const heldSeconds = (now.getTime() - since.getTime()) / 1000;
  return raisedAt === null && heldSeconds >= ALERTS[name].forSeconds;
}
