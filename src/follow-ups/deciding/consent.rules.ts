/** The latest word of a contact on one channel and purpose. */
export interface Consent {
  readonly channel: string;
  readonly purpose: string;
  readonly state: string;
  readonly basis: string | null;
  readonly consentId: string;
  readonly at: Date;
  readonly requestedThing: string | null;
}

/** What advertising may rest on (§ 7 UWG): a legitimate interest alone is nowhere enough. */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  email: ['OPT_IN_DOUBLE', 'OPT_IN', 'REQUESTED_CONTACT', 'EXISTING_CUSTOMER'],
  whatsapp: ['OPT_IN_DOUBLE', 'OPT_IN'],
};
/** A contact who asked for something may be written to about it for 30 days. */
const REQUEST_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * The basis on which a step may be sent now, if any.
 * @param thing what the step offers; a request covers only what was asked for
 */
export function legalBasis(
  consents: readonly Consent[],
  channel: string,
  thing: string,
  now: Date,
): { basis: string; consentId: string } | null {
  const latest = consents.find((c) => c.channel === channel && c.purpose === 'advertising');
  if (latest?.state !== 'given' || latest.basis === null) return null;
  const { basis, consentId, at, requestedThing } = latest;
  if (!ACCEPTED[channel]?.includes(basis)) return null;
  if (basis === 'REQUESTED_CONTACT') {
    if (now.getTime() - at.getTime() > REQUEST_DAYS * DAY_MS) return null;
    if (requestedThing !== thing) return null;
  }
  return { basis, consentId };
}

/** The consent of a contact to the links of their mail being counted; it is none to be written to, nor the other way round. */
export function trackingConsent(consents: readonly Consent[]): string | null {
  const latest = consents.find((c) => c.channel === 'email' && c.purpose === 'tracking');
  return latest?.state === 'given' ? latest.consentId : null;
}
