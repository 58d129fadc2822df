import { anyText, oneOf, type Reader, searchOf, uuid } from '../core/url';
import type { Schemas } from '../core/api';

type ImportRow = Schemas['ImportRow'];
export type Outcome = ImportRow['outcome'];
export type Reason = NonNullable<ImportRow['reason']>;
export type Note = ImportRow['notes'][number];

export const OUTCOMES = ['create', 'skip', 'fail'] as const satisfies readonly Outcome[];
const REASONS = {
  short_row: 1,
  control_characters: 1,
  missing_company: 1,
  company_too_long: 1,
  no_email_and_no_phone: 1,
  invalid_email: 1,
  invalid_date: 1,
  registered_in_future: 1,
  fair_without_first_contact_note: 1,
  territory_not_allowed: 1,
  already_imported: 1,
  duplicate_email: 1,
  duplicate_phone: 1,
} as const satisfies Record<Reason, 1>;
const NOTES = {
  formula_text_kept_as_text: 1,
  phone_unreadable: 1,
  similar_company: 1,
  amount_unreadable: 1,
  value_unknown: 1,
  consent_differs: 1,
} as const satisfies Record<Note, 1>;

export const STEPS = ['file', 'mapping', 'preview', 'run'] as const;
export type Step = (typeof STEPS)[number];

const number: Reader<string> = (text) => (/^\d{1,9}$/.test(text) ? text : undefined);
const limit = oneOf(['50', '100', '200']);

/** Those that one looks for among all. */
const state = oneOf(['AWAITING_APPROVAL']);

export const importsSearch = searchOf({ limit, cursor: uuid, state });
export type ImportsSearch = ReturnType<typeof importsSearch>;

export const newImportSearch = searchOf({ step: oneOf(['file']) });

export const importSearch = searchOf({
  step: oneOf(STEPS),
  outcome: oneOf(OUTCOMES),
  reason: oneOf(Object.keys(REASONS) as Reason[]),
  note: oneOf(Object.keys(NOTES) as Note[]),
  kept: oneOf(['true']),
  limit,
  cursor: number,
  row: number,
  from: anyText(200),
});
export type ImportSearch = ReturnType<typeof importSearch>;
