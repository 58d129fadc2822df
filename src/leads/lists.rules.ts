/** Choices that screens, imports and rules share; their words for files stand in `list-words.rules.ts`. */
export const BUSINESS_TYPES = [
  'RESTAURANT',
  'HOTEL',
  'CATERING',
  'CANTEEN',
  'WHOLESALE',
  'RETAIL',
  'EDUCATION',
  'HEALTH',
  'OTHER',
] as const;

export const LEAD_SOURCES = [
  'FAIR',
  'REFERRAL',
  'PHONE',
  'WEB_FORM',
  'PARTNER',
  'WHATSAPP',
  'IMPORT',
  'OTHER',
] as const;

/** What the table of leads can show, in its own order; the first column is always there. */
export const LEAD_COLUMNS = [
  'company',
  'contact',
  'status',
  'owner',
  'businessType',
  'source',
  'territory',
  'nextTouch',
  'score',
  'protection',
  'volume',
  'registered',
  'lastActivity',
] as const;

/** Neither won nor lost. */
export const OPEN_STATUSES: readonly string[] = ['REGISTERED', 'ACTIVE', 'QUALIFIED'];
export const LEAD_STATUSES = ['REGISTERED', 'ACTIVE', 'QUALIFIED', 'CONVERTED', 'LOST'] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

/** What a kitchen suffers from. */
export const PAINS = [
  'STAFF_SHORTAGE',
  'COST_PRESSURE',
  'TIME_PRESSURE',
  'QUALITY',
  'FOOD_WASTE',
  'SUPPLY',
  'VARIETY',
] as const;
/** How well the house stands with a company. */
export const RELATIONSHIP_STATUSES = ['NONE', 'INITIAL', 'REGULAR', 'TRUSTED', 'STRAINED'] as const;
/** By which way the house reaches whoever decides there. */
export const DECISION_MAKER_ACCESS = ['NONE', 'INDIRECT', 'DIRECT'] as const;
export const URGENCIES = ['LOW', 'MEDIUM', 'HIGH'] as const;

export const KITCHEN_SIZES = ['SMALL', 'MEDIUM', 'LARGE'] as const;
export const CONTACT_ROLES = ['CHEF', 'BUYER', 'MANAGER', 'OTHER'] as const;

/** Sources that need the first contact documented at registration. */
export const SOURCES_WITH_FIRST_CONTACT: readonly string[] = ['FAIR', 'PHONE'];
