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

/** Named by the configuration, for all workers of a run and for no other run. */
const FOLDER = process.env['E2E_CAST'] ?? '';

export const castFile = join(FOLDER, 'cast.json');
export const sessionFile = (who: Who): string => join(FOLDER, `${who}.json`);

export const cast = (): Cast => JSON.parse(readFileSync(castFile, 'utf8')) as Cast;
