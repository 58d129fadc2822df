import type {
  BUSINESS_TYPES,
  CONTACT_ROLES,
  DECISION_MAKER_ACCESS,
  KITCHEN_SIZES,
  LEAD_SOURCES,
  LEAD_STATUSES,
  PAINS,
  RELATIONSHIP_STATUSES,
  URGENCIES,
} from './lists.rules';

type Words<Codes extends readonly string[]> = Readonly<Record<Codes[number], string>>;

interface ListWords {
  readonly status: Words<typeof LEAD_STATUSES>;
  readonly businessType: Words<typeof BUSINESS_TYPES>;
  readonly source: Words<typeof LEAD_SOURCES>;
  readonly contactRole: Words<typeof CONTACT_ROLES>;
  readonly kitchenSize: Words<typeof KITCHEN_SIZES>;
  readonly relationshipStatus: Words<typeof RELATIONSHIP_STATUSES>;
  readonly decisionMakerAccess: Words<typeof DECISION_MAKER_ACCESS>;
  readonly pain: Words<typeof PAINS>;
  readonly urgency: Words<typeof URGENCIES>;
}

/** The choices as the screens call them, for files that people open; an import understands them again. */
const WORDS: Readonly<Record<'de' | 'en', ListWords>> = {
  de: {
    status: {
      REGISTERED: 'Registriert',
      ACTIVE: 'Aktiv',
      QUALIFIED: 'Qualifiziert',
      CONVERTED: 'Kunde',
      LOST: 'Verloren',
    },
    businessType: {
      RESTAURANT: 'Restaurant',
      HOTEL: 'Hotel',
      CATERING: 'Catering',
      CANTEEN: 'Kantine',
      WHOLESALE: 'Großhandel',
      RETAIL: 'Einzelhandel',
      EDUCATION: 'Bildung',
      HEALTH: 'Gesundheit',
      OTHER: 'Sonstiges',
    },
    source: {
      FAIR: 'Messe',
      REFERRAL: 'Empfehlung',
      PHONE: 'Telefon',
      WEB_FORM: 'Webformular',
      PARTNER: 'Partner',
      WHATSAPP: 'WhatsApp',
      IMPORT: 'Import',
      OTHER: 'Sonstiges',
    },
    contactRole: { CHEF: 'Küche', BUYER: 'Einkauf', MANAGER: 'Leitung', OTHER: 'Sonstige' },
    kitchenSize: { SMALL: 'Klein', MEDIUM: 'Mittel', LARGE: 'Groß' },
    relationshipStatus: {
      NONE: 'Noch keine',
      INITIAL: 'Erste Kontakte',
      REGULAR: 'Regelmäßiger Austausch',
      TRUSTED: 'Vertrauensvoll',
      STRAINED: 'Belastet',
    },
    decisionMakerAccess: {
      NONE: 'Kein Zugang',
      INDIRECT: 'Über andere',
      DIRECT: 'Direkter Zugang',
    },
    pain: {
      STAFF_SHORTAGE: 'Personalmangel',
      COST_PRESSURE: 'Kostendruck',
      TIME_PRESSURE: 'Zeitdruck',
      QUALITY: 'Schwankende Qualität',
      FOOD_WASTE: 'Lebensmittelabfall',
      SUPPLY: 'Lieferprobleme',
      VARIETY: 'Zu wenig Auswahl',
    },
    urgency: {
      LOW: 'Gering',
      MEDIUM: 'Mittel',
      HIGH: 'Hoch',
    },
  },
  en: {
    status: {
      REGISTERED: 'Registered',
      ACTIVE: 'Active',
      QUALIFIED: 'Qualified',
      CONVERTED: 'Customer',
      LOST: 'Lost',
    },
    businessType: {
      RESTAURANT: 'Restaurant',
      HOTEL: 'Hotel',
      CATERING: 'Catering',
      CANTEEN: 'Canteen',
      WHOLESALE: 'Wholesale',
      RETAIL: 'Retail',
      EDUCATION: 'Education',
      HEALTH: 'Health',
      OTHER: 'Other',
    },
    source: {
      FAIR: 'Fair',
      REFERRAL: 'Referral',
      PHONE: 'Phone',
      WEB_FORM: 'Web form',
      PARTNER: 'Partner',
      WHATSAPP: 'WhatsApp',
      IMPORT: 'Import',
      OTHER: 'Other',
    },
    contactRole: { CHEF: 'Kitchen', BUYER: 'Purchasing', MANAGER: 'Management', OTHER: 'Other' },
    kitchenSize: { SMALL: 'Small', MEDIUM: 'Medium', LARGE: 'Large' },
    relationshipStatus: {
      NONE: 'None yet',
      INITIAL: 'First contacts',
      REGULAR: 'Regular exchange',
      TRUSTED: 'Trusting',
      STRAINED: 'Strained',
    },
    decisionMakerAccess: {
      NONE: 'No access',
      INDIRECT: 'Through others',
      DIRECT: 'Direct access',
    },
    pain: {
      STAFF_SHORTAGE: 'Staff shortage',
      COST_PRESSURE: 'Cost pressure',
      TIME_PRESSURE: 'Time pressure',
      QUALITY: 'Uneven quality',
      FOOD_WASTE: 'Food waste',
      SUPPLY: 'Supply problems',
      VARIETY: 'Too little variety',
    },
    urgency: {
      LOW: 'Low',
      MEDIUM: 'Medium',
      HIGH: 'High',
    },
  },
};

/** @returns the code itself when the list does not know it */
export function wordOf(list: keyof ListWords, code: string, language: 'de' | 'en'): string {
  const words: Readonly<Record<string, string>> = WORDS[language][list];
  return words[code] ?? code;
}
