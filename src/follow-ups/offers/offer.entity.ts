import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Season } from './offers.rules';

/** bigint comes from the driver as text; amounts in cents fit a JavaScript number. */
const cents = {
  from: (value: string | null) => (value === null ? null : Number(value)),
  to: (value: number | null) => value,
};

/** What is offered to whom and when; null means everybody and always. */
@Entity('offers')
@Check('offers_season_check', "season IN ('ASPARAGUS', 'OKTOBERFEST', 'CHRISTMAS')")
@Check('offers_discount_pct_check', 'discount_pct BETWEEN 0 AND 100')
@Check('offers_minimum_cents_check', 'minimum_cents >= 0')
@Check('offers_products_check', 'cardinality(products_de) = cardinality(products_en)')
@Check('offers_valid_to_check', 'valid_to IS NULL OR valid_to >= valid_from')
export class Offer {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'offers_pkey' })
  id: string;

  @Column('int', { default: 1 })
  version: number;

  @Column('text', { name: 'business_type', nullable: true })
  businessType: string | null;

  @Column('text', { nullable: true })
  territory: string | null;

  @Column('text', { nullable: true })
  season: Season | null;

  /** Added to the sample box. */
  @Column('text', { name: 'products_de', array: true })
  productsDe: string[];

  @Column('text', { name: 'products_en', array: true })
  productsEn: string[];

  @Column('int', { name: 'discount_pct', nullable: true })
  discountPct: number | null;

  /** In the currency of the territory. */
  @Column('bigint', { name: 'minimum_cents', nullable: true, transformer: cents })
  minimumCents: number | null;

  @Column('date', { name: 'valid_from' })
  validFrom: string;

  @Column('date', { name: 'valid_to', nullable: true })
  validTo: string | null;

  @Column('uuid', { name: 'changed_by', nullable: true })
  changedBy: string | null;

  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt: Date;
}
