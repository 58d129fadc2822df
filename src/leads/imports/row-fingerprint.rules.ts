import { createHash } from 'node:crypto';
import { type ColumnMapping, valuesOf } from './import-fields.rules';

/** The same for two rows that say the same, whatever the order of their columns. */
export function rowFingerprint(cells: readonly string[], mapping: ColumnMapping): string {
  return createHash('sha256')
    .update(JSON.stringify(valuesOf(cells, mapping)))
    .digest('base64url');
}
