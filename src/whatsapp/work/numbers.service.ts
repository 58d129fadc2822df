import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { MessageNumberChanged } from '../../events/catalogue';
import { modeOf } from '../mode.rules';

export interface NumberState {
  readonly phoneNumberId: string;
  readonly version: number;
  readonly displayNumber: string | null;
  readonly quality: 'green' | 'yellow' | 'red' | null;
  readonly limit: string | null;
  readonly blockedBy: string | null;
  readonly changedAt: Date;
}

export type NumberChange = Partial<
  Pick<NumberState, 'displayNumber' | 'quality' | 'limit' | 'blockedBy'>
>;

/** What the stand-in for WhatsApp calls the number that it lends us. */
const SIMULATED_NUMBER = '100000000000001';

const COLUMNS = `phone_number_id AS "phoneNumberId", version, display_number AS "displayNumber", quality,
  messaging_limit AS "limit", blocked_by AS "blockedBy", changed_at AS "changedAt"`;

const CHANGE = `
  INSERT INTO whatsapp_numbers AS n (phone_number_id, display_number, quality, messaging_limit, blocked_by, changed_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (phone_number_id) DO UPDATE SET version = n.version + 1, display_number = EXCLUDED.display_number,
    quality = EXCLUDED.quality, messaging_limit = EXCLUDED.messaging_limit, blocked_by = EXCLUDED.blocked_by,
    changed_at = EXCLUDED.changed_at
  RETURNING ${COLUMNS}`;

/** The numbers that we send from, and what WhatsApp thinks of them. */
@Injectable()
export class Numbers {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly events: EventLog,
  ) {}

  /** The one that we send from. */
  get own(): string {
    return this.config.get('WHATSAPP_PHONE_NUMBER_ID') ?? SIMULATED_NUMBER;
  }

  async list(tx: Tx): Promise<NumberState[]> {
    return tx.rows<NumberState>(`SELECT ${COLUMNS} FROM whatsapp_numbers ORDER BY 1`);
  }

  /** Why nothing may be sent from our number now; null when it may. */
  async blockedBy(tx: Tx): Promise<string | null> {
    const [row] = await tx.rows<{ blockedBy: string | null }>(
      'SELECT blocked_by AS "blockedBy" FROM whatsapp_numbers WHERE phone_number_id = $1',
      [this.own],
      'whatsapp.blocked',
    );
    return row?.blockedBy ?? null;
  }

  /** @param phoneNumberId null for the one that we send from @returns whether anything changed */
  async change(tx: Tx, phoneNumberId: string | null, change: NumberChange): Promise<boolean> {
    const id = phoneNumberId ?? this.own;
    const [known] = await tx.rows<NumberState>(
      `SELECT ${COLUMNS} FROM whatsapp_numbers WHERE phone_number_id = $1 FOR UPDATE`,
      [id],
    );
    const before = known ?? { displayNumber: null, quality: null, limit: null, blockedBy: null };
    const after = { ...before, ...change };
    const keys = ['displayNumber', 'quality', 'limit', 'blockedBy'] as const;
    if (keys.every((key) => before[key] === after[key])) return false;
    const now = this.clock.now();
    const values = [id, after.displayNumber, after.quality, after.limit, after.blockedBy, now];
    const [written] = await tx.rows<NumberState>(CHANGE, values);
    if (!written) return false;
    const { version, quality, limit, blockedBy } = written;
    await this.events.record(
      tx,
      MessageNumberChanged,
      id,
      { phoneNumberId: id, version, quality, limit, blockedBy, changedAt: now.toISOString() },
      { simulated: modeOf(this.config) === 'simulated' },
    );
    return true;
  }
}
