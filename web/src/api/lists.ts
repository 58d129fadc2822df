/** The closed lists of the API, in the order of the screens; their labels are in the namespace `lists`. */
export const LEAD_STATUSES = ['REGISTERED', 'ACTIVE', 'QUALIFIED', 'CONVERTED', 'LOST'] as const;
export const OPEN_STATUSES = ['REGISTERED', 'ACTIVE', 'QUALIFIED'] as const;
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
/** Sources that a person may choose by hand, and those that need the first contact at once. */
export const SOURCES_BY_HAND = LEAD_SOURCES.filter((source) => source !== 'IMPORT');
export const SOURCES_WITH_FIRST_CONTACT: readonly string[] = ['FAIR', 'PHONE'];
export const CONTACT_ROLES = ['CHEF', 'BUYER', 'MANAGER', 'OTHER'] as const;
export const FIRST_CONTACT_CHANNELS = [
  'PHONE',
  'EMAIL',
  'MEETING',
  'FAIR',
  'WHATSAPP',
  'OTHER',
] as const;
export const KITCHEN_SIZES = ['SMALL', 'MEDIUM', 'LARGE'] as const;
export const PAINS = [
  'STAFF_SHORTAGE',
  'COST_PRESSURE',
  'TIME_PRESSURE',
  'QUALITY',
  'FOOD_WASTE',
  'SUPPLY',
  'VARIETY',
] as const;
export const RELATIONSHIP_STATUSES = ['NONE', 'INITIAL', 'REGULAR', 'TRUSTED', 'STRAINED'] as const;
export const DECISION_MAKER_ACCESS = ['NONE', 'INDIRECT', 'DIRECT'] as const;
export const URGENCIES = ['LOW', 'MEDIUM', 'HIGH'] as const;
export const SALUTATIONS = ['MS', 'MR'] as const;
export const COUNTRIES = ['DE', 'AT', 'CH'] as const;
export const CURRENCIES = ['EUR', 'CHF'] as const;
export const ROLES = ['SALES', 'MANAGER', 'ADMIN', 'AUDITOR'] as const;

export type LeadStatus = (typeof LEAD_STATUSES)[number];

/** How a status looks: tone and icon of the design's state table. */
export const STATUS_LOOK = {
  REGISTERED: { tone: 'idle', icon: 'circle-dashed' },
  ACTIVE: { tone: 'info', icon: 'trending-up' },
  QUALIFIED: { tone: 'auto', icon: 'user-check' },
  CONVERTED: { tone: 'good', icon: 'check' },
  LOST: { tone: 'idle', icon: 'x' },
} as const;

/** As the queue shows follow-ups: beside the stored states, parts of what is planned. */
export const FOLLOW_UP_STATES = [
  'planned',
  'due',
  'overdue',
  'deferred',
  'queued',
  'handed_over',
  'failed',
  'unknown',
  'skipped',
  'cancelled',
] as const;

/** Tone and icon of the design's state table; loud ones want a person. */
export const FOLLOW_UP_LOOK = {
  planned: { tone: 'idle', icon: 'clock', loud: false },
  due: { tone: 'info', icon: 'alarm', loud: false },
  overdue: { tone: 'bad', icon: 'alert-triangle', loud: true },
  deferred: { tone: 'warn', icon: 'hourglass', loud: true },
  queued: { tone: 'info', icon: 'send', loud: false },
  handed_over: { tone: 'info', icon: 'check', loud: false },
  failed: { tone: 'bad', icon: 'alert-octagon', loud: true },
  unknown: { tone: 'warn', icon: 'help-circle', loud: true },
  skipped: { tone: 'idle', icon: 'minus', loud: true },
  cancelled: { tone: 'idle', icon: 'x', loud: false },
} as const;

export const CUSTOMER_STATUSES = ['PROSPECT', 'ACTIVE', 'AT_RISK', 'INACTIVE', 'ARCHIVED'] as const;

export const CUSTOMER_LOOK = {
  PROSPECT: { tone: 'info', icon: 'circle-dashed', loud: false },
  ACTIVE: { tone: 'good', icon: 'check', loud: false },
  AT_RISK: { tone: 'warn', icon: 'alert-triangle', loud: true },
  INACTIVE: { tone: 'idle', icon: 'minus', loud: false },
  ARCHIVED: { tone: 'idle', icon: 'x', loud: false },
} as const;

/** What an answer may mean, in the order of the keys by which a person says so. */
export const RESPONSE_CLASSES = [
  'POSITIVE',
  'NEUTRAL',
  'NEGATIVE',
  'UNSUBSCRIBE',
  'AUTO_REPLY',
  'ENGAGED',
] as const;
export type ResponseClass = (typeof RESPONSE_CLASSES)[number];

export const RESPONSE_LOOK = {
  POSITIVE: { tone: 'good', icon: 'thumb-up' },
  ENGAGED: { tone: 'info', icon: 'lock-open' },
  NEUTRAL: { tone: 'idle', icon: 'circle-minus' },
  NEGATIVE: { tone: 'warn', icon: 'mood-sad' },
  UNSUBSCRIBE: { tone: 'bad', icon: 'ban' },
  AUTO_REPLY: { tone: 'idle', icon: 'plane-departure' },
} as const;
