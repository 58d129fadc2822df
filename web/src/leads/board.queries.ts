import type { QueryClient } from '@tanstack/react-query';
import { LEAD_STATUSES, type LeadStatus, OPEN_STATUSES } from '../api/lists';
import { may } from '../core/rights';
import type { Session } from '../core/session';
import {
  type LeadFilter,
  type LeadList,
  type LeadPage,
  type LeadRow,
  leadsKeys,
} from './leads.queries';

/** More cards than these nobody reads in a column; the table has them all. */
export const MOST_CARDS = 50;

/** The statuses that a filter allows; beside all open ones also the customers that they are to become. */
export function columnsOf({ status: wanted }: LeadFilter): LeadStatus[] {
  if (!wanted) return [...LEAD_STATUSES];
  const withCustomers = OPEN_STATUSES.every((status) => wanted.includes(status));
  return LEAD_STATUSES.filter(
    (status) => wanted.includes(status) || (withCustomers && status === 'CONVERTED'),
  );
}

/** The list of one column. */
export const columnList = ({ filter, sort }: LeadList, status: LeadStatus): LeadList => ({
  filter: { ...filter, status: [status] },
  sort,
  limit: MOST_CARDS,
  cursor: undefined,
});

/** Why a lead cannot be moved to a status by hand. */
export type Hindrance =
  'rights' | 'free' | 'rule' | 'final' | 'activity' | 'upward' | 'manager' | 'closed';

/** Who moves a card, as far as it matters. */
export interface Mover extends Pick<Session, 'acts'> {
  readonly scope: Pick<Session['scope'], 'kind'>;
}

/** @returns null when it can; the server decides again itself */
export function hindrance(
  lead: Pick<LeadRow, 'status' | 'free'>,
  to: LeadStatus,
  session: Mover,
): Hindrance | null {
  if (!moves(session)) return 'rights';
  if (lead.status === 'CONVERTED') return 'final';
  if (to === 'CONVERTED') return 'rule';
  if (lead.free && session.scope.kind !== 'all') return 'free';
  if (lead.status === 'LOST') {
    if (to !== 'ACTIVE') return 'closed';
    return may(session, 'leads.assign') ? null : 'manager';
  }
  if (to === 'LOST') return null;
  if (LEAD_STATUSES.indexOf(to) < LEAD_STATUSES.indexOf(lead.status)) return 'upward';
  return to === 'ACTIVE' ? 'activity' : null;
}

/** Whether this person moves cards at all. */
export const moves = (session: Mover): boolean => may(session, 'leads.write');

/** The next column to a side that the lead can go to by hand; without any, the one beside it. Lost is nowhere on the way. */
export function beside(
  columns: readonly LeadStatus[],
  lead: Pick<LeadRow, 'status' | 'free'>,
  step: 1 | -1,
  session: Mover,
): LeadStatus | undefined {
  const at = columns.indexOf(lead.status);
  const along = step === 1 ? columns.slice(at + 1) : columns.slice(0, at).reverse();
  const can = along.find((to) => to !== 'LOST' && hindrance(lead, to, session) === null);
  return can ?? along[0];
}

/** Shows a lead on top of another column before the server has answered. */
export function moveCard(
  queries: QueryClient,
  list: LeadList,
  lead: LeadRow,
  to: LeadStatus,
  now: Date,
): void {
  const change = (status: LeadStatus, items: (before: readonly LeadRow[]) => LeadRow[]) =>
    queries.setQueryData<LeadPage>(
      leadsKeys.list(columnList(list, status)),
      (page) => page && { ...page, items: items(page.items) },
    );
  const others = (rows: readonly LeadRow[]) => rows.filter(({ id }) => id !== lead.id);
  change(lead.status, others);
  const moved = { ...lead, status: to, statusSince: now.toISOString() };
  change(to, (rows) => [moved, ...others(rows)]);
}

/** Whole days that a lead has stood where it stands. */
export const daysIn = ({ statusSince }: Pick<LeadRow, 'statusSince'>, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - new Date(statusSince).getTime()) / 86_400_000));
