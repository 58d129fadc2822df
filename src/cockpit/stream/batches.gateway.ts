import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { LIVE_BATCH } from '../../events';
import type { LiveBatch } from '../../events/live';
import { Answers } from './answers.gateway';
import { Echoes } from './echoes.gateway';
import { Endings } from './endings.gateway';
import { FanOut } from './fan-out.gateway';
import { Rooms } from './rooms.gateway';
import { Updates } from './updates.gateway';

/** Hears what is new in the log and hands it on: first who may no longer hear it, then what it is, then the numbers. */
@Injectable()
export class Batches {
  constructor(
    private readonly endings: Endings,
    private readonly fanOut: FanOut,
    private readonly updates: Updates,
    private readonly echoes: Echoes,
    private readonly rooms: Rooms,
    private readonly answers: Answers,
  ) {}

  @OnEvent(LIVE_BATCH, { suppressErrors: false })
  async take(batch: LiveBatch): Promise<void> {
    this.endings.heed(batch.events);
    await this.fanOut.deliver(batch, ({ events, gap }) => {
      if (gap) this.tellGap();
      this.updates.changedBy(events);
      this.echoes.hear(events);
    });
  }

  /** More happened at once than one read carries: everybody fetches again. */
  private tellGap(): void {
    for (const room of this.rooms.all()) {
      const everybody = [...room.members.values()].flatMap((members) => [...members]);
      this.answers.tell(room, everybody, 'replay.gap', {});
    }
  }
}
