import { type Item, readEnvelope, textOf } from './envelope.rules';

const envelope = (...entries: object[]) =>
  JSON.stringify({ object: 'whatsapp_business_account', entry: entries });
const change = (value: object, field = 'messages') => ({ field, value });
const keysOf = (text: string) => {
  const read = readEnvelope(text);
  return read.kind === 'work' ? read.items.map(({ key }) => key) : read.kind;
};
const only = (text: string): Item => {
  const read = readEnvelope(text);
  if (read.kind !== 'work' || !read.items[0]) throw new Error(`no item: ${read.kind}`);
  return read.items[0];
};

describe('an envelope', () => {
  it('is taken apart whole: every entry, change, message, receipt and error', () => {
    const text = envelope(
      {
        id: 'A',
        changes: [
          change({
            messages: [
              { id: 'wamid.1', from: '491', type: 'text' },
              { id: 'wamid.2', from: '491', type: 'text' },
            ],
            statuses: [{ id: 'wamid.9', status: 'sent' }],
          }),
          change({ statuses: [{ id: 'wamid.9', status: 'read' }] }),
        ],
      },
      { id: 'B', changes: [change({ messages: [{ id: 'wamid.3', from: '492', type: 'text' }] })] },
    );

    expect(keysOf(text)).toEqual([
      'msg:wamid.1',
      'msg:wamid.2',
      'status:wamid.9:sent',
      'status:wamid.9:read',
      'msg:wamid.3',
    ]);
  });

  it.each([
    ['no JSON', '{"object":', 'malformed'],
    ['a list', '[]', 'malformed'],
    ['nothing', '', 'malformed'],
    ['no object', '{"entry":[]}', 'malformed'],
    ['no entries', '{"object":"whatsapp_business_account"}', 'malformed'],
    ['of something else', '{"object":"instagram","entry":[]}', 'ignored'],
    ['an empty value', envelope({ id: 'A', changes: [change({})] }), []],
    ['no changes', envelope({ id: 'A' }), []],
    ['a change that is none', envelope({ id: 'A', changes: [null, 7] }), []],
  ])('with %s', (_what, text, expected) => {
    expect(keysOf(text)).toEqual(expected);
  });

  it('that cannot be text is none', () => {
    expect(textOf(Buffer.from([0x7b, 0xff, 0x7d]))).toBeNull();
    expect(readEnvelope(null)).toEqual({ kind: 'malformed' });
  });

  it('loses what no database can keep, and nothing else', () => {
    const item = only(
      envelope({
        id: 'A',
        changes: [
          change({
            messages: [{ id: 'wamid.1', from: '491', text: { body: 'a\0b \ud800 <b>é</b>' } }],
          }),
        ],
      }),
    );

    expect(item.data['text']).toEqual({ body: 'ab \ufffd <b>é</b>' });
  });

  it('keeps one bad message from spoiling the good one beside it', () => {
    const messages = [
      { from: '491', type: 'text' },
      { id: 'wamid.5', from: '491', type: 'text' },
    ];
    const keys = keysOf(envelope({ id: 'A', changes: [change({ messages })] }));

    expect(keys[0]).toMatch(/^other:messages:/);
    expect(keys[1]).toBe('msg:wamid.5');
  });
});

describe('a notice', () => {
  const notice = (field: string, value: object, time = 1_770_000_000) =>
    only(envelope({ id: 'A', time, changes: [change(value, field)] }));
  const template = { message_template_id: 17, message_template_name: 'x' };

  it.each([
    [
      'message_template_status_update',
      { ...template, event: 'PAUSED' },
      'template',
      'tpl:17:PAUSED:1770000000',
    ],
    [
      'message_template_quality_update',
      { ...template, new_quality_score: 'RED' },
      'template',
      'tpl:17:RED:1770000000',
    ],
    [
      'template_category_update',
      { ...template, new_category: 'MARKETING' },
      'template',
      'tpl:17:MARKETING:1770000000',
    ],
    ['phone_number_quality_update', { event: 'FLAGGED' }, 'number', null],
    ['business_capability_update', {}, 'number', null],
    ['account_update', { event: 'DISABLED_UPDATE' }, 'account', null],
    ['account_alerts', {}, 'account', null],
    ['security', {}, 'account', null],
    [
      'user_preferences',
      { user_preferences: [{ wa_id: '491', value: 'stop' }] },
      'preference',
      null,
    ],
    ['something_new', { a: 1 }, 'other', null],
    ['messages', { errors: [{ code: 130429 }] }, 'errors', null],
  ])('of %s', (field, value, kind, key) => {
    const item = notice(field, value);

    expect(item.kind).toBe(kind);
    if (key !== null) expect(item.key).toBe(key);
  });

  it('is the same when it says the same at the same time, and another at another', () => {
    const value = { event: 'FLAGGED' };
    const field = 'phone_number_quality_update';

    expect(notice(field, value).key).toBe(notice(field, value).key);
    expect(notice(field, value).key).not.toBe(notice(field, value, 1_770_000_001).key);
    expect(notice(field, value).key).not.toBe(notice(field, { event: 'UNFLAGGED' }).key);
  });
});

describe('an id', () => {
  it('too long or with a zero byte becomes a digest', () => {
    const of = (id: string) =>
      only(envelope({ id: 'A', changes: [change({ messages: [{ id, from: '491' }] })] })).key;

    expect(of('x'.repeat(500))).toMatch(/^msg:[0-9a-f]{64}$/);
    expect(of('y'.repeat(500))).not.toBe(of('x'.repeat(500)));
  });
});
