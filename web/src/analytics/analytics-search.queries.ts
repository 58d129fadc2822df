import { BUSINESS_TYPES } from '../api/lists';
import { anyText, listOf, oneOf, type Reader, searchOf, uuid } from '../core/url';

export const REPORTS = ['performance', 'funnel', 'templates', 'roi', 'uplift', 'forecast'] as const;
export type Report = (typeof REPORTS)[number];

export const GROUPS = [
  'step',
  'channel',
  'territory',
  'owner',
  'team',
  'businessType',
  'templateVersion',
  'variant',
  'day',
  'week',
  'month',
] as const;
export type Group = (typeof GROUPS)[number];

export const MEASURES = [
  'sent',
  'delivered',
  'answered',
  'positive',
  'converted',
  'ordered',
] as const;
export type Measure = (typeof MEASURES)[number];

const owner: Reader<string> = (text) => (text === 'me' || text === 'none' ? text : uuid(text));
const code: Reader<string> = (text) => (/^[A-Za-z0-9_-]{1,40}$/.test(text) ? text : undefined);
const day: Reader<string> = (text) =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
/** Days, 7 to 90. */
const days: Reader<string> = (text) => (/^([7-9]|[1-8]\d|90)$/.test(text) ? text : undefined);

/** One filter for all reports, by the names of the API; what is the default is left out. */
export const analyticsSearch = searchOf({
  from: day,
  to: day,
  step: listOf(code),
  channel: listOf(oneOf(['email', 'whatsapp'])),
  territory: listOf(code),
  owner: listOf(owner),
  team: listOf(uuid),
  businessType: listOf(oneOf(BUSINESS_TYPES)),
  templateVersion: listOf(uuid),
  window: days,
  attribution: oneOf(['first', 'linear']),
  scope: oneOf(['own', 'territory']),
  groupBy: oneOf(GROUPS),
  measure: oneOf(MEASURES),
  as: oneOf(['rate']),
  compare: oneOf(['year', 'none']),
  by: oneOf(['variant']),
  view: oneOf(['table']),
  list: anyText(200),
  cursor: anyText(1000),
});
export type AnalyticsSearch = ReturnType<typeof analyticsSearch>;
