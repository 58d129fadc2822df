import { dropDraft, keepDraft, readDraft } from './draft';

describe('the draft of a form', () => {
  const stored = new Map<string, string>();

  beforeAll(() => {
    jest.useFakeTimers();
    Object.defineProperty(globalThis, 'sessionStorage', {
      configurable: true,
      value: {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => void stored.set(key, value),
        removeItem: (key: string) => void stored.delete(key),
      },
    });
  });
  afterAll(() => {
    jest.useRealTimers();
    Reflect.deleteProperty(globalThis, 'sessionStorage');
  });
  beforeEach(() => stored.clear());

  it('is what was typed last', () => {
    keepDraft('lead', { name: 'Ad' });
    keepDraft('lead', { name: 'Adler' });
    jest.runAllTimers();

    expect(readDraft('lead')).toEqual({ name: 'Adler' });
  });

  it('is found by whoever comes back before it is kept', () => {
    keepDraft('lead', { name: 'Adler' });

    expect(readDraft('lead')).toEqual({ name: 'Adler' });
    jest.runAllTimers();
  });

  it('does not come back when it is dropped before it was kept', () => {
    keepDraft('lead', { name: 'Adler' });
    keepDraft('note', { text: 'Anruf' });
    dropDraft('lead');
    jest.runAllTimers();

    expect(readDraft('lead')).toBeNull();
    expect(readDraft('note')).toEqual({ text: 'Anruf' });
  });

  it('that cannot be read is none', () => {
    stored.set('relance.draft.lead', '{');

    expect(readDraft('lead')).toBeNull();
    expect(stored.size).toBe(0);
  });
});
