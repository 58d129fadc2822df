import { PERSON } from '../../identity';

/** The columns of leads that may say who somebody is, or what was said of them. */
export const LEAD_HOLDS = {
  lead_contacts: [
    ...['salutation', 'title', 'first_name', 'last_name', 'position', 'email', 'phone', 'mobile'],
    'pseudonym',
  ],
  lead_identities: ['value'],
  lead_import_rows: ['cells', 'email', 'phone', 'mobile'],
  lead_consents: ['source', 'address', 'proof'],
  lead_opt_ins: ['email', 'name', 'address'],
  lead_clock_stops: ['reason', 'decided_why'],
  leads: ['first_contact_note', 'competitor', 'pain_notes', 'lost_reason', 'search'],
  activities: ['text', 'next_action'],
  tasks: ['text'],
  lead_merges: ['reason', 'before'],
  lead_samples: ['feedback_notes'],
  lead_views: ['name', 'words'],
  lead_bulk_acts: ['reason', 'words'],
  lead_bulk_rows: ['lost_reason'],
} as const;

/** By table, what the person may read of it. */
export const LEAD_EXPORTS = {
  lead_contacts: `
    SELECT c.id, l.company_name AS company, c.salutation, c.title, c.first_name AS "firstName", c.last_name AS "lastName",
           c.position, c.role, c.email, c.phone, c.mobile, c.locale, c.blocked_at AS "blockedAt"
      FROM ${PERSON} JOIN lead_contacts c ON c.id = p.contact JOIN leads l ON l.id = c.lead_id WHERE c.pseudonym IS NULL`,
  lead_consents: `
    SELECT c.id, c.channel, c.purpose, c.state, c.basis, c.requested_thing AS "requestedThing",
           c.wording_version AS "wordingVersion", c.source, c.address, c.proof, c.given_at AS "givenAt",
           c.recorded_at AS "recordedAt"
      FROM ${PERSON} JOIN lead_consents c ON c.contact_id = p.contact ORDER BY c.given_at, c.id`,
  lead_opt_ins: `
    SELECT o.id, o.form_title AS form, o.email, o.name, o.wording, o.wording_version AS "wordingVersion", o.url, o.address,
           o.asked_at AS "askedAt", o.confirmed_at AS "confirmedAt"
      FROM ${PERSON} JOIN lead_opt_ins o ON o.contact_id = p.contact OR o.email = ANY (p.addresses) ORDER BY o.id`,
  leads: `
    SELECT l.id, l.first_contact_note AS "firstContactNote", l.competitor, l.pain_notes AS "painNotes",
           l.lost_reason AS "lostReason"
      FROM ${PERSON} JOIN leads l ON p.lead IN (l.id, l.merged_into_id)
     WHERE num_nonnulls(l.first_contact_note, l.competitor, l.pain_notes, l.lost_reason) > 0`,
  activities: `
    SELECT a.id, a.kind, a.occurred_at AS "occurredAt", a.text, a.outcome, a.next_action AS "nextAction"
      FROM ${PERSON} JOIN activities a ON a.subject_id = p.lead
     WHERE num_nonnulls(a.text, a.next_action) > 0 ORDER BY a.occurred_at, a.id`,
  tasks: `
    SELECT t.id, t.kind, t.text, t.due_at AS "dueAt", t.done_at AS "doneAt"
      FROM ${PERSON} JOIN tasks t ON t.subject_id = p.lead WHERE t.text IS NOT NULL ORDER BY t.due_at, t.id`,
  lead_clock_stops: `
    SELECT s.id, s.reason, s.decided_why AS "decidedWhy", s.requested_at AS "requestedAt"
      FROM ${PERSON} JOIN lead_clock_stops s ON s.lead_id = p.lead ORDER BY s.id`,
  lead_samples: `
    SELECT s.id, s.contents, s.feedback_taste AS taste, s.feedback_ease AS ease, s.feedback_notes AS notes,
           s.feedback_at AS "feedbackAt"
      FROM ${PERSON} JOIN lead_samples s ON s.lead_id = p.lead WHERE s.feedback_at IS NOT NULL ORDER BY s.id`,
  lead_merges: `
    SELECT m.id, m.reason, m.before, m.merged_at AS "mergedAt" FROM ${PERSON} JOIN lead_merges m ON m.lead_id = p.lead
     ORDER BY m.id`,
  lead_import_rows: `
    SELECT r.import_id AS "importId", r.row, r.cells, r.outcome, r.reason FROM ${PERSON} JOIN lead_import_rows r
        ON (r.lead_id = p.lead AND p.alone) OR r.email = ANY (p.addresses) OR r.phone = ANY (p.numbers)
           OR r.mobile = ANY (p.numbers)
     WHERE r.cells <> '{}' ORDER BY r.import_id, r.row`,
  lead_bulk_acts: `
    SELECT DISTINCT a.id, a.reason, a.requested_at AS "requestedAt"
      FROM ${PERSON} JOIN lead_bulk_rows r ON r.lead_id = p.lead JOIN lead_bulk_acts a ON a.id = r.bulk_id
     WHERE a.reason IS NOT NULL ORDER BY a.id`,
  lead_bulk_rows: `
    SELECT r.id, r.lost_reason AS "lostReason" FROM ${PERSON} JOIN lead_bulk_rows r ON r.lead_id = p.lead
     WHERE r.lost_reason IS NOT NULL ORDER BY r.id`,
  lead_views: `SELECT v.id, v.name, v.words AS q FROM ${PERSON} JOIN lead_views v ON true ORDER BY v.id`,
} as const;

/** Where others at the lead may be meant: the person may read what names them. */
export const LEAD_NOTES: readonly string[] = [
  ...['leads', 'activities', 'tasks', 'lead_clock_stops'],
  ...['lead_bulk_acts', 'lead_bulk_rows', 'lead_merges', 'lead_samples'],
];

/** About nobody in particular: a colleague may look for the person by name. */
export const LEAD_SEARCHES: readonly string[] = ['lead_views'];
