import { z } from 'zod';
import { lineOf } from '../../core/fields';
import { say } from '../../core/field-text';
import { pageOf, paging } from '../fields.dto';

export const CONSENT_CHANNELS = ['email', 'whatsapp'] as const;
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number];
/** To be written to, and apart from that to be counted when a mail is read (§ 25 TDDDG). */
export const CONSENT_PURPOSES = ['advertising', 'tracking'] as const;
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];
export const CONSENT_STATES = ['given', 'refused', 'revoked'] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];
export const CONSENT_BASES = [
  'OPT_IN_DOUBLE',
  'OPT_IN',
  'REQUESTED_CONTACT',
  'EXISTING_CUSTOMER',
  'LEGITIMATE_INTEREST',
] as const;
export type ConsentBasis = (typeof CONSENT_BASES)[number];

/** What shows that it was said: a note, or file, row and importer. */
export const ConsentProofSchema = z.record(z.string(), z.union([z.string(), z.number()]));
export type ConsentProof = z.output<typeof ConsentProofSchema>;

/** What follow-ups and campaigns may offer, and so what a contact may have asked for. */
const requestedThing = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/);

export const RecordConsentSchema = z
  .strictObject({
    contactId: z.uuid(),
    channel: z.enum(CONSENT_CHANNELS),
    purpose: z.enum(CONSENT_PURPOSES).default('advertising'),
    state: z.enum(CONSENT_STATES),
    basis: z
      .enum(CONSENT_BASES)
      .exclude(['OPT_IN_DOUBLE'], 'needs the signed link of a form; by hand it is an OPT_IN')
      .optional(),
    requestedThing: requestedThing.optional(),
    wordingVersion: lineOf(60).optional(),
    source: lineOf(120),
    givenAt: z.iso.datetime({ offset: true }).optional(),
    proof: lineOf(2000).optional(),
  })
  .refine((c) => (c.state === 'given') === (c.basis !== undefined), {
    path: ['basis'],
    message: say(
      'a consent that was given has a basis, and no other has one',
      'eine erteilte Einwilligung hat eine Grundlage, und keine andere hat eine',
    ),
  })
  .refine((c) => c.state !== 'given' || (c.proof?.length ?? 0) >= 10, {
    path: ['proof'],
    message: say(
      'a consent that was given needs its proof in 10 characters or more',
      'eine erteilte Einwilligung braucht einen Nachweis von mindestens 10 Zeichen',
    ),
  })
  .refine((c) => (c.basis === 'REQUESTED_CONTACT') === (c.requestedThing !== undefined), {
    path: ['requestedThing'],
    message: say(
      'says what was asked for, with REQUESTED_CONTACT and only then',
      'sagt bei REQUESTED_CONTACT, und nur dann, worum gebeten wurde',
    ),
  })
  .refine((c) => c.purpose !== 'tracking' || c.channel === 'email', {
    path: ['channel'],
    message: say('only mail is tracked', 'nur bei E-Mails werden Klicks gezählt'),
  })
  .refine((c) => c.purpose !== 'tracking' || c.basis === undefined || c.basis === 'OPT_IN', {
    path: ['basis'],
    message: say(
      'tracking rests on a consent of its own and on nothing else',
      'das Zählen von Klicks beruht auf einer eigenen Einwilligung und auf nichts sonst',
    ),
  })
  .meta({ id: 'RecordConsent' });
export type RecordConsent = z.output<typeof RecordConsentSchema>;

export const ListConsentsSchema = z.strictObject(paging);
export type ListConsents = z.output<typeof ListConsentsSchema>;

export const ConsentViewSchema = z
  .object({
    id: z.uuid(),
    contactId: z.uuid(),
    channel: z.enum(CONSENT_CHANNELS),
    purpose: z.enum(CONSENT_PURPOSES),
    state: z.enum(CONSENT_STATES),
    basis: z.enum(CONSENT_BASES).nullable(),
    requestedThing: z.string().nullable(),
    wordingVersion: z.string().nullable(),
    source: z.string(),
    address: z.string().nullable(),
    proof: ConsentProofSchema.nullable(),
    givenAt: z.iso.datetime(),
    recordedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'ConsentView' });
export type ConsentView = z.output<typeof ConsentViewSchema>;

export const ConsentPageSchema = pageOf(ConsentViewSchema).meta({ id: 'ConsentPage' });
export type ConsentPage = z.output<typeof ConsentPageSchema>;
