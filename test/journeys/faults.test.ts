import { setTimeout as pause } from 'node:timers/promises';
import { LeadRegistered } from '../../src/events/catalogue';
import { ADMIN, Visitor } from '../support/crm';
import { LiveSystem } from '../support/live-system';
import { StreamClient } from '../support/stream';

/** A salesperson who does not give up: registers leads one after the other and notes what was confirmed. */
async function registerUntil(
  system: LiveSystem,
  confirmed: string[],
  ended: () => boolean,
): Promise<void> {
  const visitor = await signIn(system);
  for (let nr = 1; !ended(); nr++) {
    const body = {
      company: { name: `Betrieb ${String(nr)} ${String(nr * 7919)}`, city: `Ort ${String(nr)}` },
      contacts: [{ email: `kontakt${String(nr)}@betrieb.example` }],
      source: 'OTHER',
    };
    const answer = await visitor.post<{ id: string }>('/v1/leads', body).catch(() => null);
    if (answer?.status === 201) confirmed.push(answer.body.id);
    else await pause(20);
  }
}

async function signIn(system: LiveSystem): Promise<Visitor> {
  for (;;) {
    const visitor = new Visitor(system.url);
    const answer = await visitor.post('/v1/session', ADMIN).catch(() => null);
    if (answer?.status === 201) return visitor;
    await pause(50);
  }
}

/** A screen that stays open: resumes after every cut from its last safe place and drops what it has. */
async function watchUntil(
  system: LiveSystem,
  seen: Set<string>,
  opened: { yes: boolean },
  ended: () => boolean,
) {
  let [cuts, safe] = [0, ''];
  const visitor = await signIn(system);
  while (!ended()) {
    const client = await open(system, visitor);
    if (!client) {
      await pause(50);
      continue;
    }
    const send = (message: object) => {
      client.socket.send(JSON.stringify(message));
    };
    // Until the replay has ended, a safe place of the server is not yet one of ours.
    let replaying = safe !== '';
    send({ type: 'subscribe', data: { channels: ['leads'] } });
    if (replaying) send({ type: 'resume', data: { last_seq: safe } });
    const isOver = { yes: false };
    void client.closed.then(() => (isOver.yes = true));
    while (!isOver.yes && !ended()) {
      send({ type: 'ping' });
      await pause(25);
      for (const { type, id, data } of client.frames.splice(0)) {
        if (type === 'replay.gap') throw new Error('The stream says that it lost something.');
        if (type === LeadRegistered.type) seen.add(id);
        if (type === 'replay.end') replaying = false;
        if (type === 'pong' && !replaying) {
          safe = String(data['safe_seq']);
          opened.yes = true;
        }
      }
    }
    cuts += 1;
    client.socket.terminate();
  }
  return cuts;
}

async function open(system: LiveSystem, visitor: Visitor): Promise<StreamClient | null> {
  const headers = { cookie: visitor.cookieHeader };
  return StreamClient.open(`${system.url}/ws/events`, { headers }).catch(() => null);
}

describe('a server and a database that are killed under load', () => {
  it('lose nothing that was confirmed, and the open screen ends with every event once', async () => {
    const system = await LiveSystem.start();
    try {
      const phase = { registering: true, watching: true };
      const confirmed: string[] = [];
      const seen = new Set<string>();
      // What happens before the screen is open it never sees.
      const opened = { yes: false };
      const watched = watchUntil(system, seen, opened, () => !phase.watching);
      while (!opened.yes) await pause(20);
      const registered = registerUntil(system, confirmed, () => !phase.registering);
      const more = async (count: number) => {
        for (const enough = confirmed.length + count; confirmed.length < enough;) await pause(20);
      };
      for (let kill = 0; kill < 6; kill++) {
        await more(5);
        await (kill % 2 === 0 ? system.killServer() : system.killPostgres());
      }
      await more(5);
      phase.registering = false;
      await registered;
      const events = await system.sql<{ id: string; subject: string }>(
        `SELECT id, subject FROM event_log WHERE type = '${LeadRegistered.type}'`,
      );
      while (seen.size < events.length) await pause(20);
      phase.watching = false;
      const cuts = await watched;
      const leads = await system.sql<{ id: string }>('SELECT id FROM leads');

      const stored = new Set(leads.map((l) => l.id));
      expect(confirmed.length).toBeGreaterThanOrEqual(35);
      expect(confirmed.filter((id) => !stored.has(id))).toEqual([]);
      expect(events.map((e) => e.subject).sort()).toEqual([...stored].sort());
      expect(cuts).toBeGreaterThan(2);
      expect(events.filter((e) => !seen.has(e.id))).toEqual([]);
    } finally {
      await system.stop();
    }
  }, 1_200_000);
});
