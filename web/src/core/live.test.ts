import { QueryClient } from '@tanstack/react-query';
import { Live } from './live';
import type { Frame } from './stream';

const KEY = ['things'];
const frame = (id: string): Frame => ({
  v: 1,
  id,
  seq: id,
  type: 'crm.thing.happened.v1',
  channel: 'leads',
  time: '2026-03-12T08:41:00Z',
  data: {},
});

/** A list of what the server knew when it was asked; each frame says that there is more. */
function screen() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const live = new Live(queries);
  const told: string[] = [];
  live.addRoom('things', {
    table: {
      'crm.thing.happened.v1': (_, { id }) => {
        told.push(id);
        void queries.invalidateQueries({ queryKey: KEY });
      },
    },
    read: () => Promise.resolve(),
    liveKeys: [KEY],
  });
  return { queries, live, told };
}

describe('what is told while an answer is on its way', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    Object.assign(globalThis, { window: globalThis, document: new EventTarget() });
  });
  afterEach(() => {
    jest.useRealTimers();
    Reflect.deleteProperty(globalThis, 'window');
    Reflect.deleteProperty(globalThis, 'document');
  });

  it('changes the screen after it, and not before', async () => {
    const { queries, live, told } = screen();
    let answer: (things: string[]) => void = () => undefined;
    const reading = queries.query({
      queryKey: KEY,
      queryFn: () => new Promise<string[]>((resolve) => (answer = resolve)),
    });

    live.take(frame('1'));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual([]);

    answer(['older than the fact']);
    await reading;
    await jest.advanceTimersByTimeAsync(1_000);

    expect(told).toEqual(['1']);
    expect(queries.getQueryState(KEY)?.isInvalidated).toBe(true);
  });

  it('does not wait for an answer that does not come', async () => {
    const { queries, live, told } = screen();
    void queries.query({ queryKey: KEY, queryFn: () => new Promise(() => undefined) });

    live.take(frame('1'));
    live.take(frame('2'));
    await jest.advanceTimersByTimeAsync(6_000);

    expect(told).toEqual(['1', '2']);
  });

  it('is told at once where nothing is on its way', async () => {
    const { live, told } = screen();

    live.take(frame('1'));
    live.take(frame('1'));
    await jest.advanceTimersByTimeAsync(50);

    expect(told).toEqual(['1']);
  });
});
