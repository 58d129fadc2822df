import { createServer, type Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { Config } from './config';
import { Log } from './log';

/**
 * Opens what the main port serves on EVENTS_PORT and DASHBOARD_PORT too: every request and every upgrade is
 * handed to the main server. A port that is taken is a warning, since the main port serves everything anyway.
 * @returns the ports that are open
 */
export async function openMorePorts(app: INestApplication): Promise<number[]> {
  const config = app.get(Config);
  const wanted = new Set([config.get('EVENTS_PORT'), config.get('DASHBOARD_PORT')]);
  wanted.delete(config.get('PORT'));
  wanted.delete(0);
  const main = app.getHttpServer() as Server;
  const open = await Promise.all(
    [...wanted].map(async (port) => {
      const server = forwarding(main);
      const fault = await listen(server, port, config.get('HOST'));
      if (fault) app.get(Log).warn('port.not-opened', { port, message: fault.message });
      return fault ? [] : [{ port, server }];
    }),
  );
  main.once('close', () => {
    for (const { server } of open.flat()) {
      server.close();
      server.closeAllConnections();
    }
  });
  return open.flat().map(({ port }) => port);
}

function forwarding(main: Server): Server {
  return createServer((request, response) => {
    main.emit('request', request, response);
  }).on('upgrade', (request, socket, head) => {
    main.emit('upgrade', request, socket, head);
  });
}

/** @returns why the port could not be opened, or null */
function listen(server: Server, port: number, host: string): Promise<Error | null> {
  return new Promise((resolve) => {
    server.on('error', resolve);
    server.listen(port, host, () => {
      resolve(null);
    });
  });
}
