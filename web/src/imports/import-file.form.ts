import type { Session } from '../core/session';

export const MOST_BYTES = 50 * 1024 * 1024;

type Role = Session['user']['role'];

/** What the server takes at once; it decides again itself. */
export const MOST_ROWS: Readonly<Record<Role, number>> = {
  SALES: 10_000,
  MANAGER: 100_000,
  ADMIN: 1_000_000,
  AUDITOR: 0,
};

const ENDINGS = ['.csv', '.tsv', '.txt', '.xlsx'];
const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** For the dialog of the browser. */
export const ACCEPTED = [...ENDINGS, 'text/csv', WORKBOOK].join(',');

export type FileFault = 'wrong-type' | 'too-large' | 'nothing' | 'one';

/** What is wrong with a file before a byte of it is sent, or null. */
export function fileFault({ name, size }: Pick<File, 'name' | 'size'>): FileFault | null {
  if (!ENDINGS.some((ending) => name.toLowerCase().endsWith(ending))) return 'wrong-type';
  if (size === 0) return 'nothing';
  return size > MOST_BYTES ? 'too-large' : null;
}
