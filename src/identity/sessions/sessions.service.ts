import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Config } from '../../core/config';
import { Database, type Tx } from '../../core/database';
import { Ids, secretToken } from '../../core/ids';
import { EventLog } from '../../events';
import { SessionRevoked, UserChanged, UserDeactivated } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { ownScope, type Person, type Scope, scopeOf, systemScope } from '../scope.rules';
import { isApiToken } from '../tokens/api-token.rules';
import { ApiTokenOwners } from '../tokens/api-token-owners.queries';
import { digestOf, PERSON_COLUMNS, personOf, type PersonRow } from './person.rules';
import { type RevocationReason, Session } from './session.entity';
import { sessionTokenIn } from './session-cookie.rules';

/** What a request or a handshake brought along to say who it is. */
export interface Credentials {
  /** The header `Cookie` as it came. */
  readonly cookie?: string | undefined;
  /** An API token, or the token of a session from a client that keeps no cookies; goes before the cookie. */
  readonly bearer?: string | undefined;
  /** A one-time ticket for a stream. */
  readonly ticket?: string | undefined;
  readonly address: string | null;
  readonly correlationId: string | null;
}

/** Somebody who has proven who they are. */
export interface Principal {
  readonly scope: Scope;
  /** The session, or the API token that stands in its place. */
  readonly sessionId: string;
  /** What an API token is limited to; null for a session, which may do all that its role may. */
  readonly acts: readonly string[] | null;
  /** The latest end of the session; it may end earlier by idleness or by hand. */
  readonly expiresAt: Date;
}

interface Known {
  readonly person: Person;
  readonly sessionId: string;
  readonly acts: readonly string[] | null;
  readonly expiresAt: Date;
}

interface SessionRow extends PersonRow {
  sessionId: string;
  expiresAt: Date;
  unwritten: boolean;
}

const MOST_CACHED = 10_000;
const TICKET_SECONDS = 30;
const USER_AGENT_LENGTH = 300;

const LIVING = `s.revoked_at IS NULL AND s.expires_at > now() AND s.last_used_at > now() - make_interval(hours => $2)
  AND u.state = 'ACTIVE'`;
const FIND = `SELECT s.id AS "sessionId", s.expires_at AS "expiresAt", s.last_used_at < now() - interval '1 minute' AS unwritten,
       ${PERSON_COLUMNS}
  FROM sessions s JOIN users u ON u.id = s.user_id`;

