/** Where a body of the stand-in comes from. */
export interface Origin {
  readonly accountId: string;
  readonly phoneNumberId: string;
  readonly displayNumber: string;
}

export interface SimulatedPerson {
  readonly waId: string;
  readonly name: string;
}

/** A message of a person as WhatsApp would send it. */
export function messageBody(
  origin: Origin,
  { waId, name }: SimulatedPerson,
  message: Readonly<Record<string, unknown>>,
): object {
  return envelope(origin, {
    contacts: [{ profile: { name }, wa_id: waId }],
    messages: [{ from: waId, ...message }],
  });
}

/** Receipts of messages of ours. */
export function receiptsBody(
  origin: Origin,
  statuses: readonly Readonly<Record<string, unknown>>[],
): object {
  return envelope(origin, { statuses });
}

function envelope(
  { accountId, phoneNumberId, displayNumber }: Origin,
  rest: Readonly<Record<string, unknown>>,
): object {
  const metadata = { display_phone_number: displayNumber, phone_number_id: phoneNumberId };
  const value = { messaging_product: 'whatsapp', metadata, ...rest };
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: accountId, changes: [{ field: 'messages', value }] }],
  };
}

/** What a number asks for by its end: an error at once (…000<code>), an error as a receipt (…0009<code>), silence (…000999). */
export type Magic =
  | { readonly kind: 'none' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'fails'; readonly code: number };

export function magicOf(number: string): Magic {
  if (number.endsWith('000999')) return { kind: 'silent' };
  const fails = /0009(\d{3,6})$/.exec(number);
  if (fails) return { kind: 'fails', code: Number(fails[1]) };
  const refused = /000([1-9]\d{2,5})$/.exec(number);
  return refused ? { kind: 'refused', code: Number(refused[1]) } : { kind: 'none' };
}

/** The status of the answer that comes with an error. */
export function httpStatusOf(code: number): number {
  if (code === 429 || code === 500 || code === 503) return code;
  if (code === 190) return 401;
  return code === 131031 ? 403 : 400;
}
