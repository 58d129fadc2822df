import { createHmac } from 'node:crypto';
import { Database, systemDbScope, type Tx } from '../../src/core/database';
import { Loops } from '../../src/core/loops';
import { type EnqueueMessage, WhatsAppQueries, WhatsAppService } from '../../src/whatsapp';
import { IntakeCountsRunner } from '../../src/whatsapp/intake/intake-counts.runner';
import { MessageReapRunner } from '../../src/whatsapp/sending/reap.runner';
import { MessageSendRunner } from '../../src/whatsapp/sending/send.runner';
import { FakeGraphServer } from '../../src/whatsapp/simulator/fake-graph.provider';
import { WorkRunner } from '../../src/whatsapp/work/work.runner';
import type { Crm } from './crm';

export const APP_SECRET = 'app-secret-of-the-tests';
export const VERIFY_TOKEN = 'verify-token-of-the-tests';
/** What turns the channel on in a test, with the stand-in for WhatsApp at any port. */
export const WHATSAPP_ON = {
  WHATSAPP_MODE: 'simulated',
  WHATSAPP_APP_SECRET: APP_SECRET,
  WHATSAPP_VERIFY_TOKEN: VERIFY_TOKEN,
  WHATSAPP_SIMULATOR_PORT: '0',
} as const;

const HOUR_MS = 3_600_000;

export function signed(text: string, secret: string = APP_SECRET): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`,
  };
}

/** One value of the field `messages`, as WhatsApp sends it. */
export function envelope(...values: object[]): object {
  return fields(...values.map((value) => ({ field: 'messages', value })));
}

/** Changes of any fields, in one entry. */
export function fields(...changes: { field: string; value: object }[]): object {
  return {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '200000000000002',
        time: 1_770_000_000,
        changes: changes.map(({ field, value }) => ({
          field,
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '49300000000', phone_number_id: '100000000000001' },
            ...value,
          },
        })),
      },
    ],
  };
}

/** WhatsApp as a test drives it: what people write, what it says of our messages, what it was given. */
export function whatsApp(crm: Crm) {
  let nr = 0;
  const seconds = (at: Date) => String(Math.floor(at.getTime() / 1000));
  const post = async (body: object | string, headers?: Record<string, string>) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${crm.url}/webhook`, {
      method: 'POST',
      headers: headers ?? signed(text),
      body: text,
    });
    return { status: response.status, text: await response.text() };
  };
  const message = (
    waId: string,
    content: Record<string, unknown>,
    { at = crm.clock.now(), wamid = `wamid.TEST.${String((nr += 1))}`, name = 'Eva Brandt' } = {},
  ) => ({
    wamid,
    value: {
      contacts: [{ profile: { name }, wa_id: waId }],
      messages: [{ from: waId, id: wamid, timestamp: seconds(at), ...content }],
    },
  });
  const say = async (...args: Parameters<typeof message>) => {
    const { wamid, value } = message(...args);
    const { status } = await post(envelope(value));
    if (status !== 200) throw new Error(`The webhook answered ${String(status)}.`);
    return wamid;
  };
  const db = crm.app.get(Database);
  const run = <T>(act: (tx: Tx) => Promise<T>) => db.transaction(systemDbScope('test'), act);
  return {
    post,
    say,
    run,
    message,
    fake: crm.app.get(FakeGraphServer),
    service: crm.app.get(WhatsAppService),
    queries: crm.app.get(WhatsAppQueries),
    drain: () => crm.app.get(Loops).drain(),
    /** Steps the loops of the channel alone until nothing is left to do: quicker than everybody's. */
    work: async () => {
      const runners = [MessageReapRunner, WorkRunner, MessageSendRunner, IntakeCountsRunner];
      for (let moved = true; moved;) {
        moved = false;
        for (const runner of runners) while (await crm.app.get(runner).step()) moved = true;
      }
    },
    text: (waId: string, body: string, options?: Parameters<typeof message>[2]) =>
      say(waId, { type: 'text', text: { body } }, options),
    /** @param quoted wamid of the template whose button it is */
    tap: (waId: string, payload: string, label: string, quoted?: string) =>
      say(waId, {
        type: 'button',
        button: { payload, text: label },
        ...(quoted !== undefined && { context: { from: '49300000000', id: quoted } }),
      }),
    receipt: (wamid: string, status: string, rest: Record<string, unknown> = {}) =>
      post(
        envelope({
          statuses: [{ id: wamid, status, timestamp: seconds(crm.clock.now()), ...rest }],
        }),
      ),
    enqueue: (...messages: EnqueueMessage[]) =>
      run((tx) => crm.app.get(WhatsAppService).enqueueAll(tx, messages)),
    /** A text that everything is right about, to whoever has a window. */
    mail: (
      subjectId: string,
      phone: string,
      change: Partial<EnqueueMessage> = {},
    ): EnqueueMessage => ({
      idempotencyKey: `test:${String((nr += 1))}`,
      purpose: 'service',
      to: { phone },
      subjectId,
      contactId: null,
      content: { kind: 'text', body: 'Guten Tag' },
      author: 'user',
      senderUserId: null,
      about: { kind: 'test', id: subjectId },
      dueAt: crm.clock.now(),
      notAfter: new Date(crm.clock.now().getTime() + 48 * HOUR_MS),
      consentId: null,
      simulated: false,
      ...change,
    }),
    states: async () =>
      Object.fromEntries(
        (
          await crm.sql<{ key: string; state: string }>(
            `SELECT idempotency_key AS key, state || coalesce(' ' || reason, '') AS state
               FROM whatsapp_messages ORDER BY id`,
          )
        ).map(({ key, state }) => [key, state]),
      ),
    facts: async () =>
      (
        await crm.sql<{ type: string; data: Record<string, unknown> }>(
          `SELECT type, data FROM event_log WHERE type LIKE 'crm.message.%' OR type LIKE 'crm.button.%'
            ORDER BY position`,
        )
      ).map(({ type, data }) => ({ type: type.replace(/^crm\.|\.v1$/g, ''), data })),
  };
}
