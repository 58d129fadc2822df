import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Audit, type Scope } from '../../identity';
import { DuplicatesQueries } from '../duplicates.queries';
import type { Lead } from '../lead.entity';
import type { NewContact } from '../leads.dto';
import { LeadAlreadyRegistered, OverrideNotAllowed } from '../leads.problems';
import { identitiesOf, type IdentityValue } from '../registration.rules';

type Row = IdentityValue & { readonly id: string };
type Reachable = Pick<NewContact, 'email' | 'phone' | 'mobile'>;

/** Which lead has an address or a number. */
@Injectable()
export class IdentityClaims {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly duplicates: DuplicatesQueries,
    private readonly audit: Audit,
  ) {}

  /**
   * Gives a lead every address and number of its contacts, and takes from it what none of them has any more.
   * @param reason of a manager who lets two leads have the same
   * @throws LeadAlreadyRegistered when one is taken; carries only candidates the caller may see
   * @throws OverrideNotAllowed for a reason of anybody else
   */
  async settle(
    tx: Tx<Scope>,
    lead: Lead,
    contacts: readonly Reachable[],
    reason: string | undefined,
  ): Promise<void> {
    const wanted = identitiesOf(contacts);
    const kept = await this.keepOnly(tx, lead.id, wanted);
    const rows = wanted
      .filter((w) => !kept.has(`${w.kind}:${w.value}`))
      .map((w) => ({ ...w, id: this.ids.uuid() }));
    if (rows.length === 0) return;
    const claimed = await this.claim(tx, lead, rows, null);
    const taken = rows.filter((r) => !claimed.has(r.id));
    if (taken.length === 0) return;
    if (reason === undefined) {
      const candidates = await this.duplicates.holding(tx, taken, lead.id);
      throw new LeadAlreadyRegistered(undefined, { members: { severity: 'hard', candidates } });
    }
    if (tx.scope.kind === 'own') throw new OverrideNotAllowed();
    await this.claim(tx, lead, taken, this.clock.now());
    await this.audit.write(tx, {
      act: 'leads.duplicate.override',
      subjectId: lead.id,
      after: { shared: taken.length },
      why: reason,
    });
  }

  /** Gives a new lead every address and number of its contacts. @throws Error when one is taken */
  async claimNew(tx: Tx, lead: Lead, contacts: readonly Reachable[]): Promise<void> {
    const rows = identitiesOf(contacts).map((w) => ({ ...w, id: this.ids.uuid() }));
    if (rows.length === 0) return;
    const claimed = await this.claim(tx, lead, rows, null);
    if (claimed.size < rows.length) throw new Error('Another lead has this number by now.');
  }

  /**
   * Gives each of two leads that were one what their contacts have; what both have stays the first one's and is shared, as
   * a manager once decided.
   */
  async divide(tx: Tx, first: Lead, second: Lead): Promise<void> {
    const people = (leadId: string) =>
      tx.rows<{ email: string | null; phone: string | null; mobile: string | null }>(
        'SELECT email, phone, mobile FROM lead_contacts WHERE lead_id = $1',
        [leadId],
      );
    await this.keepOnly(tx, first.id, identitiesOf(await people(first.id)));
    const rows = identitiesOf(await people(second.id)).map((w) => ({ ...w, id: this.ids.uuid() }));
    if (rows.length === 0) return;
    const claimed = await this.claim(tx, second, rows, null);
    const shared = rows.filter(({ id }) => !claimed.has(id));
    if (shared.length > 0) await this.claim(tx, second, shared, this.clock.now());
  }

  private async keepOnly(
    tx: Tx,
    leadId: string,
    wanted: readonly IdentityValue[],
  ): Promise<Set<string>> {
    await tx.rows(
      `DELETE FROM lead_identities i WHERE i.lead_id = $1 AND NOT EXISTS (
         SELECT FROM jsonb_to_recordset($2::jsonb) AS w(kind text, value text) WHERE w.kind = i.kind AND w.value = i.value)`,
      [leadId, JSON.stringify(wanted)],
    );
    const rows = await tx.rows<IdentityValue>(
      'SELECT kind, value FROM lead_identities WHERE lead_id = $1',
      [leadId],
    );
    return new Set(rows.map(({ kind, value }) => `${kind}:${value}`));
  }

  /** The unique index, not an earlier look, settles a race between two leads. @returns ids of the rows written */
  private async claim(
    tx: Tx,
    { id, ownerId, teamId, territory }: Lead,
    rows: readonly Row[],
    overridden: Date | null,
  ): Promise<Set<string>> {
    const written = await tx.rows<{ id: string }>(
      `INSERT INTO lead_identities (id, lead_id, subject_id, owner_id, team_id, territory, kind, value, overridden_at)
       SELECT r.id, $2, $2, $3, $4, $5, r.kind, r.value, $6 FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, kind text, value text)
        ORDER BY r.kind, r.value
       ON CONFLICT (kind, value) WHERE overridden_at IS NULL DO NOTHING RETURNING id`,
      [JSON.stringify(rows), id, ownerId, teamId, territory, overridden],
    );
    return new Set(written.map((row) => row.id));
  }
}
