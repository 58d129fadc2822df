import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { Config } from '../core/config';
import type { Tx } from '../core/database';
import { Ids } from '../core/ids';
import type { RecordedEvent } from '../events/recorded-event';
import { UsersQueries } from '../identity';
import { leadOf } from './lead-record.rules';
import { countryOf } from './normalisation.rules';
import { RegistrationService } from './registration.service';
import { territoryOf } from './registration.rules';

/** Somebody wrote to us by WhatsApp, and nobody knows the number. */
export interface Inquiry {
  /** E.164; null when the channel does not tell. */
  readonly phone: string | null;
  /** As they call themselves. */
  readonly name: string | null;
  /** The advertisement that they came by. */
  readonly campaign: string | null;
  readonly locale: 'de' | 'en' | null;
  /** A machine of ours made it up. */
  readonly simulated: boolean;
  readonly cause: RecordedEvent;
}

const HOME = 'DE';
const NAMELESS = 'WhatsApp';
const LONGEST_NAME = 100;

/** Leads that begin with a message to us. */
@Injectable()
export class Inquiries {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly users: UsersQueries,
    private readonly registration: RegistrationService,
  ) {}

  /**
   * Registers a lead for whoever sells in the territory of the number and has the fewest open leads; nobody's when
   * nobody does. Needs the rights of the system.
   */
  async register(tx: Tx, inquiry: Inquiry): Promise<{ leadId: string; contactId: string }> {
    const { phone, campaign, locale } = inquiry;
    const country = (phone && countryOf(phone)) ?? HOME;
    const known = await this.users.territoryCodes(tx);
    const territory = territoryOf(undefined, country, known, []);
    if (!territory) throw new Error('There is no territory to put a lead into.');
    const name =
      inquiry.name
        ?.replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, LONGEST_NAME) ?? '';
    const input = {
      company: { name: name || phone || NAMELESS, country, businessType: 'OTHER' as const },
      ...{ contacts: [], tags: [], pains: [], source: 'WHATSAPP' as const },
      sourceCampaign: campaign?.slice(0, 120) ?? null,
    };
    const lead = leadOf(input, {
      ...{ id: this.ids.uuid(), now: this.clock.now(), territory },
      owner: await this.leastBusy(tx, territory),
      by: null,
      simulated: inquiry.simulated || this.config.get('RELANCE_DEMO'),
    });
    const contact = {
      ...{ role: 'OTHER' as const, lastName: name || null, mobile: phone, locale, primary: true },
    };
    const [contactId = ''] = await this.registration.enter(tx, lead, [contact], inquiry.cause);
    return { leadId: lead.id, contactId };
  }

  /** Whoever sells in a territory and has the fewest open leads. Needs the rights of the system. */
  async leastBusy(
    tx: Tx,
    territory: string,
  ): Promise<{ id: string | null; teamId: string | null }> {
    const sellers = await this.users.sellersIn(tx, territory);
    const rows = await tx.rows<{ id: string; n: number }>(
      `SELECT owner_id AS id, count(*)::int AS n FROM leads
        WHERE owner_id = ANY ($1::uuid[]) AND status IN ('REGISTERED', 'ACTIVE', 'QUALIFIED') GROUP BY owner_id`,
      [sellers.map(({ id }) => id)],
    );
    const open = new Map(rows.map(({ id, n }) => [id, n]));
    const [least] = sellers.toSorted((a, b) => (open.get(a.id) ?? 0) - (open.get(b.id) ?? 0));
    return least ?? { id: null, teamId: null };
  }
}
