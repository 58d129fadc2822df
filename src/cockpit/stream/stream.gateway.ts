import type { IncomingMessage } from 'node:http';
import { OnEvent } from '@nestjs/event-emitter';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { Log } from '../../core/log';
import { LIVE_BATCH } from '../../events';
import type { LiveBatch } from '../../events/live';
import { Answers } from './answers.gateway';
import { type Connection, steadySeconds } from './connection.gateway';
import { Endings } from './endings.gateway';
import { FanOut } from './fan-out.gateway';
import { Handshake } from './handshake.gateway';
import { CLOSE } from './limits.rules';
import type { MessageOf, Unreadable } from './messages.dto';
import { Rooms } from './rooms.gateway';
import { Updates } from './updates.gateway';

const BROKEN = { code: 1011, reason: 'internal_error' };

/** The live stream: what happens, to everybody who may know, while it happens. */
@WebSocketGateway({ path: '/ws/events' })
export class StreamGateway implements OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly handshake: Handshake,
    private readonly rooms: Rooms,
    private readonly fanOut: FanOut,
    private readonly answers: Answers,
    private readonly endings: Endings,
    private readonly updates: Updates,
  ) {}

  handleConnection(client: WebSocket, request: IncomingMessage): void {
    const reader = this.handshake.reader(request);
    const connection = this.rooms.enter(client, request.socket, reader);
    client.on('pong', () => (connection.heardAt = steadySeconds()));
    client.on('message', () => {
      connection.heardAt = steadySeconds();
      if (!connection.rate.allows(connection.heardAt)) connection.end(CLOSE.tooManyMessages);
    });
    void connection.inTurn(async () => {
      await this.rooms.ready(connection);
      if (connection.isOpen) this.answers.hello(connection);
    });
  }
}
