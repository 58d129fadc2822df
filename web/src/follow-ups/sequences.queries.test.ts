jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import {
  changeOf,
  nextStep,
  type SimulatedOutcome,
  type Step,
  stepChanges,
  stepToKeep,
} from './sequences.queries';

const step = (key: string, change: Partial<Step> = {}): Step => ({
  ...nextStep([]),
  key,
  ...change,
});

describe('what a version does otherwise', () => {
  it('names steps that came and went, and every field that changed', () => {
    const before = [step('T3', { offset: 3 }), step('T7', { offset: 7 })];
    const after = [step('T3', { offset: 4, past: 'send' }), step('T14')];

    expect(stepChanges(before, after)).toEqual([
      expect.objectContaining({ kind: 'changed', field: 'offset', before: 3, after: 4 }),
      expect.objectContaining({ kind: 'changed', field: 'past', before: 'skip', after: 'send' }),
      expect.objectContaining({ kind: 'added', step: after[1] }),
      expect.objectContaining({ kind: 'removed', step: before[1] }),
    ]);
    expect(stepChanges(before, before)).toEqual([]);
  });

  it('names the message of a step that goes by WhatsApp from now on', () => {
    const whatsapp = { template: 'followup-t3', package: 'brochure' };
    const before = [step('T3')];
    const after = [step('T3', { channel: 'whatsapp-else-email', whatsapp })];

    expect(
      stepChanges(before, after).map((one) =>
        one.kind === 'changed' ? [one.field, one.before, one.after] : [],
      ),
    ).toEqual([
      ['channel', 'email', 'whatsapp-else-email'],
      ['template', null, 'followup-t3'],
      ['package', null, 'brochure'],
    ]);
    expect(stepToKeep(step('T3', { whatsapp })).whatsapp).toBeNull();
  });

  it('gives a new step a key that is free', () => {
    const first = nextStep([]);

    expect([first.key, nextStep([first]).key]).toEqual(['T7', 'T14']);
    expect(nextStep([step('T14', { offset: 1 }), step('T8', { offset: 7 })]).key).toBe('T14-2');
  });
});

describe('a difference of a simulation', () => {
  const sent = {
    state: 'handed_over',
    channel: 'email',
    at: '2026-03-05T13:00:00Z',
  } as SimulatedOutcome;
  const byChat = { ...sent, channel: 'whatsapp' } as SimulatedOutcome;
  const skipped = { state: 'skipped', at: '2026-03-05T13:00:00Z' } as SimulatedOutcome;

  it.each([
    [null, sent, 'added'],
    [skipped, sent, 'added'],
    [sent, skipped, 'dropped'],
    [sent, null, 'dropped'],
    [sent, sent, 'moved'],
    [sent, byChat, 'channel'],
    [skipped, null, 'other'],
  ])('from %o to %o is %s', (then, now, change) => {
    expect(changeOf({ then, now })).toBe(change);
  });
});
