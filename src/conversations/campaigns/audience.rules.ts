import { obstacleTo, type Recipient } from '../content/recipients.rules';
import { nextOpen, type OpenHours } from '../content/hours.rules';

/** Which contacts of a lead a campaign is for. */
export interface Wanted {
  readonly roles: readonly string[] | null;
  readonly onlyPrimary: boolean;
}

export interface AudienceContact {
  readonly recipient: Recipient;
  readonly role: string;
  readonly primary: boolean;
}

export function isWanted({ role, primary }: AudienceContact, wanted: Wanted): boolean {
  if (wanted.onlyPrimary && !primary) return false;
  return wanted.roles === null || wanted.roles.includes(role);
}

/** Contacts of one lead in the same campaign, of whom one number counts once: two may share a phone. */
export function withoutTwins(contacts: readonly AudienceContact[]): AudienceContact[] {
  const seen = new Set<string>();
  return contacts.filter(({ recipient: { phone } }) => {
    if (phone === null) return true;
    if (seen.has(phone)) return false;
    seen.add(phone);
    return true;
  });
}

export type Place =
  | { readonly state: 'waiting'; readonly dueAt: Date; readonly reason: null }
  | { readonly state: 'skipped'; readonly dueAt: null; readonly reason: string };

/** Whether a contact is told, and when at the earliest. */
export function placeOf(recipient: Recipient, now: Date, hours: OpenHours): Place {
  const reason = obstacleTo(recipient);
  if (reason) return { state: 'skipped', dueAt: null, reason };
  return { state: 'waiting', dueAt: nextOpen(now, recipient.zone, hours), reason: null };
}
