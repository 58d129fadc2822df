import { once } from 'node:events';
import { Client } from 'pg';
import { Database, type Tx } from '../../src/core/database';
import { Ids } from '../../src/core/ids';
import { EventLog } from '../../src/events';
import { LeadChanged, LeadStatusChanged } from '../../src/events/catalogue';
import { AccessQueries, type Scope, Sessions, systemScope } from '../../src/identity';
import { Crm, type CrmOptions } from './crm';
import { StreamClient } from './stream';

interface Place {
  readonly owner?: string | null;
  readonly team?: string | null;
  readonly territory?: string;
}

interface Reader {
  readonly id: string;
  readonly token: string;
  readonly sessionId: string;
}

/** People, leads and facts for tests of the stream, made without the screens' detours. */
export class StreamWorld {
  private clients: StreamClient[] = [];
  private made = 0;

  private constructor(
    readonly crm: Crm,
    readonly teams: { a: string; b: string },
  ) {}

  static async start(options: CrmOptions = {}): Promise<StreamWorld> {
    const crm = await Crm.start({
      running: true,
      ...options,
      env: { STREAM_MAX_PER_ADDRESS: '100', ...options.env },
    });
    const ids = crm.app.get(Ids);
    const teams = { a: ids.uuid(), b: ids.uuid() };
    for (const [name, id] of Object.entries(teams))
      await crm.sql('INSERT INTO teams (id, name) VALUES ($1, $2)', [id, name]);
    return new StreamWorld(crm, teams);
  }

  async stop(): Promise<void> {
    await this.closeClients();
    await this.crm.stop();
  }

  async closeClients(): Promise<void> {
    for (const client of this.clients) client.close();
    await Promise.all(this.clients.map(({ closed }) => closed));
    this.clients = [];
  }

  /** A user with a session; a manager manages the team, a sales user is in it. */
  async reader(role: string, team?: 'a' | 'b', territories = ['DE']): Promise<Reader> {
    this.made += 1;
    const id = this.crm.app.get(Ids).uuid();
    const email = `reader${String(this.made)}@relance.example`;
    const teamId = team && role === 'SALES' ? this.teams[team] : null;
    await this.crm.sql(
      `INSERT INTO users (id, email, name, role, team_id, territories) VALUES ($1, $2, $2, $3, $4, $5)`,
      [id, email, role, teamId, territories],
    );
    if (team && role === 'MANAGER')
      await this.crm.sql('UPDATE teams SET manager_id = $1 WHERE id = $2', [id, this.teams[team]]);
    const token = await this.transaction((tx) =>
      this.crm.app.get(Sessions).open(tx, id, '127.0.0.1', 'test'),
    );
    const [session] = await this.crm.sql<{ id: string }>(
      'SELECT id FROM sessions WHERE user_id = $1',
      [id],
    );
    return { id, token, sessionId: session?.id ?? '' };
  }

  async open(reader: Reader, ...channels: string[]): Promise<StreamClient> {
    const headers = { authorization: `Bearer ${reader.token}` };
    const client = await StreamClient.open(`${this.crm.url}/ws/events`, { headers });
    this.clients.push(client);
    if (channels.length > 0) await client.subscribe(...channels);
    return client;
  }

  async lead({ owner = null, team = null, territory = 'DE' }: Place = {}): Promise<string> {
    const subjectId = this.crm.app.get(Ids).uuid();
    await this.place(subjectId, { owner, team, territory });
    return subjectId;
  }

  async place(subjectId: string, { owner = null, team = null, territory = 'DE' }: Place) {
    const access = this.crm.app.get(AccessQueries);
    const place = { subjectId, ownerId: owner, teamId: team, territory, simulated: false };
    await this.transaction((tx) => access.place(tx, { kind: 'lead', ...place }));
  }

  /** Something happens to a lead. @returns the event's id */
  async happens(leadId: string): Promise<string> {
    const [id] = await this.happen(leadId, 1);
    return id ?? '';
  }

  /** Many things happen to a lead in one transaction. @returns the ids of the events */
  async happen(leadId: string, count: number): Promise<string[]> {
    const facts = Array.from({ length: count }, () => ({
      definition: LeadStatusChanged,
      subject: leadId,
      data: { leadId, version: ++this.made, from: 'ACTIVE', to: 'QUALIFIED', reason: null },
    }));
    await this.transaction((tx) => this.crm.app.get(EventLog).recordAll(tx, facts));
    const rows = await this.crm.sql<{ id: string }>(
      'SELECT id FROM event_log WHERE subject_id = $1 ORDER BY tx DESC, position DESC LIMIT $2',
      [leadId, count],
    );
    return rows.map(({ id }) => id).reverse();
  }

  async collaborate(leadId: string, userId: string, isIn: boolean): Promise<void> {
    const access = this.crm.app.get(AccessQueries);
    await this.transaction(async (tx) => {
      await (isIn
        ? access.addCollaborator(tx, leadId, userId)
        : access.removeCollaborator(tx, leadId, userId));
      const data = { leadId, version: ++this.made, fields: ['collaborators'] };
      await this.crm.app.get(EventLog).record(tx, LeadChanged, leadId, data);
    });
  }

  transaction<T>(act: (tx: Tx<Scope>) => Promise<T>): Promise<T> {
    return this.crm.app.get(Database).transaction(systemScope('test'), act);
  }

  /** A writing transaction that keeps the horizon where it is until it is ended. */
  async openTransaction(): Promise<{ end: () => Promise<void> }> {
    const client = new Client({ connectionString: this.crm.database.superUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT pg_current_xact_id()');
    const ended = once(client, 'end');
    return {
      end: async () => {
        await client.query('COMMIT');
        await client.end();
        await ended;
      },
    };
  }
}