/** Sessions: opened at sign-in, known by their token, ended by time or by hand. */
@Injectable()
export class Sessions {
  private readonly cache = new Map<string, { known: Known; readAt: bigint }>();
  private readonly cacheNs: bigint;
  /** Grows with every loss of rights, so that a look-up under way at that moment is not remembered. */
  private losses = 0;

  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly apiTokens: ApiTokenOwners,
  ) {
    // Without the live reader nothing tells this process of a revocation elsewhere.
    this.cacheNs = config.runs('stream') ? 5_000_000_000n : 900_000_000n;
  }

  /** @returns null when nothing valid was brought along */
  async authenticate(credentials: Credentials): Promise<Principal | null> {
    const known = await this.find(credentials);
    if (!known) return null;
    const { person, sessionId, acts, expiresAt } = known;
    const scope = scopeOf(person, credentials.correlationId, credentials.address);
    return { scope, sessionId, acts, expiresAt };
  }

  /** Opens a session in the caller's transaction. @returns the token for the cookie, which is stored nowhere */
  async open(tx: Tx, userId: string, address: string, userAgent: string): Promise<string> {
    const token = secretToken();
    await tx.rows(
      `INSERT INTO sessions (id, token_hash, user_id, expires_at, address, user_agent)
       VALUES ($1, $2, $3, now() + make_interval(days => $4), $5, $6)`,
      [
        this.ids.uuid(),
        digestOf(token),
        userId,
        this.config.get('SESSION_MAX_DAYS'),
        address,
        userAgent.slice(0, USER_AGENT_LENGTH),
      ],
      'sessions.open',
    );
    return token;
  }

  /**
   * Ends sessions of a user: one, all, or all but one.
   * @returns how many were still open
   */
  async revoke(
    tx: Tx,
    userId: string,
    reason: RevocationReason,
    { only = null, except = null }: { only?: string | null; except?: string | null } = {},
  ): Promise<number> {
    const ended = await tx.rows<{ id: string }>(
      `UPDATE sessions SET revoked_at = now(), revoked_reason = $2
        WHERE user_id = $1 AND revoked_at IS NULL AND ($3::uuid IS NULL OR id = $3) AND ($4::uuid IS NULL OR id <> $4)
        RETURNING id`,
      [userId, reason, only, except],
    );
    await this.events.recordAll(
      tx,
      ended.map(({ id }) => ({
        definition: SessionRevoked,
        subject: id,
        data: { userId, reason },
      })),
    );
    tx.afterCommit(() => {
      this.forget(userId);
    });
    return ended.length;
  }

  /** Ends the session of a token, if it is one; for a browser that signs in anew. */
  async revokeToken(tx: Tx, token: string): Promise<void> {
    const session = await tx.manager.findOneBy(Session, { tokenHash: digestOf(token) });
    if (session) await this.revoke(tx, session.userId, 'SIGNED_OUT', { only: session.id });
  }

  /** A ticket for one stream, good for 30 seconds of the database's time. */
  async issueTicket({
    scope,
    sessionId,
  }: Principal): Promise<{ ticket: string; expiresAt: string }> {
    const ticket = secretToken();
    const [row] = await this.db.transaction(ownScope(scope), (tx) =>
      tx.rows<{ expires_at: Date }>(
        `INSERT INTO session_tickets (token_hash, session_id, expires_at)
         VALUES ($1, $2, now() + make_interval(secs => $3)) RETURNING expires_at`,
        [digestOf(ticket), sessionId, TICKET_SECONDS],
      ),
    );
    if (!row) throw new Error('The ticket was not stored.');
    return { ticket, expiresAt: row.expires_at.toISOString() };
  }

  /** Drops what is remembered of a user, so that the next request reads it anew. */
  forget(userId: string): void {
    this.losses += 1;
    for (const [key, { known }] of this.cache)
      if (known.person.userId === userId) this.cache.delete(key);
  }

  @OnEvent(SessionRevoked.type, { suppressErrors: false })
  @OnEvent(UserChanged.type, { suppressErrors: false })
  @OnEvent(UserDeactivated.type, { suppressErrors: false })
  rightsChanged(
    event: RecordedEvent<typeof SessionRevoked | typeof UserChanged | typeof UserDeactivated>,
  ): void {
    this.forget(event.data.userId);
  }

  private async find({
    cookie,
    bearer,
    ticket,
    correlationId,
  }: Credentials): Promise<Known | null> {
    const scope = systemScope('session', correlationId);
    if (ticket !== undefined) return this.db.transaction(scope, (tx) => this.redeem(tx, ticket));
    const token = bearer ?? sessionTokenIn(cookie);
    if (!token) return null;
    const hash = digestOf(token);
    const key = hash.toString('base64');
    const cached = this.cache.get(key);
    if (cached && process.hrtime.bigint() - cached.readAt < this.cacheNs) return cached.known;
    const losses = this.losses;
    const known = await this.db.transaction(scope, (tx) =>
      isApiToken(token) ? this.loadApiToken(tx, token) : this.load(tx, 's.token_hash = $1', hash),
    );
    if (known && losses === this.losses) this.remember(key, known);
    else this.cache.delete(key);
    return known;
  }

  private remember(key: string, known: Known): void {
    if (this.cache.size >= MOST_CACHED) this.cache.clear();
    this.cache.set(key, { known, readAt: process.hrtime.bigint() });
  }

  private async redeem(tx: Tx, ticket: string): Promise<Known | null> {
    // Deleting decides between two who come with the same ticket.
    const [row] = await tx.rows<{ session_id: string }>(
      'DELETE FROM session_tickets WHERE token_hash = $1 AND expires_at > now() RETURNING session_id',
      [digestOf(ticket)],
      'sessions.redeem',
    );
    return row ? this.load(tx, 's.id = $1', row.session_id) : null;
  }

  private async load(
    tx: Tx,
    condition: 's.token_hash = $1' | 's.id = $1',
    value: Buffer | string,
  ): Promise<Known | null> {
    const [row] = await tx.rows<SessionRow>(
      `${FIND} WHERE ${condition} AND ${LIVING}`,
      [value, this.config.get('SESSION_IDLE_HOURS')],
      `sessions.find ${condition}`,
    );
    if (!row) return null;
    if (row.unwritten)
      await tx.rows(
        'UPDATE sessions SET last_used_at = now() WHERE id = $1',
        [row.sessionId],
        'sessions.use',
      );
    const { sessionId, expiresAt } = row;
    return { person: personOf(row), sessionId, acts: null, expiresAt };
  }

  private async loadApiToken(tx: Tx, token: string): Promise<Known | null> {
    const owner = await this.apiTokens.find(tx, token);
    if (!owner) return null;
    const { person, tokenId, acts, expiresAt } = owner;
    return { person, sessionId: tokenId, acts, expiresAt };
  }
}
