import { Injectable } from '@nestjs/common';
import { replyTo } from './replies.rules';
import { type Reply, Responder, type Turn } from './responder.provider';

/** Answers by rules alone: the same turn, the same words. */
@Injectable()
export class RulesResponder extends Responder {
  answer(turn: Turn): Promise<Reply> {
    return Promise.resolve(replyTo(turn));
  }
}
