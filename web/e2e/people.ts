import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Who = 'admin' | 'manager' | 'anna' | 'jonas' | 'auditor';

export interface Person {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

export interface Cast {
  readonly baseURL: string;
  readonly people: Readonly<Record<Who, Person>>;
  /** Leads made for the run, by company. */
  readonly leads: Readonly<Record<string, string>>;
}

/** A system under test, and who administers it. */
export interface System {
  readonly url: string;
  /** Where the stand-in for WhatsApp is told what people do; a system that was given may have none. */
  readonly simulator?: string;
  /** Where things are put that nobody can do on a screen, such as a fault; a system that was given may hide its own. */
  readonly database?: string;
  readonly email: string;
  readonly password: string;
}

/** One for each worker, so that no test meets the data or the streams of one that runs beside it. */
export function systems(): System[] {
  const given = process.env['E2E_SYSTEMS'];
  if (given) return JSON.parse(given) as System[];
  const { E2E_BASE_URL: url, E2E_ADMIN_EMAIL: email, E2E_ADMIN_PASSWORD: password } = process.env;
  return url && email && password ? [{ url, email, password }] : [];
}

/** Named by the configuration, for all workers of a run and for no other run. */
export const folderOf = (worker: string): string => join(process.env['E2E_CAST'] ?? '', worker);
const own = (): string => folderOf(process.env['TEST_PARALLEL_INDEX'] ?? '0');

export const castFile = (folder = own()): string => join(folder, 'cast.json');
export const sessionFile = (who: Who, folder = own()): string => join(folder, `${who}.json`);

export const cast = (): Cast => JSON.parse(readFileSync(castFile(), 'utf8')) as Cast;

const ours = (): System | undefined => systems()[Number(process.env['TEST_PARALLEL_INDEX'] ?? '0')];

/** The stand-in for WhatsApp of the system that this worker tests. */
export function simulator(): string {
  const found = ours()?.simulator;
  if (!found) throw new Error('This system has no stand-in for WhatsApp.');
  return found;
}

/** The database of the system that this worker tests, as its owner. */
export function database(): string {
  const found = ours()?.database;
  if (!found) throw new Error('This system does not say where its database is.');
  return found;
}
