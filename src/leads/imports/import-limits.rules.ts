import type { Scope } from '../../identity';
import { HOUSE_ZONE } from '../house-time.rules';

export const MOST_BYTES = 50 * 1024 * 1024;

const MOST_ROWS: Readonly<Record<Scope['role'], number>> = {
  SALES: 10_000,
  MANAGER: 100_000,
  ADMIN: 1_000_000,
  AUDITOR: 0,
  SYSTEM: 0,
};

export function mostRows(role: Scope['role']): number {
  return MOST_ROWS[role];
}

/** Above a tenth of hard duplicates a sales user's import waits for a manager. */
export function needsApproval(creatorRole: string, duplicates: number, rows: number): boolean {
  return creatorRole === 'SALES' && duplicates * 10 > rows;
}

/** Today where the house does business. */
export function todayAt(now: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: HOUSE_ZONE }).format(now);
}
