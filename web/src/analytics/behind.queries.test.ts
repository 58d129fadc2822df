jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { decodeBehind, encodeBehind, filePath, listOfBehind } from './behind.queries';

const VERSION = '30000000-0000-4000-8000-000000000002';

describe('what is behind a number', () => {
  it('is one short parameter, and is read again as it was', () => {
    expect(encodeBehind({ kind: 'leads', stage: 'answered', age: 'mature' })).toBe(
      'leads:answered:mature',
    );
    for (const behind of [
      { kind: 'follow-ups', stage: 'sent', age: 'all', by: 'owner', key: null },
      { kind: 'follow-ups', stage: 'sent', age: 'all', by: 'week', key: '2026-03-02' },
      { kind: 'held-out', stage: 'converted', age: 'mature', step: 'T3' },
      {
        kind: 'follow-ups',
        stage: 'answered',
        age: 'young',
        days: { from: '2026-01-01', to: '2026-01-31' },
      },
    ] as const)
      expect(decodeBehind(encodeBehind(behind))).toEqual(behind);
  });

  it('is nothing when it is not understood', () => {
    expect(decodeBehind('leads:unread')).toBeNull();
    expect(decodeBehind(undefined)).toBeNull();
  });

  it('asks with the filter of the report, and with what narrows it down', () => {
    const search = { step: ['T3', 'T7'], window: '14', owner: ['me'] };
    const behind = {
      kind: 'follow-ups',
      stage: 'sent',
      age: 'mature',
      by: 'templateVersion',
      key: VERSION,
      step: 'T7',
    } as const;

    expect(listOfBehind('templates', search, behind)).toEqual({
      step: ['T7'],
      window: 14,
      owner: ['me'],
      stage: 'sent',
      age: 'mature',
      groupBy: 'templateVersion',
      key: VERSION,
    });
  });

  it('leaves out what its report leaves out', () => {
    const search = { step: ['T3', 'T7'] };

    expect(listOfBehind('uplift', search, { kind: 'held-out', stage: 'eligible' })).toEqual({
      stage: 'eligible',
      heldOut: 'true',
    });
  });

  it('has a file of the same question', () => {
    expect(filePath('leads', { step: ['T3'], stage: 'sent' }, 'xlsx', 'de')).toBe(
      '/v1/analytics/leads/export?step=T3&stage=sent&format=xlsx&language=de',
    );
  });
});
