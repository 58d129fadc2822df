import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: the fingerprint under which this database may send. Restored elsewhere it has another one. */
@Entity('setting_installation')
@Check('setting_installation_only_row_check', 'only_row')
export class InstallationRow {
  @PrimaryColumn('boolean', {
    name: 'only_row',
    default: true,
    primaryKeyConstraintName: 'setting_installation_pkey',
  })
  onlyRow: boolean;

  @Column('text')
  fingerprint: string;

  /** Null: it was the first to run on this database. */
  @Column('uuid', { name: 'confirmed_by', nullable: true })
  confirmedBy: string | null;

  @Column('timestamptz', { name: 'confirmed_at' })
  confirmedAt: Date;
}
