import fc from 'fast-check';
import { MessagingConsumer } from '../../src/analytics/messaging/messaging.consumer';
import { Database, systemDbScope } from '../../src/core/database';
import { EventLog } from '../../src/events';
import {
  ButtonClicked,
  ContentDelivered,
  ContentUnlocked,
  ConversationClosed,
  ConversationOpened,
  MessageReceived,
  MessageSent,
  MessageStatusChanged,
} from '../../src/events/catalogue';
import type { Fact } from '../../src/events/event-log';
import { fromRow, LOG_COLUMNS, type LogRow } from '../../src/events/recorded-event';
import { Replay } from '../../src/events/replay';
import type { Frame, StreamClient } from '../support/stream';
import { StreamWorld } from '../support/stream-world';
import { Crm } from '../support/crm';
import { signed, whatsApp, WHATSAPP_ON } from '../support/whatsapp';

const TABLES = [
  'analytics_messages',
  'analytics_clicks',
  'analytics_grants',
  'analytics_deliveries',
  'analytics_turns',
  'analytics_letters',
];
const NOW = Date.parse('2026-06-01T08:00:00.000Z');
const id = (kind: number, nr: number) =>
  `${String(kind)}0000000-0000-4000-8000-${String(nr).padStart(12, '0')}`;
const at = (minute: number) => new Date(NOW - minute * 60_000).toISOString();

interface Step {
  readonly lead: number;
  readonly what: 'text' | 'click' | 'template' | 'content' | 'answer' | 'unlock' | 'closed';
  readonly minute: number;
  readonly came: readonly ('sent' | 'delivered' | 'read' | 'failed')[];
}
const stepOf = fc.record<Step>({
  lead: fc.nat(3),
  what: fc.constantFrom('text', 'click', 'template', 'content', 'answer', 'unlock', 'closed'),
  minute: fc.integer({ min: 1, max: 2000 }),
  came: fc.uniqueArray(fc.constantFrom('sent', 'delivered', 'read', 'failed')),
});

type Overview = Record<string, number | null>;
interface Metrics {
  asOfSequence: string;
  data: {
    overview: Overview;
    button_analytics: { by_button: { button: string; clicks: number }[]; by_hour: number[] };
    chat: Record<string, number | null>;
  };
}

