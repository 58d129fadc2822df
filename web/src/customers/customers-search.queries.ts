import { BUSINESS_TYPES, CUSTOMER_STATUSES } from '../api/lists';
import type { Schemas } from '../core/api';
import { anyText, listOf, oneOf, type Reader, searchOf, uuid } from '../core/url';

export type CustomerFilter = Schemas['CustomerFilter'];

export const CUSTOMER_SORTS = ['-createdAt', 'company', '-lastContactAt', '-lastOrderAt'] as const;
export type CustomerSort = (typeof CUSTOMER_SORTS)[number];

const owner: Reader<string> = (text) => (text === 'me' ? text : uuid(text));
const code: Reader<string> = (text) => (/^[A-Z0-9_-]{1,40}$/.test(text) ? text : undefined);

/** Each a filter of the API, so that a tab's count is its list. */
export const VIEWS = {
  current: { status: ['PROSPECT', 'ACTIVE', 'AT_RISK', 'INACTIVE'] },
  prospects: { status: ['PROSPECT'] },
  active: { status: ['ACTIVE'] },
  atRisk: { status: ['AT_RISK'] },
  inactive: { status: ['INACTIVE'] },
  archived: { status: ['ARCHIVED'] },
} as const satisfies Record<string, CustomerFilter>;
export type ViewKey = keyof typeof VIEWS;
export const VIEW_KEYS = Object.keys(VIEWS) as ViewKey[];
export const FIRST_VIEW: ViewKey = 'current';

/** The URL of the customers; defaults are left out. */
export const customersSearch = searchOf({
  view: oneOf(VIEW_KEYS),
  q: anyText(120),
  status: listOf(oneOf(CUSTOMER_STATUSES)),
  owner: listOf(owner),
  territory: listOf(code),
  businessType: listOf(oneOf(BUSINESS_TYPES)),
  sort: oneOf(CUSTOMER_SORTS),
  limit: oneOf(['50', '100', '200']),
  cursor: anyText(1000),
});
export type CustomersSearch = ReturnType<typeof customersSearch>;
