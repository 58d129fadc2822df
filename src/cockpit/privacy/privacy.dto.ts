import { z } from 'zod';
import { say } from '../../core/field-text';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NUMBER = /^\+?[\d\s()/.-]{6,40}$/;

/** In the body, never in a path: addresses do not belong into logs. */
const who = z
  .string()
  .trim()
  .max(320)
  .refine(
    (text) => UUID.test(text) || text.includes('@') || NUMBER.test(text),
    say(
      'is the id of a contact, a mail address or a phone number',
      'ist die Kennung eines Ansprechpartners, eine E-Mail-Adresse oder eine Telefonnummer',
    ),
  )
  .meta({ description: 'Id of a contact, mail address or phone number', example: 'a@b.example' });

export const AskAboutPersonSchema = z.strictObject({ who }).meta({ id: 'AskAboutPerson' });
export type AskAboutPerson = z.output<typeof AskAboutPersonSchema>;

export const ErasePersonSchema = z
  .strictObject({ who, reason: z.string().trim().min(10).max(1000) })
  .meta({ id: 'ErasePerson' });
export type ErasePerson = z.output<typeof ErasePersonSchema>;

export const HeldPersonSchema = z
  .object({
    contactId: z
      .uuid()
      .nullable()
      .meta({ description: 'Null: no contact has this value any more' }),
    leadId: z.uuid().nullable(),
    name: z.string().nullable(),
    company: z.string().nullable(),
    held: z.array(z.object({ module: z.string(), table: z.string(), rows: z.int().positive() })),
  })
  .meta({ id: 'HeldPerson', description: 'What is held on a person, counted' });
export type HeldPerson = z.output<typeof HeldPersonSchema>;

export const HeldPeopleSchema = z
  .object({ items: z.array(HeldPersonSchema) })
  .meta({ id: 'HeldPeople' });
export type HeldPeople = z.output<typeof HeldPeopleSchema>;

export const PersonExportSchema = z
  .object({
    exportedAt: z.iso.datetime(),
    person: z.object({
      contactId: z.uuid().nullable(),
      name: z.string().nullable(),
      company: z.string().nullable(),
    }),
    modules: z.record(z.string(), z.record(z.string(), z.array(z.record(z.string(), z.unknown())))),
  })
  .meta({ id: 'PersonExport', description: 'Everything held on a person, Art. 15 GDPR' });
export type PersonExport = z.output<typeof PersonExportSchema>;

export const ErasureReportSchema = z
  .object({
    erasedAt: z.iso.datetime(),
    contactId: z.uuid().nullable(),
    rows: z
      .record(z.string(), z.record(z.string(), z.int().nonnegative()))
      .meta({ description: 'Rows changed or deleted, by module and table' }),
  })
  .meta({ id: 'ErasureReport' });
export type ErasureReport = z.output<typeof ErasureReportSchema>;

export type WhoIsMeant = { contactId: string } | { address: string } | { number: string };

export function readWho(text: string): WhoIsMeant {
  if (UUID.test(text)) return { contactId: text.toLowerCase() };
  return text.includes('@') ? { address: text } : { number: text };
}
