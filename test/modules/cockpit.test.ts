import { UserChanged, UserDeactivated } from '../../src/events/catalogue';
import { EventLog } from '../../src/events';
import { Endings } from '../../src/cockpit/stream/endings.gateway';
import { steadySeconds } from '../../src/cockpit/stream/connection.gateway';
import { StreamWorld } from '../support/stream-world';
import type { StreamClient } from '../support/stream';

describe('the stream', () => {
  let world: StreamWorld;

  beforeAll(async () => {
    world = await StreamWorld.start();
  });
  afterEach(() => world.closeClients());
  afterAll(() => world.stop());

  describe('of events', () => {
    it('greets, takes subscriptions and shows what happens', async () => {
      const anna = await world.reader('SALES', 'a');
      const client = await world.open(anna, 'leads');
      const lead = await world.lead({ owner: anna.id, team: world.teams.a });

      const id = await world.happens(lead);

      expect(client.frames[0]).toMatchObject({
        v: 1,
        type: 'hello',
        channel: null,
        data: {
          safe_seq: client.frames[0]?.seq,
          heartbeat_seconds: 30,
          scope: { kind: 'own', role: 'SALES', user_id: anna.id },
          limits: { message_bytes: 16_384, messages: 20, subscriptions: 20, replayed_events: 1000 },
        },
      });
      expect(client.frames[1]).toMatchObject({ type: 'subscribed', data: { channels: ['leads'] } });
      expect(await client.first((frame) => frame.id === id)).toMatchObject({
        v: 1,
        type: 'crm.lead.status.changed.v1',
        channel: 'leads',
        subject: lead,
        simulated: false,
        data: { leadId: lead, to: 'QUALIFIED' },
      });
    });

    it('reaches exactly those who may see the lead', async () => {
      const { a, b } = world.teams;
      const anna = await world.reader('SALES', 'a');
      const people = {
        anna,
        'a colleague of the team': await world.reader('SALES', 'a'),
        'her manager': await world.reader('MANAGER', 'a'),
        'a manager elsewhere': await world.reader('MANAGER', 'b'),
        'a colleague in Switzerland': await world.reader('SALES', 'b', ['CH']),
        'the admin': await world.reader('ADMIN'),
        'the auditor': await world.reader('AUDITOR'),
      };
      const leads = {
        'of Anna': await world.lead({ owner: anna.id, team: a }),
        'free in Germany': await world.lead(),
        'free in Switzerland': await world.lead({ territory: 'CH' }),
        'of the other team': await world.lead({ team: b, owner: people['the admin'].id }),
      };
      const clients = new Map<string, StreamClient>();
      for (const [name, reader] of Object.entries(people))
        clients.set(name, await world.open(reader, 'all'));

      const ids: Record<string, string> = {};
      for (const [name, lead] of Object.entries(leads)) ids[name] = await world.happens(lead);

      const all = clients.get('the admin');
      for (const id of Object.values(ids)) await all?.first((frame) => frame.id === id);
      const seen: Record<string, string[]> = {};
      for (const [name, client] of clients) {
        await client.settled();
        const got = new Set(client.eventIds());
        seen[name] = Object.keys(leads).filter((lead) => got.has(ids[lead] ?? ''));
      }
      expect(seen).toEqual({
        anna: ['of Anna', 'free in Germany'],
        'a colleague of the team': ['free in Germany'],
        'her manager': ['of Anna', 'free in Germany'],
        'a manager elsewhere': ['free in Germany', 'of the other team'],
        'a colleague in Switzerland': ['free in Switzerland'],
        'the admin': Object.keys(leads),
        'the auditor': Object.keys(leads),
      });
    });

    it('follows a collaboration from its first event to its last', async () => {
      const anna = await world.reader('SALES', 'a');
      const bert = await world.reader('SALES', 'b', ['CH']);
      const lead = await world.lead({ owner: anna.id, team: world.teams.a });
      const [owner, client] = [await world.open(anna, 'leads'), await world.open(bert, 'leads')];

      await world.happens(lead);
      await world.collaborate(lead, bert.id, true);
      const during = await world.happens(lead);
      await client.first((frame) => frame.id === during);
      await world.collaborate(lead, bert.id, false);
      const after = await world.happens(lead);

      await owner.first((frame) => frame.id === after);
      await client.settled();
      expect(client.types().filter((type) => type.startsWith('crm.'))).toEqual([
        'crm.lead.changed.v1',
        'crm.lead.status.changed.v1',
      ]);
    });

    it('keeps to the channels that were asked for, and to none after unsubscribing', async () => {
      const admin = await world.reader('ADMIN');
      const [all, mails] = [await world.open(admin, 'all'), await world.open(admin, 'emails')];
      const gone = await world.open(admin, 'leads', 'button_clicks');
      const answer = await gone.ask('unsubscribe', { channels: ['leads'] });

      const id = await world.happens(await world.lead());

      await all.first((frame) => frame.id === id);
      await Promise.all([mails.settled(), gone.settled()]);
      expect(answer.data['channels']).toEqual(['buttons']);
      expect([...mails.eventIds(), ...gone.eventIds()]).toEqual([]);
    });
  });

  describe('ends', () => {
    it('with 4401 when the session is revoked or has expired', async () => {
      const anna = await world.reader('SALES', 'a');
      const [revoked, other] = [
        await world.open(anna),
        await world.open(await world.reader('SALES')),
      ];
      const visitor = world.crm.stranger();

      const signedOut = await visitor.delete('/v1/session', {
        headers: { cookie: `relance_session=${anna.token}` },
      });
      expect(signedOut.status).toBe(204);

      expect(await revoked.closed).toEqual({ code: 4401, reason: 'session_ended' });
      expect(await other.settled()).toMatch(/^\d{6}-/);
      world.crm.app.get(Endings).expire(new Date('2100-01-01'));
      expect(await other.closed).toMatchObject({ code: 4401 });
    });

    it('with 4403 when rights change, and not when a theme does', async () => {
      const anna = await world.reader('SALES', 'a');
      const client = await world.open(anna);
      const changed = (version: number, field: string) =>
        world.transaction((tx) =>
          world.crm.app.get(EventLog).record(tx, UserChanged, anna.id, {
            userId: anna.id,
            version,
            fields: [field],
            teamFrom: world.teams.a,
            teamTo: world.teams.a,
          }),
        );

      await changed(2, 'theme');
      const admin = await world.open(await world.reader('ADMIN'), 'all');
      const marker = await world.happens(await world.lead());
      await admin.first((frame) => frame.id === marker);
      await client.settled();
      await changed(3, 'territories');

      expect(await client.closed).toEqual({ code: 4403, reason: 'rights_changed' });
    });

    it('with 4401 when the user is deactivated', async () => {
      const anna = await world.reader('SALES', 'a');
      const client = await world.open(anna);

      await world.transaction((tx) =>
        world.crm.app.get(EventLog).record(tx, UserDeactivated, anna.id, {
          userId: anna.id,
          version: 2,
          successorId: anna.id,
        }),
      );

      expect(await client.closed).toMatchObject({ code: 4401 });
    });

    it('when nothing was heard for a minute, after a ping at half of it', async () => {
      const client = await world.open(await world.reader('SALES', 'a'));
      const endings = world.crm.app.get(Endings);
      const pinged = new Promise((resolve) => client.socket.once('ping', resolve));

      endings.sweep(steadySeconds() + 31);
      await pinged;
      endings.sweep(steadySeconds() + 61);

      expect(await client.closed).toMatchObject({ code: 1006 });
    });
  });
});
