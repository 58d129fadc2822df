import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { int4Array, textArray, uuidArray } from '../../core/binary-array.rules';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, lockKeys, systemDbScope } from '../../core/database';
import { Ids } from '../../core/ids';
import { Log } from '../../core/log';
import { Loops } from '../../core/loops';
import { endOfTurn } from '../../core/turn';
import { ContactKeys } from '../../identity';
import { WebhookUnavailable } from '../whatsapp.problems';
import { type Item, readEnvelope, textOf } from './envelope.rules';
import { IntakeCounts } from './intake-counts.service';

export const WORK_LOOP = 'whatsapp.work';
/** Commits on their way at once; what comes meanwhile goes into the next one together. */
const MOST_COMMITS = 2;
const MOST_TOGETHER = 256;
/** Beyond this the database is not keeping up, and the sender is better asked to come again. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

const COMPLAIN_MS = 10_000;

interface Kept {
  readonly id: Buffer;
  readonly kind: 'work' | 'malformed' | 'ignored';
  /** The bytes as they came, where they are text; base 64 of any other. */
  readonly body: Buffer | string;
  readonly bytes: number;
  readonly items: readonly Item[];
  readonly settle: (error?: Error) => void;
}

/** One that brought nothing new leaves no body behind: its items stood already. */
const KEEP = `
  WITH body AS (
    SELECT * FROM ROWS FROM (unnest($1::uuid[]), unnest($2::text[]), unnest($3::text[])) AS b(id, kind, body)
  ), item AS (
    INSERT INTO whatsapp_items (id, key, payload_id, position, kind, lane, heard_from, received_at)
    SELECT i.id, i.key, i.payload_id, i.position, i.kind, i.lane, i.heard_from, $11
      FROM ROWS FROM (unnest($4::uuid[]), unnest($5::text[]), unnest($6::uuid[]), unnest($7::int[]), unnest($8::text[]),
                      unnest($9::text[]), unnest($10::text[]))
        AS i(id, key, payload_id, position, kind, lane, heard_from)
     ORDER BY i.key ON CONFLICT (key) DO NOTHING RETURNING payload_id
  ), kept AS (
    INSERT INTO whatsapp_payloads (id, kind, body, received_at)
    SELECT b.id, b.kind, b.body, $11 FROM body b
     WHERE b.kind <> 'work' OR b.id IN (SELECT payload_id FROM item)
  )
  SELECT count(*)::int AS fresh FROM item`;

/** Keeps what came in before anybody is told that it did. What arrives in one turn of the event loop shares a commit. */
@Injectable()
export class WebhookIntake implements BeforeApplicationShutdown {
  private waiting: Kept[] = [];
  private waitingBytes = 0;
  private commits = 0;
  private armed = false;
  private complainedAt = -Infinity;
  private idle: (() => void)[] = [];

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: Log,
    private readonly loops: Loops,
    private readonly keys: ContactKeys,
    private readonly counts: IntakeCounts,
  ) {}

  /**
   * Resolves once it is committed, or was before.
   * @throws WebhookUnavailable when the database does not take it
   */
  keep(bytes: Buffer): Promise<void> {
    if (this.waitingBytes + bytes.length > MOST_WAITING_BYTES) {
      this.counts.add('unavailable');
      return Promise.reject(new WebhookUnavailable());
    }
    const text = textOf(bytes);
    const envelope = readEnvelope(text);
    return new Promise<void>((resolve, reject) => {
      this.waiting.push({
        id: this.ids.bytes(),
        kind: envelope.kind,
        body: text === null ? bytes.toString('base64') : bytes.subarray(hasMark(bytes) ? 3 : 0),
        bytes: bytes.length,
        items: envelope.kind === 'work' ? envelope.items : [],
        settle: (error) => {
          if (error === undefined) resolve();
          else reject(error);
        },
      });
      this.waitingBytes += bytes.length;
      this.arm();
    });
  }

  /** Whoever was not answered yet is answered before the connections close. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.commits === 0 && this.waiting.length === 0) return;
    await new Promise<void>((done) => this.idle.push(done));
  }

  private arm(): void {
    if (this.armed || this.commits >= MOST_COMMITS) return;
    this.armed = true;
    void endOfTurn().then(() => {
      this.armed = false;
      return this.commit();
    });
  }

  private async commit(): Promise<void> {
    const together = this.waiting.splice(0, MOST_TOGETHER);
    if (together.length === 0) return;
    this.commits += 1;
    if (this.waiting.length > 0) this.arm();
    try {
      const fresh = await this.write(together);
      this.count(together, fresh);
      for (const { settle } of together) settle();
      if (fresh > 0) this.loops.wake(WORK_LOOP);
    } catch (error) {
      this.complain(error);
      for (const { settle } of together) settle(new WebhookUnavailable());
      this.counts.add('unavailable', together.length);
    }
    this.commits -= 1;
    this.waitingBytes -= together.reduce((sum, { bytes }) => sum + bytes, 0);
    if (this.waiting.length > 0) this.arm();
    else if (this.commits === 0) for (const done of this.idle.splice(0)) done();
  }

  /** An outage fails every commit; one line now and then says as much as all of them. */
  private complain(error: unknown): void {
    if (performance.now() - this.complainedAt < COMPLAIN_MS) return;
    this.complainedAt = performance.now();
    this.log.error('webhook.not-kept', error);
  }

  /** @returns how many items were new */
  private async write(together: readonly Kept[]): Promise<number> {
    const items = together.flatMap(({ id, items }) =>
      items.map(({ key, kind, lane, heardFrom }, position) => ({
        key,
        kind,
        lane,
        heardFrom,
        payloadId: id,
        position,
      })),
    );
    const senders = items.flatMap(({ heardFrom }) => (heardFrom === null ? [] : [`+${heardFrom}`]));
    return this.db.transaction(systemDbScope('whatsapp.intake'), async (tx) => {
      // A hand-over takes the same locks: what commits before it is seen by its gate.
      const locked = lockKeys(tx, this.keys.of(senders));
      const kept = tx.rows<{ fresh: number }>(
        KEEP,
        [
          uuidArray(together.map(({ id }) => id)),
          textArray(together.map(({ kind }) => kind)),
          textArray(together.map(({ body }) => body)),
          uuidArray(items.map(() => this.ids.bytes())),
          textArray(items.map(({ key }) => key)),
          uuidArray(items.map(({ payloadId }) => payloadId)),
          int4Array(items.map(({ position }) => position)),
          textArray(items.map(({ kind }) => kind)),
          textArray(items.map(({ lane }) => lane)),
          textArray(items.map(({ heardFrom }) => heardFrom)),
          this.clock.now(),
        ],
        'whatsapp.keep',
      );
      // One after the other on the wire, and nobody waits for the first alone.
      const [, [row]] = await Promise.all([locked, kept]);
      return row?.fresh ?? 0;
    });
  }

  private count(together: readonly Kept[], fresh: number): void {
    const given = together.reduce((sum, { items }) => sum + items.length, 0);
    this.counts.add('accepted', fresh);
    this.counts.add('duplicate', given - fresh);
    for (const { kind } of together) if (kind !== 'work') this.counts.add(kind);
  }
}

/** A byte-order mark (RFC 3629 §6), which JSON may not begin with. */
function hasMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
