import { Injectable } from '@nestjs/common';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { Numbers } from '../work/numbers.service';

/** By the time of the database, which all processes share and nobody turns. */
const LEFT = `
  SELECT least($2::int, $3::int, floor($3::int * extract(epoch FROM clock_timestamp() - free_at)))::int AS most
    FROM whatsapp_pace WHERE phone_number_id = $1 FOR UPDATE`;

const TAKE = `
  INSERT INTO whatsapp_pace AS p (phone_number_id, free_at)
  VALUES ($1, clock_timestamp() + make_interval(secs => $2::int / $3::float8 - 1))
  ON CONFLICT (phone_number_id) DO UPDATE
    SET free_at = greatest(p.free_at, clock_timestamp() - interval '1 second') + make_interval(secs => $2::int / $3::float8)`;

/** So many messages a second, and as many at once: what our number may send, by all processes together. */
@Injectable()
export class NumberPace {
  private spent = false;

  constructor(
    private readonly config: Config,
    private readonly numbers: Numbers,
  ) {}

  /** How many of `most` may go now; who asks in the same transaction as they {@link take} is not overtaken. */
  async left(tx: Tx, most: number): Promise<number> {
    const values = [this.numbers.own, most, this.perSecond];
    const [row] = await tx.rows<{ most: number }>(LEFT, values, 'whatsapp.pace-left');
    const left = Math.max(0, row?.most ?? Math.min(most, this.perSecond));
    this.spent = left === 0;
    return left;
  }

  async take(tx: Tx, count: number): Promise<void> {
    await tx.rows(TAKE, [this.numbers.own, count, this.perSecond], 'whatsapp.pace-take');
  }

  /** Null when one may go now. */
  get secondsUntilOne(): number | null {
    return this.spent ? 1 / this.perSecond : null;
  }

  private get perSecond(): number {
    return this.config.get('WHATSAPP_MESSAGES_PER_SECOND');
  }
}
