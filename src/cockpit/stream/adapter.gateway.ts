import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { WebSocketServer } from 'ws';
import { RouteNotFound } from '../../core/core.problems';
import { Log } from '../../core/log';
import { type Problem, problemBody } from '../../core/problem';
import { Handshake } from './handshake.gateway';
import { MOST_INBOUND_BYTES } from './limits.rules';

const OPTIONS = {
  noServer: true,
  maxPayload: MOST_INBOUND_BYTES,
  /** Milliseconds for the other end to read what it was sent, up to the code that says why it ends. */
  closeTimeout: 15_000,
};

/** Time to read why the door stays shut. */
const LINGER_MS = 1000;

/**
 * Nest's adapter for plain WebSockets, with a door: who may not come in gets an HTTP answer that says why,
 * instead of a hang-up.
 */
export class StreamAdapter extends WsAdapter {
  private door: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | null = null;

  constructor(private readonly app: INestApplicationContext) {
    super(app);
  }

  override create(port: number, { path = '/' }: { path?: string } = {}): WebSocketServer {
    this.ensureHttpServerExists(port, this.httpServer as Server);
    const server = new WebSocketServer({
      ...OPTIONS,
      handleProtocols: (offered) => (offered.has('bearer') ? 'bearer' : false),
    });
    // A client that breaks the protocol is cut off by ws; it must not fill the log of the server.
    server.on('connection', (client) => {
      client.on('error', ({ message }) => {
        this.app.get(Log).debug('stream.client.faulty', { message });
      });
    });
    this.addWsServerToRegistry(Object.assign(server, { path }), port, path);
    return server;
  }

  /** The gateway hears its clients itself: Nest's observables and bound handlers are half of what a socket keeps. */
  override bindMessageHandlers(): void {
    // Nothing to bind.
  }

  override async dispose(): Promise<void> {
    const server = this.httpServer as Server;
    if (this.door) server.off('upgrade', this.door);
    await super.dispose();
  }

  /** Nest would put its own listener here, which destroys what it does not know. */
  protected override ensureHttpServerExists(port: number, server?: Server): Server | undefined {
    if (this.httpServersRegistry.has(port) || !server) return;
    this.httpServersRegistry.set(port, server);
    this.door = (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      this.answer(port, request, socket, head).catch((error: unknown) => {
        this.app.get(Log).error('stream.handshake.failed', error);
        socket.destroy();
      });
    };
    server.on('upgrade', this.door);
    return server;
  }

  private async answer(port: number, request: IncomingMessage, socket: Duplex, head: Buffer) {
    const path = (request.url ?? '').split('?')[0];
    const servers = (this.wsServersRegistry.get(port) ?? []) as (WebSocketServer & {
      path: string;
    })[];
    const server = servers.find((candidate) => candidate.path === path);
    const problem = server ? await this.app.get(Handshake).refuse(request) : new RouteNotFound();
    if (problem || !server) {
      refuse(socket, problem ?? new RouteNotFound(), path);
      return;
    }
    server.handleUpgrade(request, socket, head, (client) => {
      server.emit('connection', client, request);
    });
  }
}

function refuse(socket: Duplex, problem: Problem, url: string | undefined) {
  const { status } = problem.problem;
  const { extras } = problem;
  const body = JSON.stringify(problemBody(problem, url));
  const headers = {
    ...extras.headers,
    connection: 'close',
    'cache-control': 'no-store',
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`);
  // Who never closes the own side would keep a seat for ever.
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => {
    clearTimeout(timer);
  });
  socket.end(
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`,
  );
}
