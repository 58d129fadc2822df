import type { TestClock } from './core/test-clock';
import { DemoChances } from './demo-chances';
import type { DemoHouses } from './demo-houses';
import { DemoMails } from './demo-mails';
import { CALLS, LOSSES, SOURCES, TASKS } from './demo-words';
import type { DemoTeam, Worker } from './demo-team';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Hours of UTC in which people look after their leads. */
const WORKING_HOURS = [8, 14];
/** How long the demo is, how many leads come in it, and how many of them by a file on which day. */
export interface DemoPlan {
  readonly days: number;
  readonly leads: number;
  readonly imported: number;
  readonly importDay: number;
}
export const DEMO: DemoPlan = { days: 90, leads: 400, imported: 40, importDay: 30 };
/** People decide what is in doubt within days; what came last is still waiting. */
const UNDECIDED_DAYS = 3;

interface Known {
  readonly id: string;
  readonly owner: Worker;
}

/** What happens in the demo's three months, half a day at a time; done by the system itself, through its API. */
export class DemoDays {
  private readonly leads: Known[] = [];
  private readonly customers = new Map<string, Worker>();
  private orders = 0;
  /** The id of the uploaded file until it is started. */
  private import: string | null = null;
  private readonly mails: DemoMails;
  private readonly chances: DemoChances;
  private readonly made = { leads: 0, customers: 0, orders: 0 };

  constructor(
    private readonly team: DemoTeam,
    private readonly houses: DemoHouses,
    private readonly now: () => Date,
    readonly plan: DemoPlan,
  ) {
    this.mails = new DemoMails(team.admin, houses);
    this.chances = new DemoChances(houses, now);
  }

  get counts() {
    return { ...this.made, ...this.mails.counts };
  }

  /**
   * Lives all days up to `until`, the system doing what is due in between.
   * @param told is called after each day with the number of days that are over
   */
  async live(time: TestClock, until: Date, told: (day: number) => void): Promise<void> {
    const { days } = this.plan;
    for (let day = 0; day < days; day++) {
      const midnight = (Math.floor(until.getTime() / DAY_MS) - days + day) * DAY_MS;
      for (const [nr, hour] of WORKING_HOURS.entries()) {
        await time.advance(new Date(midnight + hour * HOUR_MS));
        await this.halfDay(day, nr === 0);
      }
      told(day + 1);
    }
    while (this.leads.length < this.plan.leads - this.plan.imported) await this.register();
    if (until > this.now()) await time.advance(until);
  }

  private async halfDay(day: number, isMorning: boolean): Promise<void> {
    await this.mails.hear(this.now());
    await this.mails.react(this.now());
    const weekday = this.now().getUTCDay();
    if (weekday === 0 || weekday === 6) return;
    if (isMorning && day >= this.plan.importDay) await this.importFile();
    const { leads, imported, days } = this.plan;
    const registered = Math.round(((leads - imported) * (day + (isMorning ? 0.5 : 1))) / days);
    while (this.leads.length < registered) await this.register();
    for (const seller of this.team.sales) await this.work(seller);
    if (isMorning) return;
    if (day < this.plan.days - UNDECIDED_DAYS) await this.decide();
    await this.serveCustomers();
  }

  private async register(): Promise<void> {
    const { owner, company, contact } = this.houses.next();
    const cents = 20_000 * (5 + this.houses.below(60));
    const source = this.houses.pick(SOURCES);
    const lead = {
      company: {
        ...company,
        annualVolume: { cents, currency: company.country === 'CH' ? 'CHF' : 'EUR' },
      },
      contacts: [{ ...contact, role: 'CHEF', locale: 'de' }],
      source,
      ...((source === 'FAIR' || source === 'PHONE') && {
        firstContact: {
          channel: source,
          at: this.now().toISOString(),
          note: 'Erstes Gespräch über die Beilagen, bittet um weitere Informationen',
        },
      }),
      override: { reason: 'Ein anderes Haus am selben Ort' },
    };
    const { body } = await owner.ask<{ id: string; contacts: { id: string }[] }>(
      'POST',
      '/v1/leads',
      lead,
    );
    this.leads.push({ id: body.id, owner });
    this.made.leads += 1;
    if (this.houses.below(100) >= 88) return;
    await owner.ask('POST', `/v1/leads/${body.id}/consents`, {
      contactId: body.contacts[0]?.id,
      channel: 'email',
      state: 'given',
      basis: 'OPT_IN',
      source: 'Messestand',
      proof: 'Kontaktkarte vom Stand, unterschrieben',
    });
  }

