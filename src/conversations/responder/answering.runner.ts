import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Loops } from '../../core/loops';
import { ANSWER_LOOP, Answering } from './answering.service';

/** Answers chats as soon as they are heard. */
@Injectable()
export class AnsweringRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly answering: Answering,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: ANSWER_LOOP,
      everySeconds: 5,
      step: () => this.answering.step(),
    });
  }
}
