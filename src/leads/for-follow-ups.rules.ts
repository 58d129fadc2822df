/** A contact as follow-ups need it. */
export interface ContactForFollowUp {
  readonly id: string;
  readonly salutation: string | null;
  readonly title: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly role: string;
  readonly email: string | null;
  /** E.164 only. */
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly primary: boolean;
  readonly blockedAt: Date | null;
  /** The latest word per channel and purpose. */
  readonly consents: readonly {
    readonly channel: string;
    readonly purpose: string;
    readonly state: string;
    readonly basis: string | null;
    readonly consentId: string;
    readonly at: Date;
    readonly requestedThing: string | null;
  }[];
}

/** A lead as follow-ups need it. */
export interface LeadForFollowUp {
  readonly leadId: string;
  readonly version: number;
  readonly status: string;
  readonly stage: number;
  readonly ownerId: string | null;
  readonly territory: string;
  readonly country: string;
  readonly postalCode: string | null;
  readonly company: string;
  readonly city: string | null;
  readonly businessType: string;
  readonly simulated: boolean;
  readonly clockStopped: boolean;
  readonly automationPaused: boolean;
  readonly lastMeaningfulActivityAt: Date | null;
  readonly lastAnswerLoggedAt: Date | null;
  /** The primary one first. */
  readonly contacts: readonly ContactForFollowUp[];
}
