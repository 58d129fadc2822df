import { DateTime } from 'luxon';
import { planStep, type Step } from './steps.rules';

const zone = 'Europe/Berlin';
const berlin = { zone, region: 'DE-BE' };
const step = (change: Partial<Step>): Step => ({
  key: 'T3',
  offset: 3,
  unit: 'days',
  channel: 'email',
  purpose: 'T3',
  thing: 'sample',
  minDistanceHours: 96,
  latestHours: 48,
  past: 'skip',
  spreadHours: 0,
  needsApproval: false,
  ...change,
});
const at = (text: string) => DateTime.fromISO(text, { zone }).toJSDate();
const local = (date: Date) => DateTime.fromJSDate(date, { zone }).toFormat('ccc yyyy-MM-dd HH:mm');

describe('a step', () => {
  it.each([
    ['in the window at the same local time', '2026-03-02T14:23', {}, 'Thu 2026-03-05 14:23'],
    ['past a weekend', '2026-03-04T14:23', {}, 'Mon 2026-03-09 08:10'],
    ['of a registration at night', '2026-03-02T23:10', {}, 'Fri 2026-03-06 08:10'],
    ['over the March change', '2026-03-27T09:00', {}, 'Mon 2026-03-30 09:00'],
    ['in business days', '2026-03-04T14:23', { unit: 'business-days' }, 'Mon 2026-03-09 14:23'],
  ] as [string, string, Partial<Step>, string][])('is due %s', (_, anchor, change, expected) => {
    const { dueAt } = planStep(step(change), at(anchor), berlin, 600_000);

    expect(local(dueAt)).toBe(expected);
  });

  it('keeps four times 24 hours from the hand-over of the step before', () => {
    const t7 = step({ key: 'T7', offset: 7 });
    const handedOver = at('2026-03-09T08:10:05');

    expect(local(planStep(t7, at('2026-03-04T14:23'), berlin, 0).dueAt)).toBe(
      'Wed 2026-03-11 14:23',
    );
    expect(
      local(planStep(t7, at('2026-03-04T14:23'), berlin, 0, { previousAt: handedOver }).dueAt),
    ).toBe('Fri 2026-03-13 08:10');
  });

  it('may be late by hours of open windows only', () => {
    const { notAfter } = planStep(step({}), at('2026-03-02T14:23'), berlin, 0);

    expect(local(notAfter)).toBe('Fri 2026-03-13 08:23');
  });
});
