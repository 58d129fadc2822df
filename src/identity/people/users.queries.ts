import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { type Role, type Scope, scopeOf } from '../scope.rules';
import { PERSON_COLUMNS, personOf, type PersonRow } from '../sessions/person.rules';

export interface Colleague {
  id: string;
  name: string;
  role: Role;
  teamId: string | null;
}

/** A market, as letters and calendars need it. */
export interface Market {
  code: string;
  name: string;
  country: string;
  currency: string;
  /** BCP 47. */
  locale: string;
  timeZone: string;
  legalFooter: string;
}

/** Somebody of the house to whom the system writes, with what they would see themselves. */
export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: 'de' | 'en';
  readonly timeZone: string;
  readonly territory: string | null;
  readonly scope: Scope;
}

/** Who signs a letter. */
export interface Signatory {
  id: string;
  name: string;
  email: string;
  position: string | null;
  phone: string | null;
  active: boolean;
}

/** Who may own leads and customers: active, and able to act on them. */
const MAY_OWN = `u.state = 'ACTIVE' AND u.role <> 'AUDITOR'`;
/**
 * Within reach of the caller: everybody for those who see all, else the members of one's teams. A sales user always
 * reaches themselves; a manager only as a member of a team that they manage, since they would not see what they own else.
 */
const IN_REACH = `CASE current_setting('role')
  WHEN 'relance_sales' THEN u.id = relance.me() OR u.team_id = ANY (relance.team_ids())
  WHEN 'relance_manager' THEN u.team_id = ANY (relance.team_ids())
  ELSE true END`;

/** What other modules may ask about people. */
@Injectable()
export class UsersQueries {
  /** Names of users, by id; null among the ids is passed over. */
  async names(tx: Tx, ids: readonly (string | null)[]): Promise<Map<string, string>> {
    const wanted = [...new Set(ids.filter((id) => id !== null))];
    if (wanted.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; name: string }>(
      'SELECT id, name FROM users WHERE id = ANY ($1::uuid[])',
      [wanted],
      'users.names',
    );
    return new Map(rows.map((row) => [row.id, row.name]));
  }

  /** The user, if the caller may give leads and customers to them or make them a collaborator; else null. */
  async assignable(tx: Tx, id: string): Promise<Colleague | null> {
    const [user] = await tx.rows<Colleague>(
      `SELECT u.id, u.name, u.role, u.team_id AS "teamId" FROM users u
        WHERE u.id = $1 AND ${MAY_OWN} AND ${IN_REACH}`,
      [id],
      'users.assignable',
    );
    return user ?? null;
  }

  /** Everybody whom {@link assignable} accepts. */
  async colleagues(tx: Tx): Promise<Colleague[]> {
    return tx.rows<Colleague>(
      `SELECT u.id, u.name, u.role, u.team_id AS "teamId" FROM users u
        WHERE ${MAY_OWN} AND ${IN_REACH} ORDER BY u.name, u.id`,
      [],
      'users.colleagues',
    );
  }

  /** Sales users at work in a territory; needs the rights of the system. */
  async sellersIn(tx: Tx, territory: string): Promise<Colleague[]> {
    return tx.rows<Colleague>(
      `SELECT u.id, u.name, u.role, u.team_id AS "teamId" FROM users u
        WHERE u.state = 'ACTIVE' AND u.role = 'SALES' AND $1 = ANY (u.territories) ORDER BY u.id`,
      [territory],
      'users.sellers-in',
    );
  }

  /** Sales users of a team at work, as far as the caller may assign leads to them. */
  async sellersOf(tx: Tx, teamId: string): Promise<{ id: string; territories: string[] }[]> {
    return tx.rows<{ id: string; territories: string[] }>(
      `SELECT u.id, u.territories FROM users u
        WHERE u.team_id = $1 AND u.state = 'ACTIVE' AND u.role = 'SALES' AND ${IN_REACH} ORDER BY u.id`,
      [teamId],
      'users.sellers-of',
    );
  }

  /** Whether somebody manages a team. */
  async manages(tx: Tx, userId: string, teamId: string | null): Promise<boolean> {
    if (teamId === null) return false;
    const rows = await tx.rows(
      'SELECT id FROM teams WHERE id = $1 AND manager_id = $2',
      [teamId, userId],
      'users.manages',
    );
    return rows.length > 0;
  }

  async territoryCodes(tx: Tx): Promise<string[]> {
    const rows = await tx.rows<{ code: string }>(
      'SELECT code FROM territories ORDER BY code',
      [],
      'users.territory-codes',
    );
    return rows.map((row) => row.code);
  }

  /** Whether there is an active administrator besides this one. */
  async hasOtherAdmin(tx: Tx, id: string): Promise<boolean> {
    const others = await tx.rows(
      `SELECT id FROM users WHERE role = 'ADMIN' AND state = 'ACTIVE' AND id <> $1 LIMIT 1`,
      [id],
    );
    return others.length > 0;
  }

  /** Who signs for leads, by id; needs the rights of the system. */
  async signatories(tx: Tx, ids: readonly (string | null)[]): Promise<Map<string, Signatory>> {
    const wanted = [...new Set(ids.filter((id) => id !== null))];
    if (wanted.length === 0) return new Map();
    const rows = await tx.rows<Signatory>(
      `SELECT id, name, email, position, phone, state = 'ACTIVE' AS active FROM users WHERE id = ANY ($1::uuid[])`,
      [wanted],
      'users.signatories',
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async markets(tx: Tx): Promise<Map<string, Market>> {
    const rows = await tx.rows<Market>(
      `SELECT code, name, country, currency, locale, time_zone AS "timeZone", legal_footer AS "legalFooter"
         FROM territories ORDER BY code`,
      [],
      'users.markets',
    );
    return new Map(rows.map((row) => [row.code, row]));
  }

  /** Active managers who manage a team, and their zones; needs the rights of the system. */
  async managers(tx: Tx): Promise<{ id: string; timeZone: string }[]> {
    return tx.rows<{ id: string; timeZone: string }>(
      `SELECT u.id, u.time_zone AS "timeZone" FROM users u
        WHERE u.role = 'MANAGER' AND u.state = 'ACTIVE' AND EXISTS (SELECT FROM teams t WHERE t.manager_id = u.id)`,
      [],
      'users.managers',
    );
  }

  /** An active user, to be written to; needs the rights of the system. */
  async recipient(tx: Tx, id: string): Promise<Recipient | null> {
    const [row] = await tx.rows<PersonRow & Omit<Recipient, 'id' | 'scope' | 'territory'>>(
      `SELECT ${PERSON_COLUMNS}, u.name, u.email, u.locale, u.time_zone AS "timeZone"
         FROM users u WHERE u.id = $1 AND u.state = 'ACTIVE'`,
      [id],
      'users.recipient',
    );
    if (!row) return null;
    const { name, email, locale, timeZone } = row;
    const territory = row.territories[0] ?? null;
    return { id, name, email, locale, timeZone, territory, scope: scopeOf(personOf(row), null) };
  }

  /** In which language and zone a person reads. */
  async reading(tx: Tx, id: string | null): Promise<{ locale: 'de' | 'en'; timeZone: string }> {
    const [row] = await tx.rows<{ locale: 'de' | 'en'; timeZone: string }>(
      'SELECT locale, time_zone AS "timeZone" FROM users WHERE id = $1',
      [id],
      'users.reading',
    );
    return row ?? { locale: 'de', timeZone: 'Europe/Berlin' };
  }
}
