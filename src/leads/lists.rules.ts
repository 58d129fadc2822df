/** Choices that screens, imports and rules share; labels are the screens' business. */
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

export const LEAD_STATUSES = ['REGISTERED', 'ACTIVE', 'QUALIFIED', 'CONVERTED', 'LOST'] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];

export const CONTACT_ROLES = ['CHEF', 'BUYER', 'MANAGER', 'OTHER'] as const;

/** Sources that need the first contact documented at registration. */
export const SOURCES_WITH_FIRST_CONTACT: readonly string[] = ['FAIR', 'PHONE'];
