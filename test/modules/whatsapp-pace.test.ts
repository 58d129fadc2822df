import { NumberPace } from '../../src/whatsapp/sending/number-pace.service';
import { Crm } from '../support/crm';
import { whatsApp, WHATSAPP_ON } from '../support/whatsapp';

const A_SECOND = 80;
const AN_HOUR = A_SECOND * 3600;

describe('what our number may send', () => {
  let crm: Crm;
  let wa: ReturnType<typeof whatsApp>;
  let pace: NumberPace;

  beforeAll(async () => {
    crm = await Crm.start({
      env: { ...WHATSAPP_ON, WHATSAPP_MESSAGES_PER_SECOND: String(A_SECOND) },
    });
    wa = whatsApp(crm);
    pace = crm.app.get(NumberPace);
  });
  afterAll(() => crm.stop());
  beforeEach(() => crm.sql('DELETE FROM whatsapp_pace'));

  const left = () => wa.run((tx) => pace.left(tx, 1000));

  it('is what it may in a second, however long it has been silent', async () => {
    expect(await left()).toBe(A_SECOND);

    await wa.run((tx) => pace.take(tx, 1));
    await crm.sql(`UPDATE whatsapp_pace SET free_at = now() - interval '1 year'`);

    expect(await left()).toBe(A_SECOND);
    expect(pace.secondsUntilOne).toBeNull();
  });

  it('is nothing once it is spent, and more again soon', async () => {
    await wa.run((tx) => pace.take(tx, AN_HOUR));

    expect(await left()).toBe(0);
    expect(pace.secondsUntilOne).toBe(1 / A_SECOND);
  });

  it('is not taken twice by two who ask at once', async () => {
    await wa.run((tx) => pace.take(tx, 1));
    await crm.sql(`UPDATE whatsapp_pace SET free_at = now() - interval '1 year'`);
    const others: Promise<number>[] = [];

    await wa.run(async (tx) => {
      expect(await pace.left(tx, 1000)).toBe(A_SECOND);
      others.push(left());
      await pace.take(tx, AN_HOUR);
    });

    expect(await Promise.all(others)).toEqual([0]);
  });
});