/** The numbers of a screen that has only the frames of its socket; whatever comes twice counts once. */
function fold(frames: readonly Frame[]) {
  const of = (type: string) => [
    ...new Map(frames.filter((f) => f.type === type).map((f) => [f.id, f.data])).values(),
  ];
  const clicks = of(ButtonClicked.type);
  const sent = of(MessageSent.type);
  const moved = of(MessageStatusChanged.type);
  const came = (messageId: unknown, ...states: string[]) =>
    moved.some((m) => m['messageId'] === messageId && states.includes(String(m['status'])));
  const tapped = (messageId: unknown) => clicks.some((c) => c['repliesTo'] === messageId);
  const templates = sent.filter((m) => m['templateKey'] !== null);
  const content = sent.filter((m) => m['purpose'] === 'content' && m['templateKey'] === null);
  const unlocked = new Set(of(ContentUnlocked.type).map((g) => g['grantId']));
  const arrived = templates.filter(
    ({ messageId }) => came(messageId, 'delivered', 'read') || tapped(messageId),
  );
  const offered = new Set(
    templates
      .filter((m) => arrived.includes(m) || unlocked.has((m['about'] as { id: string }).id))
      .map((m) => (m['about'] as { id: string }).id),
  );
  const rate = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const closed = of(ConversationClosed.type);
  const hours = Array<number>(24).fill(0);
  for (const { occurredAt } of clicks) {
    const hour = new Date(String(occurredAt)).getUTCHours();
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return {
    overview: {
      total_button_clicks: clicks.length,
      unique_clickers: new Set(clicks.map((c) => c['whatsappContactId'])).size,
      templates_sent: templates.length,
      templates_delivered: arrived.length,
      templates_read: templates.filter(({ messageId }) => came(messageId, 'read')).length,
      total_content_deliveries: content.length,
      successful_deliveries: content.length,
      failed_deliveries: 0,
      delivery_rate: rate(
        content.filter(({ messageId }) => came(messageId, 'delivered', 'read')).length,
        content.length,
      ),
      click_through_rate: rate(
        templates.filter(({ messageId }) => tapped(messageId)).length,
        arrived.length,
      ),
      unlock_rate: rate([...offered].filter((one) => unlocked.has(one)).length, offered.size),
    },
    by_hour: hours,
    chat: {
      messages_in: of(MessageReceived.type).filter((m) => m['kind'] !== 'click').length,
      messages_out: sent.filter((m) => m['author'] !== 'system').length,
      closed: closed.length,
      completion_rate: rate(closed.filter((c) => c['reason'] !== 'inactive').length, closed.length),
    },
  };
}

describe('the channel in numbers', () => {
  let world: StreamWorld;
  const sockets = new Map<string, StreamClient>();
  const tokens = new Map<string, string>();
  let made = 0;

  beforeAll(async () => {
    world = await StreamWorld.start({ running: false, at: new Date(NOW).toISOString() });
    const anna = await world.reader('SALES', 'a');
    const ben = await world.reader('SALES', 'b', ['CH']);
    const people = {
      anna,
      ben,
      manager: await world.reader('MANAGER', 'a'),
      admin: await world.reader('ADMIN'),
    };
    for (const [name, reader] of Object.entries(people)) {
      const channels = ['button_clicks', 'content_delivery', 'text_messages', 'webhook'];
      sockets.set(name, await world.open(reader, ...channels));
      tokens.set(name, reader.token);
    }
    for (let lead = 0; lead < 4; lead++)
      await world.place(id(1, lead), {
        owner: lead % 2 ? ben.id : anna.id,
        team: lead % 2 ? world.teams.b : world.teams.a,
        territory: lead % 2 ? 'CH' : 'DE',
      });
  });
  afterAll(() => world.stop());

  const get = async <T>(path: string, name = 'admin') => {
    const headers = { authorization: `Bearer ${tokens.get(name) ?? ''}` };
    const answer = await world.crm.stranger().get<T>(`/api/webhook/${path}`, { headers });
    if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  function factsOf({ lead, what, minute, came }: Step): Fact[] {
    made += 1;
    const [messageId, person, other] = [id(2, made), id(3, lead), id(4, Math.ceil(made / 3))];
    const leadId = id(1, lead);
    const whose = { whatsappContactId: person, leadId, contactId: null };
    const message = { messageId, ...whose, about: null, wamid: `w${String(made)}` };
    const received = (kind: string): Fact => ({
      definition: MessageReceived,
      subject: messageId,
      data: { ...message, kind, repliesTo: null, referred: false, occurredAt: at(minute) },
    });
    const sent = (over: object): Fact[] => {
      const data = {
        ...message,
        kind: 'text',
        purpose: 'service',
        author: 'user',
        templateKey: null,
        occurredAt: at(minute),
        ...over,
      };
      return [
        { definition: MessageSent, subject: messageId, data },
        ...came.map((status, nr) => ({
          definition: MessageStatusChanged,
          subject: messageId,
          data: {
            ...message,
            about: data.about,
            status,
            purpose: data.purpose,
            templateKey: data.templateKey,
            errorCode: null,
            reason: null,
            occurredAt: at(minute - nr / 10),
          },
        })),
      ];
    };
    const grant = {
      grantId: other,
      packageId: id(5, 1),
      packageKey: 'preise',
      leadId,
      contactId: null,
      number: 1,
      occurredAt: at(minute),
    };
    switch (what) {
      case 'text':
        return [received('text')];
      case 'click':
        return [
          received('click'),
          {
            definition: ButtonClicked,
            subject: messageId,
            data: {
              ...message,
              button: lead === 0 ? 'interested' : 'unlock',
              target: { kind: 'none', id: null },
              source: 'template',
              templateKey: 'unlock',
              repliesTo: id(2, Math.max(1, made - 2)),
              repliedToSentAt: at(minute + 5),
              occurredAt: at(minute),
            },
          },
        ];
      case 'template':
        return sent({
          kind: 'template',
          purpose: 'content',
          author: 'system',
          templateKey: 'unlock',
          about: { kind: 'grant', id: other },
        });
      case 'content':
        return sent({
          kind: 'document',
          purpose: 'content',
          author: 'system',
          about: { kind: 'grant', id: other },
        });
      case 'answer':
        return sent({ author: lead % 2 ? 'bot' : 'user' });
      case 'unlock':
        return [
          {
            definition: ContentUnlocked,
            subject: other,
            data: { ...grant, via: 'button', messageId: null },
          },
          {
            definition: ContentDelivered,
            subject: other,
            data: {
              ...grant,
              outcome: 'delivered',
              items: 2,
              accepted: 2,
              firstItemMilliseconds: 900,
            },
          },
        ];
      case 'closed': {
        const about = { conversationId: id(6, made), leadId, contactId: null, channel: 'whatsapp' };
        const closing = {
          version: 2,
          reason: minute % 2 ? 'resolved' : 'inactive',
          occurredAt: at(minute),
        };
        return [
          { definition: ConversationOpened, subject: about.conversationId, data: about },
          {
            definition: ConversationClosed,
            subject: about.conversationId,
            data: { ...about, ...closing },
          },
        ];
      }
    }
  }

  const record = (facts: readonly Fact[]) =>
    world.crm.app
      .get(Database)
      .transaction(systemDbScope('test'), (tx) => world.crm.app.get(EventLog).recordAll(tx, facts));

  /** The handler once more with what it has had, as after a crash between effect and cursor. */
  async function tellAgain(): Promise<void> {
    const rows = await world.crm.sql<LogRow>(
      `SELECT ${LOG_COLUMNS} FROM event_log l WHERE type ~ '^crm.(message|button|content)' ORDER BY random() LIMIT 20`,
    );
    await world.crm.app
      .get(Database)
      .transaction(systemDbScope('test'), (tx) =>
        world.crm.app.get(MessagingConsumer).learn(tx, rows.map(fromRow)),
      );
  }

  it('are the same in the answer, in the log and on a socket, whatever comes twice or late', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf, { minLength: 1, maxLength: 25 }),
        fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }),
        async (steps, order) => {
          const facts = steps
            .flatMap(factsOf)
            .map((fact, nr) => ({ fact, key: order[nr % order.length] ?? 0 }))
            .sort((one, other) => one.key - other.key)
            .map(({ fact }) => fact);
          const half = Math.ceil(facts.length / 2);
          await record(facts.slice(0, half));
          await world.crm.drain();
          await tellAgain();
          await record([...facts.slice(half), ...facts.slice(0, 3)]);
          await world.crm.drain();
          for (const [name, socket] of sockets) {
            await socket.settled();
            const { data } = await get<Metrics>('metrics?days=7&tz=UTC', name);
            const folded = fold(socket.frames);
            expect([name, data.overview]).toEqual([name, expect.objectContaining(folded.overview)]);
            expect([name, data.button_analytics.by_hour]).toEqual([name, folded.by_hour]);
            expect([name, data.chat]).toEqual([name, expect.objectContaining(folded.chat)]);
          }
          const { data } = await get<Metrics>('metrics?days=7&tz=UTC');
          const inLog = await world.crm.sql<{ button: string; clicks: number }>(
            `SELECT data->>'button' AS button, count(*)::int AS clicks FROM event_log
              WHERE type = 'crm.button.clicked.v1' GROUP BY 1 ORDER BY 2 DESC, 1`,
          );
          expect(data.button_analytics.by_button).toEqual(
            inLog.map((row) => expect.objectContaining(row) as unknown),
          );
        },
      ),
      { numRuns: 8, seed: 5, endOnFailure: true },
    );
    expect(await world.crm.app.get(Replay).verify('analytics.messaging')).toEqual(
      TABLES.map((table) => ({ table, onlyRebuilt: 0, onlyLive: 0 })),
    );
  });

  it('counts what came from whoever nobody knows for those who see everything alone', async () => {
    const before = await get<Metrics>('metrics?days=1&tz=UTC');
    const facts = factsOf({ lead: 0, what: 'text', minute: 3, came: [] });
    await record(
      facts.map((fact) => ({
        ...fact,
        definition: { ...fact.definition, audience: 'operations' as const },
        data: { ...(fact.data as object), leadId: null },
      })),
    );
    await world.crm.drain();

    const after = await get<Metrics>('metrics?days=1&tz=UTC');
    const ofManager = await get<Metrics>('metrics?days=1&tz=UTC', 'manager');

    expect(after.data.chat['messages_in']).toBe((before.data.chat['messages_in'] ?? 0) + 1);
    expect(ofManager.data.chat['messages_in']).toBeLessThan(after.data.chat['messages_in'] ?? 0);
  });

  it('measures how long a person and the machine take, from the first message that waits', async () => {
    await world.crm.sql(`TRUNCATE ${TABLES.join(', ')}`);
    const message = (what: 'text' | 'answer', lead: number, minute: number) =>
      factsOf({ lead, what, minute, came: [] });
    await record([
      ...message('text', 0, 60),
      ...message('text', 0, 55),
      ...message('answer', 0, 50),
      ...message('text', 1, 40),
      ...message('answer', 1, 39),
      ...message('text', 2, 30),
    ]);
    await world.crm.drain();

    const { data } = await get<{ data: { chat: { response_time: unknown } } }>('metrics?days=1');

    const times = {
      automatic: { count: 1, avg_ms: 60_000, p95_ms: 60_000 },
      human: { count: 1, avg_ms: 600_000, p95_ms: 600_000 },
    };
    const none = { count: 0, avg_ms: null, p95_ms: null };
    expect(data.chat.response_time).toEqual({
      ...times,
      by_channel: { whatsapp: times, email: { automatic: none, human: none } },
    });
  });

  it('lists taps that nobody has answered, to whoever may see the lead', async () => {
    await world.crm.sql(`TRUNCATE ${TABLES.join(', ')}`);
    const step = (lead: number, what: Step['what'], minute: number) =>
      factsOf({ lead, what, minute, came: [] });
    await record([
      ...step(0, 'click', 30),
      ...step(0, 'answer', 20),
      ...step(1, 'click', 10),
      ...step(2, 'click', 60),
      ...step(2, 'click', 45),
      ...step(3, 'click', 2000),
    ]);
    await world.crm.drain();

    const seen = async (name: string) => {
      const { data } = await get<{ data: { items: { lead_id: string; at: string }[] } }>(
        'hot-clicks',
        name,
      );
      return data.items.map(({ lead_id, at: when }) => [lead_id, when]);
    };

    expect(await seen('admin')).toEqual([
      [id(1, 1), at(10)],
      [id(1, 2), at(45)],
    ]);
    expect(await seen('anna')).toEqual([[id(1, 2), at(45)]]);
  });

  it('is null and never 0 where nothing was measured', async () => {
    await world.crm.sql(`TRUNCATE ${TABLES.join(', ')}`);

    const { data } = await get<Metrics & { data: { performance: object } }>('metrics');

    expect(data.overview).toMatchObject({
      total_button_clicks: 0,
      success_rate: null,
      unlock_rate: null,
      click_through_rate: null,
      avg_response_time_ms: null,
    });
    expect(data.performance).toMatchObject({
      uptime_percentage: null,
      error_rate: null,
      webhook_ack_p95_ms: null,
      peak_hour: null,
    });
  });

  it.each([
    ['metrics?days=0', '#/days'],
    ['metrics?from=2026-06-02&to=2026-06-01', '#/to'],
    ['metrics?from=2026-06-01', '#/to'],
    ['button-analytics?button=nope', '#/button'],
    ['crm-analytics?tz=Mars', '#/tz'],
  ])('refuses %s with the field', async (path, pointer) => {
    const headers = { authorization: `Bearer ${tokens.get('admin') ?? ''}` };
    const answer = await world.crm.stranger().get(`/api/webhook/${path}`, { headers });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ pointer }] });
  });
});

