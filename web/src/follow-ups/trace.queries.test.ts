jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { actsOf, focusOf, stateOf, type Trace, type TraceStep } from './trace.queries';

const step = (over: Partial<TraceStep>): TraceStep =>
  ({ id: 't3', step: 'T3', state: 'planned', reason: null, ...over }) as TraceStep;
const trace = (followUps: TraceStep[], next: string | null = null): Trace =>
  ({ followUps, next: next === null ? null : { followUpId: next } }) as Trace;

describe('the step that a trace is about', () => {
  const sent = step({ state: 'handed_over' });
  const t7 = step({ id: 't7', step: 'T7' });

  it('is the next one, else the first that is open, else the last', () => {
    expect(focusOf(trace([sent, t7], 't7'))).toBe(t7);
    expect(focusOf(trace([sent, t7]))).toBe(t7);
    expect(focusOf(trace([sent]))).toBe(sent);
    expect(focusOf(trace([]))).toBeUndefined();
  });

  it('is deferred when it is planned and waits for something', () => {
    expect(stateOf(step({ reason: 'TOO_SOON' }))).toBe('deferred');
    expect(stateOf(step({}))).toBe('planned');
    expect(stateOf(step({ state: 'skipped', reason: 'NO_CONSENT' }))).toBe('skipped');
  });
});

describe('what may be done about a step', () => {
  it('depends on whether it is open, waits for a word, or is paused', () => {
    expect(actsOf(step({}), false)).toEqual(['pause', 'skip', 'dispatch']);
    expect(actsOf(step({ reason: 'AWAITING_APPROVAL' }), false)[0]).toBe('approval');
    expect(actsOf(step({}), true)).toEqual(['resumption', 'skip']);
    expect(actsOf(step({ state: 'handed_over' }), false)).toEqual([]);
  });
});
