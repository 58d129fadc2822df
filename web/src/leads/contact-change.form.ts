import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, call, type Schemas } from '../core/api';
import { chosenOf, merge } from '../core/merge';
import { Problem } from '../core/problem';
import { nameOfColleague } from '../core/colleagues';
import { keepLead } from './lead-acts.queries';
import type { LeadView } from './leads.queries';
import { changeContact, type Contact } from './work.queries';

export const CONTACT_FIELDS = [
  'salutation',
  'title',
  'firstName',
  'lastName',
  'position',
  'role',
  'email',
  'phone',
  'mobile',
] as const;
export type ContactField = (typeof CONTACT_FIELDS)[number];
export type ContactFields = Omit<Pick<Contact, ContactField>, 'salutation'> & {
  salutation: 'MS' | 'MR' | null;
};

export const fieldsOf = (contact: Contact): ContactFields =>
  Object.fromEntries(CONTACT_FIELDS.map((field) => [field, contact[field]])) as ContactFields;

/** Both changed the same fields of a person: what each says, and the lead as it stands now. */
export interface ContactConflict {
  readonly theirs: ContactFields;
  readonly mine: Partial<ContactFields>;
  readonly overlaps: readonly ContactField[];
  readonly lead: LeadView;
  readonly by: string | null;
  readonly at: string | null;
}

const MOST_TRIES = 3;

const changed = (from: ContactFields, to: ContactFields): Partial<ContactFields> =>
  Object.fromEntries(
    CONTACT_FIELDS.filter((field) => from[field] !== to[field]).map((field) => [field, to[field]]),
  );

/** Saves fields of a person; what does not overlap with a change made meanwhile merges, what does is asked. */
export function useContactChange() {
  const queries = useQueryClient();
  const [conflict, setConflict] = useState<ContactConflict | null>(null);

  /** @returns whether it is saved; else there is a conflict to decide */
  const send = async (
    lead: LeadView,
    contactId: string,
    base: ContactFields,
    mine: Partial<ContactFields>,
    override?: string,
  ): Promise<boolean> => {
    let on = lead;
    let wanted = mine;
    for (let tries = 1; Object.keys(wanted).length > 0; tries += 1) {
      try {
        const body: Schemas['ChangeContact'] = {
          ...wanted,
          ...(override !== undefined && { override: { reason: override.trim() } }),
        };
        keepLead(queries, await changeContact(on, contactId, body));
        return true;
      } catch (error) {
        if (!(error instanceof Problem) || error.kind !== 'stale-version' || tries === MOST_TRIES)
          throw error;
        const now = await call(api.GET('/v1/leads/{id}', { params: { path: { id: lead.id } } }));
        keepLead(queries, now);
        const contact = now.contacts.find(({ id }) => id === contactId);
        if (!contact) throw error;
        const theirs = fieldsOf(contact);
        const merged = merge(base, wanted, theirs);
        if (merged.overlaps.length > 0) {
          const { changedBy, changedAt } = error.members;
          const by = await nameOfColleague(queries, changedBy);
          const at = typeof changedAt === 'string' ? changedAt : null;
          setConflict({ theirs, mine: merged.send, overlaps: merged.overlaps, lead: now, by, at });
          return false;
        }
        on = now;
        wanted = merged.send;
      }
    }
    return true;
  };

  const save = (
    lead: LeadView,
    contact: Contact,
    begun: ContactFields,
    values: ContactFields,
    override?: string,
  ): Promise<boolean> => send(lead, contact.id, begun, changed(begun, values), override);

  /** Mine stand for these fields; for the other overlaps theirs stay. */
  const resolve = (contactId: string, fields: readonly string[]): Promise<boolean> => {
    if (!conflict) return Promise.resolve(true);
    const { lead, theirs, mine, overlaps } = conflict;
    const wanted = chosenOf({ send: mine, overlaps }, fields);
    setConflict(null);
    return send(lead, contactId, theirs, wanted);
  };
  return { save, resolve, conflict };
}
