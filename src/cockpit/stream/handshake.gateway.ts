import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { clientAddress } from '../../core/client-address.rules';
import { Config } from '../../core/config';
import { RouteNotFound, ServiceStopping } from '../../core/core.problems';
import { Ids } from '../../core/ids';
import type { Problem } from '../../core/problem';
import { Sessions } from '../../identity';
import { StreamFull, StreamOriginRefused, StreamSignInRequired } from '../cockpit.problems';
import type { Reader } from './connection.gateway';
import { Seats } from './limits.rules';
import { mayConnect } from './origins.rules';

const RETRY_SECONDS = '10';
const BEARER_PROTOCOL = 'bearer';

/** Decides at the upgrade who gets a socket; nobody who does not is ever heard. */
@Injectable()
export class Handshake {
  private readonly admitted = new WeakMap<IncomingMessage, Reader>();
  private readonly origins: readonly string[];
  private readonly seats: Seats;
  private isStopping = false;

  constructor(
    private readonly config: Config,
    private readonly ids: Ids,
    private readonly sessions: Sessions,
    @InjectMetric('crm_stream_rejected_total') private readonly rejected: Counter,
  ) {
    const listed = [config.publicUrl, ...config.get('STREAM_ALLOWED_ORIGINS')];
    this.origins = listed.map((origin) => new URL(origin).origin);
    this.seats = new Seats({
      connections: config.get('STREAM_MAX_CONNECTIONS'),
      perUser: config.get('STREAM_MAX_PER_USER'),
      perAddress: config.get('STREAM_MAX_PER_ADDRESS'),
    });
  }

  /** From now on nobody is let in. */
  stop(): void {
    this.isStopping = true;
  }

  /** @returns why the request gets no socket, or null when it does */
  async refuse(request: IncomingMessage): Promise<Problem | null> {
    const [reason, problem] = (await this.examine(request)) ?? [null, null];
    if (reason !== null) this.rejected.inc({ reason });
    return problem;
  }

  /** Who was admitted with this request. */
  reader(request: IncomingMessage): Reader {
    const reader = this.admitted.get(request);
    if (!reader) throw new Error('A socket was opened that nobody admitted.');
    return reader;
  }

  private async examine(request: IncomingMessage): Promise<[string, Problem] | null> {
    if (!this.config.runs('stream')) return ['role', new RouteNotFound()];
    if (this.isStopping) return ['stopping', new ServiceStopping(undefined, retryLater())];
    const { origin, host } = request.headers;
    if (!mayConnect(origin, host, this.origins)) return ['origin', new StreamOriginRefused()];

    const address = this.addressOf(request);
    const full = this.seats.take(address);
    if (full) return [full, new StreamFull(undefined, retryLater())];
    // A client may go away while it is being asked who it is, so the seat follows the TCP connection.
    let userId: string | null = null;
    request.socket.once('close', () => {
      this.seats.leave(address, userId);
    });

    const credentials = { ...credentialsOf(request), address, correlationId: this.ids.uuid() };
    const reader = await this.sessions.authenticate(credentials);
    if (!reader || (reader.acts && !reader.acts.includes('stream.connect')))
      return ['session', new StreamSignInRequired()];
    const id = reader.scope.userId ?? '';
    if (request.socket.destroyed || !this.seats.takeFor(id))
      return ['user', new StreamFull(undefined, retryLater())];
    userId = id;
    this.admitted.set(request, reader);
    return null;
  }

  private addressOf({ headers, socket }: IncomingMessage): string {
    const forwarded = headers['x-forwarded-for']?.toString();
    return clientAddress(socket.remoteAddress ?? '', forwarded, this.config.get('TRUST_PROXY'));
  }
}

function retryLater() {
  return { headers: { 'retry-after': RETRY_SECONDS } };
}

/** A browser's socket can send no header of its own, hence the protocol list and the ticket. */
function credentialsOf({ headers, url }: IncomingMessage) {
  const [scheme, token] = (headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim());
  const [, header] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const bearer = header ?? (scheme === BEARER_PROTOCOL ? token : undefined);
  const ticket = new URL(url ?? '/', 'ws://host').searchParams.get('ticket');
  return {
    ...(headers.cookie && { cookie: headers.cookie }),
    ...(bearer && { bearer }),
    ...(ticket && { ticket }),
  };
}
