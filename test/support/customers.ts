import { Database, systemDbScope } from '../../src/core/database';
import { EventLog } from '../../src/events';
import { type EventData, ResponseClassified } from '../../src/events/catalogue';
import { Ids } from '../../src/core/ids';
import type { ConversionView } from '../../src/customers/conversion/conversion.dto';
import type { CustomerView } from '../../src/customers/customers.dto';
import { LeadsWorld, type ProblemBody } from './leads-world';

/** A world in which leads answer, without a channel between. */
export async function customersWorld() {
  const world = await LeadsWorld.start();
  const { app } = world.crm;
  const classify = (leadId: string, over: Partial<EventData<typeof ResponseClassified>> = {}) =>
    app.get(Database).transaction(systemDbScope('test'), (tx) =>
      app.get(EventLog).record(tx, ResponseClassified, leadId, {
        responseId: app.get(Ids).uuid(),
        version: 1,
        leadId,
        contactId: null,
        class: 'POSITIVE',
        confidence: 0.95,
        channel: 'email',
        state: 'decided',
        evidence: 'de.positive.order',
        decidedBy: null,
        followUpId: null,
        about: null,
        pauseUntil: null,
        receivedAt: world.crm.clock.now().toISOString(),
        ...over,
      }),
    );
  return {
    crm: world.crm,
    anna: world.anna,
    ben: world.ben,
    frieda: world.frieda,
    maria: world.maria,
    auditor: world.auditor,
    free: (id: string) => world.free(id),
    lead: world.lead.bind(world),
    read: world.read.bind(world),
    classify,
    /** An answer that is judged before this resolves. */
    answer: async (leadId: string, over: Partial<EventData<typeof ResponseClassified>> = {}) => {
      await classify(leadId, over);
      await world.crm.drain();
    },
    convert: (leadId: string, body: object = {}, who = world.maria) =>
      who.post<ConversionView & ProblemBody>(`/v1/leads/${leadId}/conversion`, body),
    undo: (leadId: string, who = world.crm.admin) =>
      who.post<ProblemBody>(`/v1/leads/${leadId}/conversion/reversal`, { reason: 'Ein Irrtum' }),
    customer: async (id: string, who = world.maria) =>
      (await who.get<CustomerView>(`/v1/customers/${id}`)).body,
    order: (id: string, over: object = {}, who = world.anna) =>
      who.post<ProblemBody>(`/v1/customers/${id}/orders`, {
        number: 'A-1',
        orderedAt: '2026-03-01T10:00:00Z',
        deliveredAt: '2026-03-02T07:00:00Z',
        amount: { cents: 48_000, currency: 'EUR' },
        ...over,
      }),
    events: (type: string, subjectId: string) =>
      world.crm.sql<{ key: string; data: Record<string, unknown> }>(
        `SELECT key, data FROM event_log WHERE type = $1 AND subject_id = $2 ORDER BY tx, position`,
        [type, subjectId],
      ),
  };
}
export type CustomersWorld = Awaited<ReturnType<typeof customersWorld>>;
