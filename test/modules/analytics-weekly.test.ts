import type { Performance } from '../../src/analytics/analytics.dto';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

const MARIA = 'maria.brandt@relance.example';

describe('the report of the week', () => {
  let world: FollowUpWorld;

  beforeAll(async () => {
    world = await followUpWorld({ env: { ANALYTICS_WEEKLY_REPORT: 'on' } });
  });
  afterAll(() => world.stop());

  const reports = () => world.sink.mails.filter(({ to }) => to.includes(MARIA));
  const textOf = (raw: string | undefined) =>
    (raw ?? '').replaceAll('=\r\n', '').replaceAll('=C3=BC', 'ü').replaceAll('=3D', '=');

  it('comes to the manager on Monday at seven, with the numbers that the screen has', async () => {
    await world.register();
    await world.advanceTo('2026-03-09T05:59:00Z');
    expect(reports()).toEqual([]);

    await world.advanceTo('2026-03-09T06:00:00Z');

    const [mail] = reports();
    const { body } = await world.maria.get<Performance>(
      '/v1/analytics/performance?from=2026-03-02&to=2026-03-08',
    );
    expect(body.total.sent).toBe(1);
    const text = textOf(mail?.raw);
    expect(text).toContain('KW 10, 02.03.2026 bis 08.03.2026');
    expect(text).toContain(`Gesendet: ${String(body.total.sent)} (Vorwoche 0)`);
    expect(text).toContain('/analytics/performance?from=2026-03-02&to=2026-03-08');
    expect(reports()).toHaveLength(1);
  });

  it('is in the language of the manager, and stays away when they do not want it', async () => {
    await world.maria.patch('/v1/me', { locale: 'en' });
    await world.advanceTo('2026-03-16T06:00:00Z');
    const put = await world.maria.set('analytics.weekly-report', {
      value: false,
      userId: world.maria.id,
      reason: 'Lese ich auf dem Bildschirm',
    });
    await world.advanceTo('2026-03-23T06:00:00Z');

    expect(put.status).toBe(200);
    expect(reports()).toHaveLength(2);
    expect(textOf(reports()[1]?.raw)).toContain('Sent: ');
  });
});
