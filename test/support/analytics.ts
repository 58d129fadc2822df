import { systemDbScope, Database } from '../../src/core/database';
import { EventLog } from '../../src/events';
import {
  ConversionUndone,
  CustomerOrderRecorded,
  EmailClicked,
  EmailDelivered,
  EmailOpened,
  EmailSent,
  type EventData,
  FollowUpProcessed,
  LeadConverted,
  ResponseClassified,
} from '../../src/events/catalogue';
import type { Fact } from '../../src/events/event-log';
import { AccessQueries } from '../../src/identity';
import { Crm, PASSWORD } from './crm';

/** A uuid that says what it is of. */
export function idOf(kind: 'lead' | 'touch' | 'thing', nr: number): string {
  const first = { lead: '1', touch: '2', thing: '3' }[kind];
  return `${first}0000000-0000-4000-8000-${String(nr).padStart(12, '0')}`;
}

/** People of three teams, and facts about follow-ups without the modules that would tell them. */
export async function analyticsWorld(at = '2026-06-01T08:00:00Z') {
  const crm = await Crm.start({ at });
  const [south, north] = [await crm.team('Süd'), await crm.team('Nord')];
  const west = await crm.team('West');
  const anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: south });
  const ben = await crm.person({ name: 'Ben Wolf', role: 'SALES', teamId: south });
  const frieda = await crm.person({ name: 'Frieda Fremd', role: 'SALES', teamId: north });
  const wilma = await crm.person({ name: 'Wilma West', role: 'SALES', teamId: west });
  const maria = await crm.person({ name: 'Maria Brandt', role: 'MANAGER', teamId: south });
  const auditor = await crm.person({ name: 'Ada Prüfer', role: 'AUDITOR' });
  await crm.changeTeam(south, { managerId: maria.id });
  await maria.post('/v1/session', { email: 'maria.brandt@relance.example', password: PASSWORD });
  const owners = [
    { ownerId: anna.id, teamId: south },
    { ownerId: ben.id, teamId: south },
    { ownerId: frieda.id, teamId: north },
  ];
  const db = crm.app.get(Database);
  const log = crm.app.get(EventLog);
  const west13th = { ownerId: wilma.id, teamId: west };
  const ownerOf = (lead: number) =>
    lead % 13 === 12 ? west13th : (owners[lead % owners.length] ?? owners[0]!);
  return {
    crm,
    anna,
    ben,
    frieda,
    maria,
    auditor,
    south,
    north,
    ownerOf,
    /** The leads, with their owners in turn. */
    place: (count: number) =>
      db.transaction(systemDbScope('test'), async (tx) => {
        for (let nr = 0; nr < count; nr++)
          await crm.app.get(AccessQueries).place(tx, {
            subjectId: idOf('lead', nr),
            kind: 'lead',
            ...ownerOf(nr),
            territory: 'DE',
            simulated: false,
          });
      }),
    record: (facts: readonly Fact[]) =>
      db.transaction(systemDbScope('test'), (tx) => log.recordAll(tx, facts)),
    stop: () => crm.stop(),
  };
}
export type AnalyticsWorld = Awaited<ReturnType<typeof analyticsWorld>>;

const lead = (nr: number) => idOf('lead', nr);
const touch = (nr: number) => idOf('touch', nr);
const thing = (nr: number) => idOf('thing', nr);

/** Facts as the modules tell them; `nr` are numbers of leads, touches and things. */
export const facts = {
  processed(nr: number, id: number, over: Partial<EventData<typeof FollowUpProcessed>>): Fact {
    return {
      definition: FollowUpProcessed,
      subject: touch(id),
      data: {
        followUpId: touch(id),
        leadId: lead(nr),
        step: 'T3',
        channel: 'email',
        decision: 1,
        outcome: 'queued',
        reason: null,
        nextAt: null,
        messageId: null,
        sequenceId: thing(1),
        templateVersionId: null,
        variant: null,
        territory: 'DE',
        ownerId: null,
        teamId: null,
        businessType: 'HOTEL',
        processedAt: '2026-03-02T09:00:00.000Z',
        ...over,
      },
    };
  },
  mailed(
    definition: typeof EmailSent | typeof EmailDelivered,
    nr: number,
    id: number,
    at: string,
  ): Fact {
    const mail = {
      messageId: touch(id),
      leadId: lead(nr),
      about: { kind: 'follow-up', id: touch(id) },
      stream: 'followup',
      templateVersionId: thing(2),
      provider: 'smtp',
      reason: null,
      occurredAt: at,
    };
    const more = definition === EmailSent ? { claim: 1 } : { inboundId: thing(id) };
    return { definition, subject: touch(id), data: { ...mail, ...more } };
  },
  sent(nr: number, id: number, at: string, measured: readonly string[] = []): Fact {
    const fact = facts.mailed(EmailSent, nr, id, at);
    return measured.length > 0 ? { ...fact, data: { ...(fact.data as object), measured } } : fact;
  },
  /** Somebody, or a machine, fetched something of the mail. */
  fetched(fact: string, nr: number, id: number, at: string, machine: string | null): Fact {
    const { data, ...about } = facts.mailed(EmailSent, nr, id, at);
    const common = { ...(data as object), machine, agent: 'Chrome' };
    if (fact === 'opened') return { ...about, definition: EmailOpened, data: common };
    const link = { link: 1, place: 'https://shop.example/' };
    return { ...about, definition: EmailClicked, data: { ...common, ...link } };
  },
  delivered: (nr: number, id: number, at: string) => facts.mailed(EmailDelivered, nr, id, at),
  answered(nr: number, id: number, over: Partial<EventData<typeof ResponseClassified>>): Fact {
    return {
      definition: ResponseClassified,
      subject: lead(nr),
      data: {
        responseId: thing(id),
        version: 1,
        leadId: lead(nr),
        contactId: null,
        class: 'POSITIVE',
        confidence: 0.95,
        channel: 'email',
        state: 'decided',
        evidence: null,
        decidedBy: null,
        followUpId: null,
        about: null,
        pauseUntil: null,
        receivedAt: '2026-03-04T09:00:00.000Z',
        ...over,
      },
    };
  },
  converted(nr: number, at: string, number = 1, customer = nr): Fact {
    return {
      definition: LeadConverted,
      subject: lead(nr),
      data: {
        leadId: lead(nr),
        customerId: thing(9000 + customer),
        conversionId: thing(8000 + nr * 10 + number),
        number,
        attached: false,
        rule: null,
        responseId: null,
        followUpId: null,
        convertedBy: null,
        valueCents: null,
        currency: null,
        convertedAt: at,
      },
    };
  },
  undone(nr: number, convertedAt: string, undoneAt: string, number = 1, customer = nr): Fact {
    return {
      definition: ConversionUndone,
      subject: lead(nr),
      data: {
        leadId: lead(nr),
        customerId: thing(9000 + customer),
        conversionId: thing(8000 + nr * 10 + number),
        number,
        attached: false,
        undoneBy: null,
        convertedAt,
        undoneAt,
      },
    };
  },
  ordered(customer: number, id: number, at: string, amountCents: number, currency = 'EUR'): Fact {
    return {
      definition: CustomerOrderRecorded,
      subject: thing(9000 + customer),
      data: {
        customerId: thing(9000 + customer),
        orderId: thing(id),
        amountCents,
        currency,
        orderedAt: at,
        deliveredAt: null,
      },
    };
  },
};
