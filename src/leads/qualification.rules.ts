import type { FieldError } from '../core/problem';

/** Who has a word in what a kitchen buys. */
const DECIDING: readonly string[] = ['CHEF', 'BUYER', 'MANAGER'];

const NO_VOLUME: FieldError = {
  pointer: '#/company/annualVolume',
  detail: {
    en: 'is missing: what may this company buy in a year?',
    de: 'fehlt: Was könnte diese Firma im Jahr einkaufen?',
  },
};
const NOBODY_DECIDES: FieldError = {
  pointer: '#/contacts',
  detail: {
    en: 'has nobody who decides or buys (kitchen, purchasing, management)',
    de: 'enthält niemanden, der entscheidet oder einkauft (Küche, Einkauf, Leitung)',
  },
};

const OUT_OF_REACH: FieldError = {
  pointer: '#/decisionMakerAccess',
  detail: {
    en: 'says that whoever decides is out of reach',
    de: 'sagt, dass es zum Entscheider keinen Zugang gibt',
  },
};

/** What a lead lacks before a person may call it qualified; stage 2 knows a volume and somebody who decides. */
export function missingToQualify(lead: {
  readonly annualVolumeCents: number | null;
  readonly decisionMakerAccess: string | null;
  readonly contacts: readonly { readonly role: string }[];
}): FieldError[] {
  return [...(lead.annualVolumeCents === null ? [NO_VOLUME] : []), ...missingDecision(lead)];
}

/** What people say of their access counts; only where they say nothing, a contact whose role decides speaks for it. */
function missingDecision({
  decisionMakerAccess: access,
  contacts,
}: Parameters<typeof missingToQualify>[0]): FieldError[] {
  if (access === 'NONE') return [OUT_OF_REACH];
  const knowsSomebody =
    access === null ? contacts.some(({ role }) => DECIDING.includes(role)) : contacts.length > 0;
  return knowsSomebody ? [] : [NOBODY_DECIDES];
}
