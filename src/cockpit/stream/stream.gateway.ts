import type { IncomingMessage } from 'node:http';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { Log } from '../../core/log';
import { Answers } from './answers.gateway';
import { type Connection, steadySeconds } from './connection.gateway';
import { Handshake } from './handshake.gateway';
import { CLOSE } from './limits.rules';
import { type ClientMessage, type MessageOf, readMessage, type Unreadable } from './messages.dto';
import { Rooms } from './rooms.gateway';
import { Updates } from './updates.gateway';

/** The live stream: what happens, to everybody who may know, while it happens. */
@WebSocketGateway({ path: '/ws/events' })
export class StreamGateway implements OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly handshake: Handshake,
    private readonly rooms: Rooms,
    private readonly answers: Answers,
    private readonly updates: Updates,
    private readonly log: Log,
  ) {}

  async handleConnection(client: WebSocket, request: IncomingMessage): Promise<void> {
    const reader = this.handshake.reader(request);
    const connection = this.rooms.enter(client, request.socket, reader);
    client.on('pong', () => (connection.heardAt = steadySeconds()));
    client.on('message', (data: Buffer, isBinary: boolean) => {
      connection.heardAt = steadySeconds();
      if (!connection.rate.allows(connection.heardAt)) connection.end(CLOSE.tooManyMessages);
      void this.hear(connection, readMessage(isBinary ? '' : data.toString()));
    });
    await this.inTurn(connection, async () => {
      await this.rooms.ready(connection);
      this.answers.hello(connection);
    });
  }

  handleDisconnect(client: WebSocket): void {
    const connection = this.rooms.connection(client);
    if (connection) this.rooms.leave(connection);
  }

  /** Also a mistake of the client's has its turn and its answer. */
  private hear(connection: Connection, message: ClientMessage | Unreadable): Promise<void> {
    return this.inTurn(connection, () =>
      connection.isOpen ? this.answer(connection, message) : undefined,
    );
  }

  private answer(
    connection: Connection,
    message: ClientMessage | Unreadable,
  ): Promise<void> | void {
    switch (message.type) {
      case 'subscribe':
        return this.answers.subscribe(connection, message);
      case 'unsubscribe':
        this.answers.unsubscribe(connection, message);
        return;
      case 'ping':
        this.answers.pong(connection, message);
        return;
      case 'request_metrics':
        return this.answers.metrics(connection, message);
      case 'resume':
        return this.resume(connection, message);
      case 'unreadable':
        this.answers.refuse(connection, message.id, 'invalid-message', message.detail);
    }
  }

  private async resume(connection: Connection, message: MessageOf<'resume'>): Promise<void> {
    await this.answers.resume(connection, message);
    this.updates.owe(connection);
  }

  /** A fault of ours ends the socket: the client comes back and resumes, and nothing is lost. */
  private inTurn(connection: Connection, act: () => Promise<void> | void): Promise<void> {
    return connection.inTurn(async () => {
      try {
        await act();
      } catch (error) {
        this.log.error('stream.answer.failed', error);
        connection.end(CLOSE.broken);
      }
    });
  }
}
