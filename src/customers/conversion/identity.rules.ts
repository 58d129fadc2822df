import type { LeadForConversion } from '../../leads';

export type IdentityKind = 'email' | 'phone' | 'vat' | 'company';

/** One thing by which the same customer is known again. */
export interface CustomerIdentityValue {
  readonly kind: IdentityKind;
  readonly value: string;
}

/** The stronger sign first: an authority's number, an address, a line, and only then a name in a place. */
const STRENGTH: readonly IdentityKind[] = ['vat', 'email', 'phone', 'company'];

/** Upper case without blanks and dots: how two spellings of one VAT id meet. */
export function normaliseVatId(vatId: string): string {
  return vatId.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** By what a lead's company may be known already; leads keep addresses and numbers normalised. */
export function identitiesOf(
  lead: Pick<LeadForConversion, 'contacts' | 'companyKey' | 'placeKey'>,
  vatId: string | null = null,
): CustomerIdentityValue[] {
  const found: CustomerIdentityValue[] = [];
  if (vatId !== null) found.push({ kind: 'vat', value: normaliseVatId(vatId) });
  for (const { email, phone, mobile } of lead.contacts) {
    if (email !== null) found.push({ kind: 'email', value: email.toLowerCase() });
    for (const number of [phone, mobile])
      if (number !== null) found.push({ kind: 'phone', value: number });
  }
  if (lead.placeKey !== null)
    found.push({ kind: 'company', value: `${lead.companyKey}|${lead.placeKey}` });
  return [...new Map(found.map((f) => [keyOf(f), f])).values()];
}

export function keyOf({ kind, value }: CustomerIdentityValue): string {
  return `${kind}:${value}`;
}

/** Of several customers that share something, the one with the strongest sign; of equal ones the older. */
export function strongest<T extends { kind: IdentityKind; customerId: string }>(
  found: readonly T[],
): T | null {
  const rank = ({ kind }: T) => STRENGTH.indexOf(kind);
  return (
    [...found].sort((a, b) => rank(a) - rank(b) || (a.customerId < b.customerId ? -1 : 1))[0] ??
    null
  );
}
