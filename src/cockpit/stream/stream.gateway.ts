import type { IncomingMessage } from 'node:http';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { Log } from '../../core/log';
import { Answers } from './answers.gateway';
import { type Connection, steadySeconds } from './connection.gateway';
import { Handshake } from './handshake.gateway';
import { CLOSE } from './limits.rules';
import type { MessageOf, Unreadable } from './messages.dto';
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
    client.on('message', () => {
      connection.heardAt = steadySeconds();
      if (!connection.rate.allows(connection.heardAt)) connection.end(CLOSE.tooManyMessages);
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

  @SubscribeMessage('subscribe')
  subscribe(client: WebSocket, message: MessageOf<'subscribe'>): Promise<void> {
    return this.answer(client, (connection) => this.answers.subscribe(connection, message));
  }

  @SubscribeMessage('unsubscribe')
  unsubscribe(client: WebSocket, message: MessageOf<'unsubscribe'>): Promise<void> {
    return this.answer(client, (connection) => this.answers.unsubscribe(connection, message));
  }

  @SubscribeMessage('ping')
  ping(client: WebSocket, message: MessageOf<'ping'>): Promise<void> {
    return this.answer(client, (connection) => this.answers.pong(connection, message));
  }

  @SubscribeMessage('request_metrics')
  requestMetrics(client: WebSocket, message: MessageOf<'request_metrics'>): Promise<void> {
    return this.answer(client, (connection) => this.answers.metrics(connection, message));
  }

  @SubscribeMessage('resume')
  resume(client: WebSocket, message: MessageOf<'resume'>): Promise<void> {
    return this.answer(client, async (connection) => {
      await this.answers.resume(connection, message);
      this.updates.owe(connection);
    });
  }

  @SubscribeMessage('unreadable')
  unreadable(client: WebSocket, { id, detail }: Unreadable): Promise<void> {
    return this.answer(client, (connection) => {
      this.answers.refuse(connection, id, 'invalid-message', detail);
    });
  }

  private async answer(
    client: WebSocket,
    act: (connection: Connection) => Promise<void> | void,
  ): Promise<void> {
    const connection = this.rooms.connection(client);
    if (!connection) return;
    await this.inTurn(connection, () => (connection.isOpen ? act(connection) : undefined));
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
