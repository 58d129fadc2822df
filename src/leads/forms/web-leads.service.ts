import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, lockKeys, type Tx } from '../../core/database';
import { Suppressions } from '../../email';
import { type Scope, Settings, systemScope } from '../../identity';
import { ActivityLog } from '../activities/activity-log.service';
import { wordOf } from '../list-words.rules';
import { FormNotFound } from '../leads.problems';
import { normaliseEmail, normalisePhone } from '../normalisation.rules';
import { ConsentLog } from '../privacy/consent-log.service';
import { identitiesOf } from '../registration.rules';
import { TasksService } from '../tasks/tasks.service';
import { FormPeople, type Reached } from './form-people.queries';
import { OptIns } from './opt-ins.service';
import {
  inquiryText,
  requestWording,
  sourceOf,
  type WebForm,
  WebForms,
  wordingVersion,
} from './web-forms.rules';
import { WebLeadEntry } from './web-lead-entry.service';
import type { WebLead } from './web-leads.dto';

/** For whoever owns the lead: somebody waits for an answer. */
export const WEB_INQUIRY = 'WEB_INQUIRY';
const DAY_MS = 86_400_000;

/** Where a form was sent from. */
export interface SentFrom {
  /** The page, or the endpoint that took it. */
  readonly url: string;
  readonly address: string;
  readonly requestId: string;
}

/** Leads that register themselves. */
@Injectable()
export class WebLeads {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly people: FormPeople,
    private readonly entry: WebLeadEntry,
    private readonly activities: ActivityLog,
    private readonly tasks: TasksService,
    private readonly suppressions: Suppressions,
    private readonly consents: ConsentLog,
    private readonly optIns: OptIns,
  ) {}

  async find(key: string): Promise<WebForm | null> {
    const forms = await this.settings.get(WebForms);
    return forms.find((form) => form.key === key) ?? null;
  }

  /** @throws FormNotFound */
  async get(key: string): Promise<WebForm> {
    const form = await this.find(key);
    if (!form) throw new FormNotFound();
    return form;
  }

  /**
   * Registers a lead, or tells the owner of the one that has the address or number already, of which nothing is
   * overwritten. Says nothing of which it was; what a machine filled in is thrown away.
   */
  async take(form: WebForm, sent: WebLead, from: SentFrom): Promise<void> {
    if (sent.topic !== undefined) return;
    const lead = {
      ...sent,
      email: normaliseEmail(sent.email),
      phone: sent.phone && (normalisePhone(sent.phone, form.country) ?? sent.phone),
    };
    await this.db.transaction(systemScope('leads.web-form', from.requestId), async (tx) => {
      const values = identitiesOf([lead]);
      // The same form sent twice at once: the second finds what the first has made.
      await lockKeys(tx, this.suppressions.contactKeys(values.map(({ value }) => value)));
      const known = await this.people.reached(tx, values);
      const reached = known ?? (await this.entry.register(tx, form, lead));
      await this.tell(tx, form, lead, reached);
      await this.request(tx, form, lead, reached, from);
      if (lead.consent) await this.optIns.ask(tx, form, { ...lead, reached, from });
    });
  }

  private async tell(
    tx: Tx,
    form: WebForm,
    lead: WebLead,
    { leadId, ownerId }: Reached,
  ): Promise<void> {
    const { company, name, email, phone, postalCode, businessType, message } = lead;
    const type = wordOf('businessType', businessType, 'de');
    const origin = `form:${form.key}`;
    const now = this.clock.now();
    await this.activities.log(tx, {
      ...{ leadId, kind: 'INQUIRY', occurredAt: now, origin },
      text: inquiryText(form.de.title, [company, postalCode, type, name, email, phone], message),
    });
    await this.tasks.open(tx, {
      ...{ leadId, kind: WEB_INQUIRY, subjectCode: form.key, assigneeId: ownerId, origin },
      dueAt: new Date(now.getTime() + DAY_MS),
    });
  }

  /**
   * Whoever asks for something may be written to about it for 30 days. Nobody has shown yet whose address it is, so it
   * neither outweighs a word that was given before nor reaches who does not want to be reached.
   */
  private async request(
    tx: Tx<Scope>,
    form: WebForm,
    { email, language }: WebLead,
    { leadId, contact }: Reached,
    { url, address }: SentFrom,
  ): Promise<void> {
    if (form.requestedThing === null || !contact || contact.blocked) return;
    if (contact.basis !== null && contact.basis !== 'REQUESTED_CONTACT') return;
    if ((await this.suppressions.find(tx, [email], 'followup')).size > 0) return;
    const wording = requestWording(form, language);
    await this.consents.recordAll(tx, [
      {
        ...{ leadId, contactId: contact.id, channel: 'email', purpose: 'advertising' },
        ...{ state: 'given', basis: 'REQUESTED_CONTACT', requestedThing: form.requestedThing },
        wordingVersion: wordingVersion(form.key, language, wording),
        source: sourceOf(form[language].title, language),
        address,
        proof: { form: form.key, url, wording },
        givenAt: this.clock.now(),
        recordedBy: null,
      },
    ]);
  }
}
