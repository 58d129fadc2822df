import type { ImportField, Mapping } from './imports.queries';

export interface MappingFaults {
  readonly noCompany: boolean;
  readonly noWay: boolean;
  /** Given to more than one column. */
  readonly twice: readonly ImportField[];
}

const WAYS: readonly ImportField[] = ['email', 'phone', 'mobile'];

/** What keeps a file from being imported like this; the server decides the same again. */
export function mappingFaults(mapping: Mapping): MappingFaults | null {
  const used = mapping.filter((field) => field !== null);
  const faults = {
    noCompany: !used.includes('company'),
    noWay: !used.some((field) => WAYS.includes(field)),
    twice: [...new Set(used.filter((field, at) => used.indexOf(field) !== at))],
  };
  return faults.noCompany || faults.noWay || faults.twice.length > 0 ? faults : null;
}

export const sameMapping = (one: Mapping, other: Mapping): boolean =>
  one.length === other.length && one.every((field, at) => field === other[at]);
