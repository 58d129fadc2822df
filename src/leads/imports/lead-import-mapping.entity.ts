import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ImportField } from './import-fields.rules';

/** What the columns of files with these headings meant to somebody last time. */
@Entity('lead_import_mappings')
export class LeadImportMapping {
  @PrimaryColumn('uuid', {
    name: 'user_id',
    primaryKeyConstraintName: 'lead_import_mappings_pkey',
  })
  userId: string;

  @PrimaryColumn('text', {
    name: 'header_key',
    primaryKeyConstraintName: 'lead_import_mappings_pkey',
  })
  headerKey: string;

  @Column('text', { array: true })
  mapping: (ImportField | null)[];
}
