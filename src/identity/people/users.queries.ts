import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { Role } from '../scope.rules';

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

/** Who signs a letter. */
export interface Signatory {
  id: string;
  name: string;
  email: string;
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

  async territoryCodes(tx: Tx): Promise<string[]> {
    const rows = await tx.rows<{ code: string }>(
      'SELECT code FROM territories ORDER BY code',
      [],
      'users.territory-codes',
    );
    return rows.map((row) => row.code);
  }

  /** Who signs for leads, by id; needs the rights of the system. */
  async signatories(tx: Tx, ids: readonly (string | null)[]): Promise<Map<string, Signatory>> {
    const wanted = [...new Set(ids.filter((id) => id !== null))];
    if (wanted.length === 0) return new Map();
    const rows = await tx.rows<Signatory>(
      `SELECT id, name, email, state = 'ACTIVE' AS active FROM users WHERE id = ANY ($1::uuid[])`,
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
