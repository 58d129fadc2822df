import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';

/** A market: data, not code. */
@Entity('territories')
@Check('territories_code_check', "code ~ '^[A-Z][A-Z0-9_-]{0,29}$'")
@Check('territories_country_check', "country ~ '^[A-Z]{2}$'")
@Check('territories_currency_check', "currency ~ '^[A-Z]{3}$'")
export class Territory {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'territories_pkey' })
  code: string;

  @Column('text')
  name: string;

  /** ISO 3166-1, two letters. */
  @Column('text')
  country: string;

  /** ISO 4217. */
  @Column('text')
  currency: string;

  /** BCP 47. */
  @Column('text')
  locale: string;

  @Column('text', { name: 'time_zone' })
  timeZone: string;

  /** As `date-holidays` names it: country, or country and state. */
  @Column('text', { name: 'holidays_region' })
  holidaysRegion: string;

  @Column('text', { name: 'legal_footer' })
  legalFooter: string;

  @Column('int', { default: 1 })
  version: number;

  @Column('uuid', { name: 'changed_by', nullable: true })
  changedBy: string | null;

  @Column('timestamptz', { name: 'changed_at', nullable: true })
  changedAt: Date | null;
}

/** A rate of value added tax from a day on, until the next one begins. */
@Entity('territory_tax_rates')
@Check('territory_tax_rates_kind_check', "kind IN ('STANDARD', 'REDUCED')")
@Check('territory_tax_rates_rate_basis_points_check', 'rate_basis_points BETWEEN 0 AND 10000')
export class TerritoryTaxRate {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'territory_tax_rates_pkey' })
  territory: string;

  @ManyToOne(() => Territory)
  @JoinColumn({ name: 'territory', foreignKeyConstraintName: 'territory_tax_rates_territory_fkey' })
  market?: Relation<Territory>;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'territory_tax_rates_pkey' })
  kind: 'STANDARD' | 'REDUCED';

  @PrimaryColumn('date', {
    name: 'starts_on',
    primaryKeyConstraintName: 'territory_tax_rates_pkey',
  })
  startsOn: string;

  /** 1900 is 19 %. */
  @Column('int', { name: 'rate_basis_points' })
  rateBasisPoints: number;
}
