import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../core/access';
import { InvalidRequest } from '../../core/core.problems';
import { Log } from '../../core/log';
import { parseSequence } from '../../events/sequence.rules';
import { Answers } from './answers.gateway';
import { type Connection, steadySeconds } from './connection.gateway';
import { type OpenEventStream, OpenEventStreamSchema } from './event-stream.dto';
import { EventStream } from './event-stream.gateway';
import { FanOut } from './fan-out.gateway';
import { Handshake } from './handshake.gateway';
import { CLOSE } from './limits.rules';
import { Rooms } from './rooms.gateway';
import { Updates } from './updates.gateway';

const TYPE = 'text/event-stream';

/** The live stream for clients that speak HTTP only: the same door, rooms, messages and endings as the socket's. */
@ApiTags('cockpit')
@Controller('api/dashboard')
export class EventStreamController {
  constructor(
    private readonly handshake: Handshake,
    private readonly rooms: Rooms,
    private readonly fanOut: FanOut,
    private readonly answers: Answers,
    private readonly updates: Updates,
    private readonly log: Log,
  ) {}

  /** @throws Problem as the socket's door does; public here, since that door asks who is there */
  @Get('followup-stream')
  @Access('public')
  @ApiOperation({
    operationId: 'openEventStream',
    summary: 'The live stream as Server-Sent Events: `event:` is the type, `id:` where to resume',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The last id that was received; what happened since comes first',
    schema: { type: 'string' },
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Events until one of both sides ends it' })
  async open(
    @Query({ schema: OpenEventStreamSchema }) { channels }: OpenEventStream,
    @Headers('last-event-id') lastSeq: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (lastSeq !== undefined && !parseSequence(lastSeq))
      throw new InvalidRequest('Last-Event-ID is no place in the log.');
    // A seat is given back when its connection closes, whether it was let in or not.
    void reply.header('connection', 'close');
    const problem = await this.handshake.refuse(request.raw);
    if (problem) throw problem;
    if (request.method === 'HEAD') {
      await reply.type(TYPE).send();
      return;
    }
    const reader = this.handshake.reader(request.raw);
    const stream = new EventStream(
      beginStream(request, reply),
      () => this.fanOut.settle(undefined),
      lastSeq ?? null,
    );
    const connection = this.rooms.enter(stream, stream, reader);
    connection.isReplaying = lastSeq !== undefined;
    stream.on('pong', () => (connection.heardAt = steadySeconds()));
    stream.once('close', () => {
      this.rooms.leave(connection);
    });
    await connection.inTurn(() => this.greet(connection, channels, lastSeq));
  }

  /** Subscribes in the same turn as it says the first place, so that nothing falls between the two. */
  private async greet(
    connection: Connection,
    channels: string[],
    lastSeq: string | undefined,
  ): Promise<void> {
    try {
      await this.rooms.ready(connection);
      if (!connection.isOpen) return;
      this.answers.hello(connection);
      await this.answers.subscribe(connection, { type: 'subscribe', data: { channels } });
      if (lastSeq === undefined) return;
      await this.answers.resume(connection, { type: 'resume', data: { last_seq: lastSeq } });
      this.updates.owe(connection);
    } catch (error) {
      this.log.error('stream.answer.failed', error);
      connection.end(CLOSE.broken);
    }
  }
}

/** Ends with the connection and not by chunks: each write goes out at once and shows what the network has not taken. */
function beginStream(request: FastifyRequest, reply: FastifyReply) {
  reply.hijack();
  const response = reply.raw;
  response.useChunkedEncodingByDefault = false;
  response.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': TYPE,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': request.id,
  });
  return response;
}