  /** Uploads a file on the first working day from the plan's on, and starts it on the next, when it has been looked at. */
  private async importFile(): Promise<void> {
    const seller = this.team.sales.find(({ territories }) => territories.includes('DE'));
    if (!seller || this.import === 'started') return;
    if (this.import) {
      await seller.ask('POST', `/v1/lead-imports/${this.import}/execution`);
      this.import = 'started';
      this.made.leads += this.plan.imported;
      return;
    }
    const rows: string[] = [];
    while (rows.length < this.plan.imported) {
      const { company, contact } = this.houses.next();
      if (company.country !== 'DE') continue;
      rows.push(
        [company.name, company.postalCode, company.city, contact.lastName, contact.email].join(';'),
      );
    }
    const csv = `Firma;PLZ;Ort;Nachname;E-Mail\n${rows.join('\n')}\n`;
    const path = '/v1/lead-imports?fileName=messe-intergastra.csv';
    this.import = (await seller.ask('POST', path, csv)).body.id;
  }

  /** A call or two, a task, a sample, now and then a lead that is lost. */
  private async work(seller: Worker): Promise<void> {
    const own = this.leads.filter(({ owner }) => owner === seller);
    if (own.length === 0) return;
    const refused = [403, 404, 409];
    const { id } = this.houses.pick(own);
    await this.chances.work(seller, id);
    const [outcome, text] = this.houses.pick(CALLS);
    await seller.ask(
      'POST',
      `/v1/leads/${id}/activities`,
      { kind: 'CALL', outcome, text },
      refused,
    );
    const luck = this.houses.below(100);
    if (luck < 12) {
      const dueAt = new Date(this.now().getTime() + 48 * HOUR_MS).toISOString();
      await seller.ask(
        'POST',
        '/v1/tasks',
        { leadId: id, text: this.houses.pick(TASKS), dueAt },
        refused,
      );
    } else if (luck < 20) {
      await seller.ask(
        'POST',
        `/v1/leads/${id}/samples`,
        { contents: 'Probierbox Beilagen' },
        refused,
      );
    } else if (luck < 24) {
      await seller.ask(
        'POST',
        `/v1/leads/${id}/loss`,
        { reason: this.houses.pick(LOSSES) },
        refused,
      );
    }
    const { body } = await seller.ask<{ items: { id: string; dueAt: string }[] }>(
      'GET',
      '/v1/tasks?limit=50',
    );
    const late = body.items.find(({ dueAt }) => Date.parse(dueAt) < this.now().getTime());
    if (late) await seller.ask('POST', `/v1/tasks/${late.id}/completion`, undefined, refused);
  }

  /** The manager decides what the rules left to people. */
  private async decide(): Promise<void> {
    const { manager } = this.team;
    const reviews = await manager.ask<{ items: { id: string }[] }>(
      'GET',
      '/v1/responses?state=review&limit=20',
    );
    for (const { id } of reviews.body.items)
      await manager.ask(
        'POST',
        `/v1/responses/${id}/decision`,
        { class: this.houses.pick(['ENGAGED', 'NEUTRAL', 'POSITIVE']) },
        [409],
      );
    const proposals = await manager.ask<{ items: { id: string }[] }>(
      'GET',
      '/v1/conversion-proposals?state=pending',
    );
    for (const { id } of proposals.body.items)
      await manager.ask(
        'POST',
        `/v1/conversion-proposals/${id}/decision`,
        {
          outcome: this.houses.pick(['approved', 'approved', 'refused']),
          reason: 'Nach Rücksprache',
        },
        [409],
      );
    const { body } = await manager.ask<{ items: { id: string; ownerId: string | null }[] }>(
      'GET',
      '/v1/customers?limit=200',
    );
    for (const { id, ownerId } of body.items) {
      const owner = this.team.sales.find((one) => one.id === ownerId);
      if (owner) this.customers.set(id, owner);
    }
    this.made.customers = this.customers.size;
  }

  private async serveCustomers(): Promise<void> {
    const at = this.now();
    for (const [id, owner] of this.customers) {
      if (this.houses.below(12) > 0) continue;
      this.orders += 1;
      await owner.ask('POST', `/v1/customers/${id}/orders`, {
        number: `DEMO-${String(this.orders).padStart(5, '0')}`,
        orderedAt: new Date(at.getTime() - 40 * HOUR_MS).toISOString(),
        deliveredAt: new Date(at.getTime() - HOUR_MS).toISOString(),
        amount: {
          cents: 1000 * (15 + this.houses.below(250)),
          currency: owner.territories.includes('CH') ? 'CHF' : 'EUR',
        },
      });
      this.made.orders += 1;
    }
  }
}
