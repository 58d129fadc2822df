import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EmailService } from '../../email';
import { EventLog } from '../../events';
import { ConsentChanged } from '../../events/catalogue';
import type { Scope } from '../../identity';
import { BulkInsertQueries } from '../bulk-insert.queries';
import { ContactLocks } from '../contacts/contact-locks.service';
import { LeadContact } from '../lead-contact.entity';
import { LeadRecords } from '../lead-records.service';
import { ContactNotFound } from '../leads.problems';
import type {
  ConsentBasis,
  ConsentChannel,
  ConsentProof,
  ConsentPurpose,
  ConsentState,
  ConsentView,
  RecordConsent,
} from './consents.dto';
import { ConsentsQueries } from './consents.queries';
import { LeadConsent } from './lead-consent.entity';

/** A word of a contact, as jobs and other intakes record it. */
export interface ConsentFact {
  readonly leadId: string;
  readonly contactId: string;
  readonly channel: ConsentChannel;
  readonly purpose: ConsentPurpose;
  readonly state: ConsentState;
  /** Set if and only if the state is `given`. */
  readonly basis: ConsentBasis | null;
  readonly requestedThing?: string | null;
  readonly wordingVersion?: string | null;
  readonly source: string;
  readonly address?: string | null;
  readonly proof: ConsentProof | null;
  readonly givenAt: Date;
  readonly recordedBy: string | null;
}

/** Writes down what contacts say about being written to. */
@Injectable()
export class ConsentLog {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly records: LeadRecords,
    private readonly locks: ContactLocks,
    private readonly queries: ConsentsQueries,
    private readonly bulk: BulkInsertQueries,
    private readonly emails: EmailService,
  ) {}

  /** A word that a person records by hand; it counts before the next message is handed over. */
  async create(scope: Scope, leadId: string, input: RecordConsent): Promise<ConsentView> {
    return this.db.transaction(scope, async (tx) => {
      await this.locks.lock(tx, leadId);
      await this.records.lockForWork(tx, leadId);
      const { contactId, channel, purpose, state, source, proof, basis } = input;
      if (!(await tx.manager.existsBy(LeadContact, { id: contactId, leadId })))
        throw new ContactNotFound();
      const [id] = await this.recordAll(tx, [
        {
          leadId,
          contactId,
          channel,
          purpose,
          state,
          basis: basis ?? null,
          requestedThing: input.requestedThing ?? null,
          wordingVersion: input.wordingVersion ?? null,
          source,
          proof: proof === undefined ? null : { note: proof },
          givenAt: this.givenAt(input.givenAt),
          recordedBy: scope.userId,
        },
      ]);
      return this.queries.get(tx, id ?? '');
    });
  }

  /**
   * Records many in the caller's transaction. Whoever withdraws for a lead that mail may be on its way to takes the
   * locks of its contacts first.
   * @returns their ids, in the order given
   */
  async recordAll(tx: Tx, facts: readonly ConsentFact[]): Promise<string[]> {
    if (facts.length === 0) return [];
    const recordedAt = this.clock.now();
    const rows = facts.map((f) => rowOf(f, this.ids.uuid(), recordedAt));
    await this.bulk.insert<ConsentRow>(tx, LeadConsent, rows);
    await this.events.recordAll(
      tx,
      rows.map(({ id, leadId, contactId, channel, purpose, state, basis }) => ({
        definition: ConsentChanged,
        subject: leadId,
        data: { leadId, contactId, consentId: id, channel, purpose, state, basis },
      })),
    );
    await this.endTracking(tx, rows);
    return rows.map(({ id }) => id);
  }

  /** Whoever wants to be counted no more is not, in mails on their way and in those that they have. */
  private async endTracking(tx: Tx, rows: readonly ConsentRow[]): Promise<void> {
    const ended = rows.filter(({ purpose, state }) => purpose === 'tracking' && state !== 'given');
    for (const leadId of new Set(ended.map((row) => row.leadId))) {
      const contacts = ended.flatMap((row) => (row.leadId === leadId ? row.contactId : []));
      await this.emails.endTracking(tx, leadId, contacts);
    }
  }

  private givenAt(text: string | undefined): Date {
    const now = this.clock.now();
    if (text === undefined) return now;
    const at = new Date(text);
    if (at <= now) return at;
    const errors = [
      { pointer: '#/givenAt', detail: { en: 'lies in the future', de: 'liegt in der Zukunft' } },
    ];
    throw new InvalidRequest(undefined, { errors });
  }
}

/** A row without whose it is, which the database fills in. */
type ConsentRow = Omit<LeadConsent, 'lead' | 'ownerId' | 'teamId' | 'territory'>;

function rowOf(fact: ConsentFact, id: string, recordedAt: Date): ConsentRow {
  return {
    ...fact,
    id,
    subjectId: fact.leadId,
    requestedThing: fact.requestedThing ?? null,
    wordingVersion: fact.wordingVersion ?? null,
    address: fact.address ?? null,
    recordedAt,
  };
}
