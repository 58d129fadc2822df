import { processConditions, type ProcessMeasures } from './process-conditions.rules';
import type { Sample } from './samples.rules';

const LATER = 300;
/** Since five minutes ago, when nothing was counted. */
const since = (counts: Sample['counts'], seconds = LATER): Sample[] => [
  { atSeconds: 0, counts: {} },
  { atSeconds: seconds, counts },
];
const fine: ProcessMeasures = {
  samples: since({
    ...{ followUpErrors: 5, followUpsProcessed: 100, requests: 1000, requestsFailed: 10 },
    ...{ 'live:0.5': 95, 'live:1': 100, 'live:+Inf': 100 },
    ...{ 'http:0.2': 95, 'http:0.5': 100, 'http:+Inf': 100 },
    ...{ messagesAccepted: 300, optOuts: 5 },
  }),
  webhookSilentSeconds: 1800,
  waitingForConnection: 0,
  diskUsed: 0.8,
  memoryUsed: 0.9,
};
const counted = (counts: Sample['counts']) => ({ ...fine, samples: since(counts) });

describe('the conditions of a process', () => {
  it('hold none while everything stands at its limit', () => {
    expect(processConditions('a/1', fine)).toEqual([]);
  });

  it.each<[string, ProcessMeasures, object]>([
    [
      'FollowUpErrorRateHigh',
      counted({ followUpErrors: 6, followUpsProcessed: 100 }),
      { value: 0.06, limit: 0.05 },
    ],
    [
      'LiveLatencyHigh',
      counted({ 'live:0.5': 90, 'live:1': 100, 'live:+Inf': 100 }),
      { value: 0.75, limit: 0.5 },
    ],
    [
      'ApiLatencyHigh',
      counted({ 'http:0.2': 90, 'http:0.5': 100, 'http:+Inf': 100 }),
      { value: 0.35, limit: 0.2 },
    ],
    ['ApiErrors', counted({ requests: 1000, requestsFailed: 11 }), { value: 0.011, limit: 0.01 }],
    ['WebhookSilent', { ...fine, webhookSilentSeconds: 1801 }, { value: 1801, limit: 1800 }],
    ['OptOutSpike', counted({ optOuts: 6, messagesAccepted: 299 }), { value: 6, limit: 5 }],
    ['PoolExhausted', { ...fine, waitingForConnection: 3 }, { value: 3, limit: 0 }],
    ['DiskFilling', { ...fine, diskUsed: 0.81 }, { value: 0.81, limit: 0.8 }],
    ['MemoryHigh', { ...fine, memoryUsed: 0.91 }, { value: 0.91, limit: 0.9 }],
  ])('hold %s beyond it', (name, measured, expected) => {
    const [only, ...more] = processConditions('a/1', measured);

    expect(more).toEqual([]);
    expect(only).toMatchObject({
      name,
      subject: 'a/1',
      limit: (expected as { limit: number }).limit,
    });
    expect(only?.value).toBeCloseTo((expected as { value: number }).value);
  });

  it('are no silence of WhatsApp while we say nothing ourselves', () => {
    const measured = { ...counted({}), webhookSilentSeconds: 90_000 };

    expect(processConditions('a/1', measured)).toEqual([]);
  });

  it('are no spike while many are written to', () => {
    expect(processConditions('a/1', counted({ optOuts: 6, messagesAccepted: 400 }))).toEqual([]);
  });

  it('say nothing where nothing was counted', () => {
    expect(
      processConditions('a/1', {
        ...fine,
        samples: since({}),
        webhookSilentSeconds: null,
        diskUsed: null,
      }),
    ).toEqual([]);
  });
});
