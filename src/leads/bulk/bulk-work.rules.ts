import type { LeadFilter } from '../leads.dto';
import { filterOf, storedFilter } from '../views/saved-views.rules';
import type { BulkAct } from './bulk-act.entity';
import type { BulkWork } from './bulk-acts.dto';

/** So many leads in one transaction: a hand-over takes some milliseconds, and 35 where the machine has others to serve. */
export const LEADS_AT_ONCE = 40;
/** So many are collected in one. */
export const COLLECTED_AT_ONCE = 1000;

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
/** What is done, without what a person wrote: that may name somebody and has a column of its own. */
export type StoredWork = Without<BulkWork, 'reason'>;

export function storedWork(work: BulkWork): { act: StoredWork; reason: string | null } {
  if (work.kind === 'tag' || work.kind === 'untag') return { act: work, reason: null };
  const { reason, ...act } = work;
  return { act, reason: reason ?? null };
}

export function workOf({ act, reason }: { act: StoredWork; reason: string | null }): BulkWork {
  return (reason === null ? act : { ...act, reason }) as BulkWork;
}

export function storedTarget(filter: LeadFilter | undefined): Pick<BulkAct, 'filter' | 'words'> {
  return filter === undefined ? { filter: null, words: null } : storedFilter(filter);
}

/** @throws Error for what was stored otherwise than this version stores it */
export function targetOf(job: Pick<BulkAct, 'filter' | 'words'>): LeadFilter {
  const filter = filterOf(job);
  if (!filter) throw new Error('The filter of a bulk act is none.');
  return filter;
}
