import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../events/catalogue';
import { CODES } from './feed-words.rules';
import { feedTypes } from './feed.rules';
import { tell } from './telling.rules';

const KNOWN = { company: 'Hotel Adler', step: 'T3', reason: null, task: null, nameOf: () => null };
const READERS = [
  { locale: 'de', timeZone: 'Europe/Berlin' },
  { locale: 'en', timeZone: 'Europe/Berlin' },
] as const;

/** Anything that a fact may say; what matters is that there are words for each. */
const DATA = {
  ...{ stream: 'followup', class: 'hard', outcome: 'skipped', kind: 'CALL', to: 'ACTIVE' },
  ...{ amountCents: 1, currency: 'CHF', deliveredAt: null, confidence: 0.78, decidedBy: null },
  ...{ dueAt: '2026-03-31T23:30:00Z', deadline: '2026-03-31T23:30:00Z', untilAt: null, days: 5 },
  ...{ from: 'NEEDS', stage: 'NEEDS' },
  ...{ channel: 'email', state: 'review', rule: null },
};

describe('what the feed tells', () => {
  it.each(feedTypes())('has words in both languages: %s', (type) => {
    const [german, english] = READERS.map((reader) => tell({ type, data: DATA }, KNOWN, reader));

    expect(catalogue.some((known) => known.type === type)).toBe(true);
    expect(german?.sentence).toContain('Hotel Adler');
    expect(german?.sentence).not.toMatch(/[{}]|undefined/);
    expect(german?.sentence).not.toBe(english?.sentence);
  });

  it('says how sure a reading is, and days in the zone of the reader', () => {
    const said = (type: string) => tell({ type, data: DATA }, KNOWN, READERS[0]);

    expect(said('crm.response.classified.v1')).toEqual({
      sentence: 'Hotel Adler hat geantwortet: hard · 78\u00a0%',
      detail: 'zu prüfen',
    });
    expect(said('crm.lead.protection.reminded.v1').detail).toBe('bis 01.04.2026');
  });

  it('knows every kind of task that the screens know', () => {
    const file = join(__dirname, '../../../web/src/leads/work.de.json');
    const { taskKind } = JSON.parse(readFileSync(file, 'utf8')) as { taskKind: object };

    expect(Object.keys(taskKind).filter((kind) => !(kind in CODES))).toEqual([]);
  });
});
