import type { MESSAGE_KINDS } from '../../events/catalogue';
import type { Purpose } from './enqueue.rules';

export const SEND_LOOP = 'whatsapp.send';

/** What of a message every fact about it says. */
export interface MessageIdentity {
  readonly id: string;
  readonly wamid: string | null;
  readonly subjectId: string;
  readonly contactId: string | null;
  readonly whatsappContactId: string;
  readonly aboutKind: string;
  readonly aboutId: string;
  readonly kind: (typeof MESSAGE_KINDS)[number];
  readonly purpose: Purpose;
  readonly author: 'bot' | 'user' | 'system';
  readonly templateId: string | null;
  readonly templateKey: string | null;
  readonly simulated: boolean;
}

/** The columns of {@link MessageIdentity}, for every statement that reads one as `m`. */
export const FACTS_COLUMNS = `m.id, m.wamid, m.subject_id AS "subjectId", m.contact_id AS "contactId",
  m.whatsapp_contact_id AS "whatsappContactId", m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.kind, m.purpose,
  m.author, m.template_id AS "templateId", m.content ->> 'templateKey' AS "templateKey", m.simulated`;