describe('the channel as it is', () => {
  let crm: Crm;
  let channel: ReturnType<typeof whatsApp>;

  beforeAll(async () => {
    crm = await Crm.start({ env: WHATSAPP_ON });
    channel = whatsApp(crm);
    await crm.drain();
  });
  afterAll(() => crm.stop());

  const status = async () =>
    (await crm.admin.get<{ data: Record<string, unknown> }>('/api/webhook/status')).body.data;

  it('is healthy by what probes and counts say, and so is /health', async () => {
    await channel.text('491511234567', 'Guten Tag');
    await channel.post('{}', signed('{}', 'a-secret-of-nobody'));
    crm.clock.turnTo(new Date(crm.clock.now().getTime() + 61_000));
    await crm.drain();

    expect(await status()).toMatchObject({
      state: 'healthy',
      mode: 'simulated',
      reasons: [],
      accepted_24h: 1,
      signature_failures_24h: 1,
      queue_depth: 0,
      dead_letters: 0,
      uptime_24h: 1,
      probes_24h: 2,
    });
    const { body } = await crm.stranger().get<{ components: Record<string, object> }>('/health');
    expect(body.components['whatsapp']).toMatchObject({ state: 'ok' });
    const realtime = await crm.admin.get<{ data: { minutes: { accepted: number }[] } }>(
      '/api/webhook/stats/realtime',
    );
    const { minutes } = realtime.body.data;
    expect([minutes.length, minutes.reduce((sum, { accepted }) => sum + accepted, 0)]).toEqual([
      60, 1,
    ]);
  });

  it('is degraded by what was given up, until somebody replays it', async () => {
    const [dead] = await crm.sql<{ id: string }>(
      `UPDATE whatsapp_items SET state = 'dead', settled_at = now(), attempts = 5, error = 'Error: down' RETURNING id`,
    );

    expect(await status()).toMatchObject({
      state: 'degraded',
      reasons: ['dead-letters'],
      dead_letters: 1,
    });
    const { body } = await crm.admin.get<{ data: { items: object[] } }>(
      '/api/webhook/dead-letters',
    );
    expect(body.data.items).toEqual([
      expect.objectContaining({ id: dead?.id, kind: 'message', attempts: 5, error: 'Error: down' }),
    ]);
    const replay = () =>
      crm.admin.post(`/api/webhook/dead-letters/${dead?.id ?? ''}/replay`).then((a) => a.status);
    expect(await replay()).toBe(200);
    expect(await replay()).toBe(404);
    await crm.drain();
    expect(await status()).toMatchObject({ state: 'healthy', dead_letters: 0 });
  });
});

describe('a channel that is off', () => {
  it('is off, and no fault', async () => {
    const crm = await Crm.start();

    const { body } = await crm
      .stranger()
      .get<{ status: string; components: Record<string, object> }>('/health');
    const answer = await crm.admin.get<{ data: object }>('/api/webhook/status');

    expect(body.status).toBe('ok');
    expect(body.components['whatsapp']).toEqual({ state: 'off', latencyMs: null });
    expect(answer.body.data).toMatchObject({
      state: 'off',
      reasons: [],
      queue_depth: null,
      accepted_24h: null,
      uptime_24h: null,
    });
    await crm.stop();
  });
});
