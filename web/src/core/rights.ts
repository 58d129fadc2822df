import type { Session } from './session';

/** What the screens ask for; the server sends the acts that the signed-in role holds, and decides again itself. */
export type Act =
  | 'leads.read'
  | 'leads.write'
  | 'leads.assign'
  | 'leads.take'
  | 'tasks.write'
  | 'follow-ups.act'
  | 'follow-ups.approve'
  | 'mailbox.read'
  | 'leads.import'
  | 'leads.import.read'
  | 'leads.import.approve'
  | 'users.read'
  | 'users.manage'
  | 'teams.manage';

export const may = (session: Session, act: Act): boolean => session.acts.includes(act);
