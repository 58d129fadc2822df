import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { UsersQueries } from '../../identity';
import { Inquiries } from '../inquiries.service';
import { leadOf } from '../lead-record.rules';
import { territoryOf } from '../registration.rules';
import { RegistrationService } from '../registration.service';
import type { Reached } from './form-people.queries';
import type { WebForm } from './web-forms.rules';
import type { WebLead } from './web-leads.dto';

/** Puts whoever nobody knew into the book. */
@Injectable()
export class WebLeadEntry {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly users: UsersQueries,
    private readonly inquiries: Inquiries,
    private readonly registration: RegistrationService,
  ) {}

  /** For whoever sells in the territory of the form and has the fewest open leads. */
  async register(tx: Tx, form: WebForm, sent: WebLead): Promise<Reached> {
    const { company: name, postalCode, businessType, email, phone, language } = sent;
    const territory = territoryOf(undefined, form.country, await this.users.territoryCodes(tx), []);
    if (!territory) throw new Error('There is no territory to put a lead into.');
    const input = {
      company: { name, postalCode: postalCode ?? null, country: form.country, businessType },
      ...{ contacts: [], tags: [], pains: [], source: 'WEB_FORM' as const },
      sourceCampaign: form.key,
    };
    const lead = leadOf(input, {
      ...{ id: this.ids.uuid(), now: this.clock.now(), territory, by: null },
      owner: await this.inquiries.leastBusy(tx, territory),
      simulated: this.config.get('RELANCE_DEMO'),
    });
    const person = {
      ...{ role: 'OTHER' as const, lastName: sent.name, email, phone: phone ?? null },
      ...{ locale: language, primary: true },
    };
    const [id = ''] = await this.registration.enter(tx, lead, [person], null);
    const { ownerId, simulated } = lead;
    return { leadId: lead.id, ownerId, simulated, contact: { id, blocked: false, basis: null } };
  }
}
