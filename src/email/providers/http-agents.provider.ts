import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { NEVER_CONNECTED } from './network-outcome.rules';

/** Beyond it the other side is not there. */
const CONNECT_MS = 10_000;

type Connect = (...args: readonly unknown[]) => Duplex | null | undefined;

/**
 * Ends what does not come about, and marks the error of a connection that never was: TLS or a reset, whatever ends a
 * handshake ends it before the mail.
 */
function watched(agent: http.Agent, event: 'connect' | 'secureConnect'): void {
  const connect = (Reflect.get(agent, 'createConnection') as Connect).bind(agent);
  Reflect.set(agent, 'createConnection', (...args: readonly unknown[]) => {
    const socket = connect(...args) as Socket | null | undefined;
    if (socket) watch(socket, event);
    return socket;
  });
}

function watch(socket: Socket, event: 'connect' | 'secureConnect'): void {
  let isThere = false;
  socket.once(event, () => {
    isThere = true;
  });
  AbortSignal.timeout(CONNECT_MS).addEventListener('abort', () => {
    if (!isThere) socket.destroy(new Error(`There was no connection in ${String(CONNECT_MS)} ms.`));
  });
  socket.prependOnceListener('error', (error: Error) => {
    if (!isThere) Object.assign(error, { [NEVER_CONNECTED]: true });
  });
}

/**
 * Each call has a connection of its own: on one that is kept, a server that hangs up just then leaves open whether it
 * has the mail, and a hundred handshakes are cheaper than one mail of unknown fate.
 */
export function freshAgents(): { httpAgent: http.Agent; httpsAgent: https.Agent } {
  const httpAgent = new http.Agent({ keepAlive: false });
  const httpsAgent = new https.Agent({ keepAlive: false });
  watched(httpAgent, 'connect');
  watched(httpsAgent, 'secureConnect');
  return { httpAgent, httpsAgent };
}
