import { createHash } from 'node:crypto';
import { followUpWorld } from '../support/follow-ups';

/** Over type, key, time and data, in key order: what happened, whatever way it was written down. */
async function logHash(seed: number): Promise<{ hash: string; events: number }> {
  const world = await followUpWorld({ at: '2026-03-02T08:30:00Z', seed });
  try {
    for (let nr = 0; nr < 8; nr++)
      await world.register({ nr, ...(nr % 4 === 3 && { consent: null }) });
    await world.advanceTo('2026-04-01T08:30:00Z');
    const rows = await world.crm.sql<{ line: string }>(
      `SELECT type || ' ' || key || ' ' || time || ' ' || data AS line FROM event_log ORDER BY key, type`,
    );
    const hash = createHash('sha256');
    for (const { line } of rows) hash.update(line);
    return { hash: hash.digest('hex'), events: rows.length };
  } finally {
    await world.stop();
  }
}

describe('the same seed', () => {
  it('writes the same log twice, and another seed another one', async () => {
    const first = await logHash(11);
    const second = await logHash(11);
    const other = await logHash(12);

    expect(first.events).toBeGreaterThan(60);
    expect(second).toEqual(first);
    expect(other.hash).not.toBe(first.hash);
  }, 1_200_000);
});
