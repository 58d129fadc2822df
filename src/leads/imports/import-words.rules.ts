import type { Failure, Skip } from './import-rows.rules';

type Language = 'de' | 'en';

/** Why a row became no lead, as its importer reads it. */
const REFUSALS: Readonly<Record<Language, Readonly<Record<Failure | Skip, string>>>> = {
  de: {
    short_row: 'Die Zeile hat weniger Spalten als die Kopfzeile.',
    control_characters: 'Der Text enthält Steuerzeichen.',
    missing_company: 'Die Firma fehlt.',
    company_too_long: 'Die Firma hat mehr als 255 Zeichen.',
    no_email_and_no_phone: 'Weder E-Mail noch Telefon sind angegeben.',
    invalid_email: 'Das ist keine E-Mail-Adresse.',
    invalid_date: 'Das ist kein Datum.',
    registered_in_future: 'Der Tag liegt in der Zukunft.',
    fair_without_first_contact_note:
      'Messe und Telefon brauchen eine Erstkontakt-Notiz mit mindestens 10 Zeichen.',
    territory_not_allowed: 'Das Gebiet gehört nicht zu Ihren Gebieten.',
    already_imported: 'Dieselbe Zeile wurde schon importiert.',
    duplicate_email: 'Gleiche E-Mail wie ein vorhandener Lead.',
    duplicate_phone: 'Gleiche Telefonnummer wie ein vorhandener Lead.',
  },
  en: {
    short_row: 'The row has fewer columns than the header.',
    control_characters: 'The text has control characters.',
    missing_company: 'The company is missing.',
    company_too_long: 'The company has more than 255 characters.',
    no_email_and_no_phone: 'Neither e-mail nor phone is given.',
    invalid_email: 'This is not an e-mail address.',
    invalid_date: 'This is not a date.',
    registered_in_future: 'The day is in the future.',
    fair_without_first_contact_note:
      'Fair and phone need a first contact note of at least 10 characters.',
    territory_not_allowed: 'The territory is not one of yours.',
    already_imported: 'The same row was imported before.',
    duplicate_email: 'Same e-mail as an existing lead.',
    duplicate_phone: 'Same phone number as an existing lead.',
  },
};

const OUTCOMES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  de: { skip: 'Übersprungen', fail: 'Fehler' },
  en: { skip: 'Skipped', fail: 'Error' },
};

/** A code that has no words stays a code. */
export function sayRefusal(reason: string | null, language: Language): string {
  const texts: Readonly<Record<string, string>> = REFUSALS[language];
  return reason === null ? '' : (texts[reason] ?? reason);
}

export function sayOutcome(outcome: string | null, language: Language): string {
  return outcome === null ? '' : (OUTCOMES[language][outcome] ?? outcome);
}
