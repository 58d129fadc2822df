import { setTimeout as pause } from 'node:timers/promises';
import { approvePackage, CLOUD, granted, MESSAGES, tap } from '../support/brought-content';
import { ADMIN, Visitor } from '../support/crm';
import { GraphSink } from '../support/graph-sink';
import { LiveSystem } from '../support/live-system';

/** In the long form `DELIVERY_CONTACTS=300 DELIVERY_KILLS=60`. */
const CONTACTS = Number(process.env['DELIVERY_CONTACTS'] ?? 12);
const KILLS = Number(process.env['DELIVERY_KILLS'] ?? 4);
/** Every so many kills hit PostgreSQL and not a server. */
const POSTGRES_EVERY = 2;

interface Row {
  readonly phone: string;
  readonly ordinal: number;
  readonly state: string;
  readonly message: string;
}

describe('a package that is on its way while servers and the database are killed', () => {
  let system: LiveSystem;
  let sink: GraphSink;
  let kills = 0;
  let healing: Promise<void> | null = null;
  let next = 2;

  beforeAll(async () => {
    sink = await GraphSink.start(() => system.servers.map(({ url }) => url));
    system = await LiveSystem.start({
      env: { ...CLOUD, WHATSAPP_GRAPH_URL: sink.url },
      servers: 2,
    });
    const admin = new Visitor(system.url);
    await admin.post('/v1/session', ADMIN);
    await approvePackage(admin);
    const people = [];
    for (let nr = 0; nr < CONTACTS; nr++) people.push(await granted(admin, nr));
    sink.onTaken = strike;
    await Promise.all(people.map(({ waId, grantId }, nr) => sink.tell(tap(waId, grantId, nr))));
    for (let open = true; open || healing;) {
      await pause(100);
      open = await isOpen();
    }
  }, 1_200_000);

  afterAll(async () => {
    await system.stop();
    await sink.stop();
  });

  /** In the middle of the call: the message is taken, and perhaps its sender never hears of it. */
  function strike(): void {
    if (healing || kills >= KILLS || sink.taken.length < next) return;
    kills += 1;
    next = sink.taken.length + Math.ceil((CONTACTS * MESSAGES) / (KILLS + 1));
    const hitsPostgres = kills % POSTGRES_EVERY === 0;
    healing = hitsPostgres
      ? system.killPostgres()
      : system.killServer(system.servers[kills % system.servers.length]);
    void healing.finally(() => {
      healing = null;
    });
    // Else whoever is left would have sent all the rest before the next one could die.
    sink.busy = healing;
  }

  async function isOpen(): Promise<boolean> {
    const [row] = await system
      .sql<{ n: number }>(
        `SELECT (SELECT count(*) FROM whatsapp_items WHERE state = 'pending')::int
              + (SELECT count(*) FROM whatsapp_messages WHERE state IN ('queued', 'claimed'))::int
              + $1 - (SELECT count(*) FROM content_deliveries)::int AS n`,
        [CONTACTS * MESSAGES],
      )
      .catch(() => [undefined]);
    return row?.n !== 0;
  }

  function rows(): Promise<Row[]> {
    return system.sql<Row>(
      `SELECT substr(c.phone, 2) AS phone, d.ordinal, m.state, m.id AS message FROM content_deliveries d
         JOIN whatsapp_messages m ON m.id = d.message_id JOIN whatsapp_contacts c ON c.id = m.whatsapp_contact_id
        ORDER BY c.phone, d.ordinal`,
    );
  }

  it('dies as often as it should', () => {
    expect(kills).toBe(KILLS);
  });

  it('reaches nobody twice with the same', () => {
    const seen = sink.taken.map(({ messageId }) => messageId);

    expect(seen).toHaveLength(new Set(seen).size);
  });

  it('comes in its order to each contact, whole, except for what says that nobody knows', async () => {
    const all = await rows();
    const there = new Set(sink.taken.map(({ messageId }) => messageId));
    const lost = all.filter(({ state, message }) => state !== 'unknown' && !there.has(message));
    const unsettled = all.filter(({ state }) => !['accepted', 'sent', 'unknown'].includes(state));
    const ordinals = new Map(all.map(({ message, ordinal }) => [message, ordinal]));
    const disordered = [...new Set(all.map(({ phone }) => phone))].filter((phone) => {
      const order = sink.taken.filter(({ to }) => to === phone);
      return order.some(
        ({ messageId }, at) =>
          at > 0 &&
          (ordinals.get(messageId) ?? 0) <= (ordinals.get(order[at - 1]?.messageId ?? '') ?? 0),
      );
    });

    expect(all).toHaveLength(CONTACTS * MESSAGES);
    expect({ lost, unsettled, disordered }).toEqual({ lost: [], unsettled: [], disordered: [] });
    const unknown = all.filter(({ state }) => state === 'unknown').length;
    process.stdout.write(
      `${String(kills)} kills, ${String(all.length)} messages: ${String(sink.taken.length)} taken, ${String(unknown)} unknown\n`,
    );
  });
});
