import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Loops } from '../../core/loops';
import type { FieldText } from '../../core/field-text';
import { EventLog } from '../../events';
import { LeadProtectionBackdated, LeadProtectionExtended } from '../../events/catalogue';
import { Audit, type Scope } from '../../identity';
import type { Lead } from '../lead.entity';
import { LeadRecords } from '../lead-records.service';
import type { LeadView } from '../leads.dto';
import { NotProtected } from '../leads.problems';
import { LeadsQueries } from '../leads.queries';
import type { Backdate, DocumentFirstContact, ExtendProtection } from './protection.dto';
import type { Protection } from './protection.rules';
import { ProtectionQueries } from './protection.queries';
import { startOf } from '../house-time.rules';

export const PROTECTION_LOOP = 'leads.protection';

const LOOK = `
  UPDATE leads SET protection_due_at = $2 WHERE id = ANY ($1::uuid[]) AND owner_id IS NOT NULL
     AND status IN ('REGISTERED', 'ACTIVE', 'QUALIFIED')`;

/** What people decide about the protection of a lead. */
@Injectable()
export class Protections {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly audit: Audit,
    private readonly loops: Loops,
    private readonly records: LeadRecords,
    private readonly leads: LeadsQueries,
    private readonly queries: ProtectionQueries,
  ) {}

  /** Lets it last longer, before it ends. @throws NotProtected */
  async extend(scope: Scope, id: string, { days, reason }: ExtendProtection): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.records.lockForWork(tx, id);
      await this.requireProtected(tx, id);
      const protectionExtensionDays = lead.protectionExtensionDays + days;
      await this.records.saveFields(tx, lead, { protectionExtensionDays }, ['protection']);
      await this.lookAgain(tx, [id]);
      const { endsAt } = await this.requireProtected(tx, id);
      const version = lead.version + 1;
      const facts = { leadId: id, version, days, extensionDays: protectionExtensionDays };
      await this.events.record(tx, LeadProtectionExtended, id, {
        ...facts,
        deadline: endsAt?.toISOString() ?? null,
      });
      await this.audit.write(tx, {
        act: 'leads.protection.extend',
        subjectId: id,
        before: { extensionDays: lead.protectionExtensionDays },
        after: { extensionDays: protectionExtensionDays },
        why: reason,
      });
      return this.leads.view(tx, id);
    });
  }

  /** Lets the protection begin at another day than the registration: the one that the file gave, or another. */
  async backdate(scope: Scope, id: string, { on, reason }: Backdate): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.records.lockForWork(tx, id);
      await this.requireProtected(tx, id);
      const day = on ?? lead.knownSinceOn;
      if (!day)
        throw refused('/on', {
          en: 'is needed: the lead came without a date',
          de: 'wird gebraucht: der Lead kam ohne Datum',
        });
      const protectedFrom = startOf(day);
      if (protectedFrom > lead.registeredAt)
        throw refused('/on', {
          en: 'is later than the registration',
          de: 'liegt nach der Registrierung',
        });
      await this.records.saveFields(tx, lead, { protectedFrom }, ['protection']);
      await this.tell(tx, lead, protectedFrom);
      await this.audit.write(tx, {
        act: 'leads.protection.backdate',
        subjectId: id,
        before: { from: (lead.protectedFrom ?? lead.registeredAt).toISOString() },
        after: { from: protectedFrom.toISOString() },
        why: reason,
      });
      return this.leads.view(tx, id);
    });
  }

  /** Documents the first contact of a lead that has none yet. @throws NotProtected once it has lapsed */
  async documentFirstContact(
    scope: Scope,
    id: string,
    { channel, at, note }: DocumentFirstContact,
  ): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.records.lockForWork(tx, id);
      if (lead.ownerId !== null) await this.requireProtected(tx, id);
      const firstContactAt = new Date(at);
      if (firstContactAt > this.clock.now())
        throw refused('/at', { en: 'lies in the future', de: 'liegt in der Zukunft' });
      if (lead.firstContactAt)
        throw refused('', {
          en: 'The first contact is documented already.',
          de: 'Der Erstkontakt ist schon eingetragen.',
        });
      const patch = { firstContactAt, firstContactChannel: channel, firstContactNote: note };
      await this.records.saveFields(tx, lead, patch, ['firstContact']);
      return this.leads.view(tx, id);
    });
  }

  /** Has the protection of leads looked at soon: something has happened that may bring a deadline forward. */
  async lookAgain(tx: Tx, leadIds: readonly string[]): Promise<void> {
    if (leadIds.length === 0) return;
    await tx.rows(LOOK, [leadIds, this.clock.now()], 'leads.protection-look');
    tx.afterCommit(() => {
      this.loops.wake(PROTECTION_LOOP);
    });
  }

  /** As {@link lookAgain}, for all that other terms apply to. */
  async lookAtAll(tx: Tx, territory: string | null, userId: string | null): Promise<void> {
    await tx.rows(
      `UPDATE leads SET protection_due_at = $1 WHERE protection_due_at > $1 AND owner_id IS NOT NULL
          AND ($2::text IS NULL OR territory = $2) AND ($3::uuid IS NULL OR owner_id = $3)`,
      [this.clock.now(), territory, userId],
    );
  }

  /** The earliest instant at which a look is due. */
  async nextDue(after: Date): Promise<Date | null> {
    const [row] = await this.db.transaction(systemDbScope(PROTECTION_LOOP), (tx) =>
      tx.rows<{ at: Date | null }>(
        'SELECT min(protection_due_at) AS at FROM leads WHERE protection_due_at > $1',
        [after],
        'leads.protection-next-due',
      ),
    );
    return row?.at ?? null;
  }

  private async tell(tx: Tx, { id, version }: Lead, from: Date): Promise<void> {
    await this.events.record(tx, LeadProtectionBackdated, id, {
      leadId: id,
      version: version + 1,
      from: from.toISOString(),
    });
    await this.lookAgain(tx, [id]);
  }

  private async requireProtected(tx: Tx, id: string): Promise<Protection> {
    const [facts] = await this.queries.facts(tx, [id]);
    const protection = facts && (await this.queries.derive(facts));
    if (!protection || protection.state === 'LAPSED') throw new NotProtected();
    return protection;
  }
}

function refused(pointer: string, detail: FieldText): InvalidRequest {
  return new InvalidRequest(undefined, { errors: [{ pointer: `#${pointer}`, detail }] });
}
