import { Database, systemDbScope } from '../../src/core/database';
import { AccessQueries } from '../../src/identity';
import type { LeadView } from '../../src/leads/leads.dto';
import { Crm, PASSWORD, type Visitor } from './crm';

export interface ProblemBody {
  type: string;
  errors?: { pointer: string; detail: string }[];
  candidates?: { leadId: string; why: string }[];
  [member: string]: unknown;
}

/** Two teams with people of every role, and leads on demand. */
export class LeadsWorld {
  private serial = 0;

  private constructor(
    readonly crm: Crm,
    readonly anna: Visitor,
    /** In the team of Anna. */
    readonly ben: Visitor,
    /** In another team. */
    readonly frieda: Visitor,
    /** Manages the team of Anna. */
    readonly maria: Visitor,
    readonly auditor: Visitor,
  ) {}

  static async start(): Promise<LeadsWorld> {
    const crm = await Crm.start();
    const [south, north] = [await crm.team('Süd'), await crm.team('Nord')];
    const anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: south });
    const ben = await crm.person({ name: 'Ben Wolf', role: 'SALES', teamId: south });
    const frieda = await crm.person({ name: 'Frieda Fremd', role: 'SALES', teamId: north });
    const maria = await crm.person({ name: 'Maria Brandt', role: 'MANAGER', teamId: south });
    const auditor = await crm.person({ name: 'Ada Prüfer', role: 'AUDITOR' });
    await crm.changeTeam(south, { managerId: maria.id });
    // Rights changed with the team: sign in again, as people would have to.
    await maria.post('/v1/session', { email: 'maria.brandt@relance.example', password: PASSWORD });
    return new LeadsWorld(crm, anna, ben, frieda, maria, auditor);
  }

  async lead(over: Record<string, unknown> = {}, who = this.anna): Promise<LeadView> {
    this.serial += 1;
    const nr = String(this.serial);
    const { status, body } = await who.post<LeadView>('/v1/leads', {
      company: { name: `Gasthof Nr ${nr}`, city: `Ort ${nr}`, country: 'DE' },
      contacts: [{ firstName: 'Sabine', lastName: 'Vogt', email: `vogt${nr}@gasthof.example` }],
      source: 'REFERRAL',
      ...over,
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  }

  async read(id: string, who = this.anna): Promise<LeadView> {
    return (await who.get<LeadView>(`/v1/leads/${id}`)).body;
  }

  /** As after the lapse of the protection. */
  async free(id: string): Promise<void> {
    const place = { subjectId: id, kind: 'lead', ownerId: null, teamId: null, territory: 'DE' };
    const { app } = this.crm;
    await app
      .get(Database)
      .transaction(systemDbScope('test'), (tx) =>
        app.get(AccessQueries).place(tx, { ...place, simulated: false }),
      );
  }
}
