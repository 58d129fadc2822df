import { anyText, type Reader, searchOf, uuid } from '../core/url';

const day: Reader<string> = (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined);

export const auditSearch = searchOf({
  actor: uuid,
  act: anyText(100),
  subject: uuid,
  from: day,
  until: day,
  cursor: anyText(200),
  /** The drawer: one row of those shown. */
  item: uuid,
});
export type AuditSearch = ReturnType<typeof auditSearch>;
