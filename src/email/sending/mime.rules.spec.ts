import fc from 'fast-check';
import { type Envelope, headerFault, headersOf } from './headers.rules';
import { mimeOf, treeOf } from './mime.rules';

const envelope: Envelope = {
  from: { name: 'Anna Keller, Relance', address: 'angebote@relance.example' },
  replyTo: 'r+abc@antwort.relance.example',
  to: { name: 'Küche "Adler"', address: 'chef@hotel-adler.example' },
  subject:
    'Eine Probierbox für das Hotel Adler – und seine sehr große Küche am Rand der Stadt Freiburg',
  date: new Date('2026-11-25T09:00:00Z'),
  stream: 'followup',
  locale: 'de',
  templateKey: 'sample-box',
  token: '01jdyf1m5pe3cs9cgm0t0n0n0a.0123456789abcdef',
  references: [
    'thr.0123456789abcdef0123456789abcdef.0123456789abcdef@relance.example',
    '01jdyf1m5pe3cs9cgm0t0n0n0b.0123456789abcdef@relance.example',
  ],
  isAnswer: false,
  unsubscribeUrl: `https://relance.example/e/u/${'a'.repeat(43)}`,
  unsubscribeAddress: `u+${'a'.repeat(42)}@antwort.relance.example`,
};
const parts = (html: string, plain: string, change: Partial<Envelope> = {}) => ({
  headers: headersOf({ ...envelope, ...change }),
  boundary: 'x01',
  html,
  plain,
});

describe('the bytes of a mail', () => {
  it('are those that nodemailer builds, whatever the text', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 });
    const lines = fc
      .array(text, { minLength: 1, maxLength: 20 })
      .map((all) => all.join('\n'))
      .filter((all) => all.trim() !== '');

    const bare = (words: string) => words.replace(/\p{Cc}/gu, '').trim() || 'x';
    const to = fc.record({
      name: fc.oneof(fc.constantFrom(null, 'Eva Brandt', 'Eva_2', 'Eva  Brandt'), text.map(bare)),
      address: fc.constantFrom(
        'chef@hotel.example',
        'a.b+c@x-y.example',
        'k.ü@x.example',
        'A@B.example',
        'a@xn--bcher-kva.example',
      ),
    });

    await fc.assert(
      fc.asyncProperty(lines, lines, text, to, async (html, plain, subject, recipient) => {
        const mail = parts(html, plain, { subject: bare(subject), to: recipient });

        const built = (await treeOf(mail).build()).toString();

        // nodemailer spells two names in its own way; names of headers know no case.
        expect(mimeOf(mail).toString()).toBe(
          built.replace('\r\nList-ID:', '\r\nList-Id:').replace('\r\nX-Crm-Mid:', '\r\nX-CRM-Mid:'),
        );
      }),
      {
        numRuns: 200,
        // What no break ends is broken at its last space when lines stand before it, and only then.
        examples: [
          [
            '!',
            `${'ab '.repeat(3)}\n${'𐀀'.repeat(5)} ࠀ`,
            ' ',
            { name: null, address: 'chef@hotel.example' },
          ],
          ['!', `${'𐀀'.repeat(5)} ࠀ`, ' ', { name: null, address: 'chef@hotel.example' }],
          ['!', `a\n${'b '.repeat(35)}   `, ' ', { name: null, address: 'chef@hotel.example' }],
        ],
      },
    );
  });

  it('are the same for the same mail', () => {
    expect(mimeOf(parts('<p>a</p>', 'a'))).toEqual(mimeOf(parts('<p>a</p>', 'a')));
  });

  it('keep the links of List-Unsubscribe whole and the post header beside them', () => {
    const head = mimeOf(parts('<p>a</p>', 'a')).toString().split('\r\n\r\n')[0] ?? '';

    expect(head).toContain(
      `List-Unsubscribe: <${envelope.unsubscribeUrl}>, <mailto:${String(envelope.unsubscribeAddress)}?subject=unsubscribe>\r\n`,
    );
    expect(head).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    expect(head.split('\r\n').every((line) => line.length <= 998)).toBe(true);
  });
});

describe('headers', () => {
  const names = (stream: Envelope['stream']) =>
    headersOf({ ...envelope, stream }).map(([name]) => name);
  const always = [
    'From',
    'To',
    'Reply-To',
    'Subject',
    'Date',
    'Message-ID',
    'In-Reply-To',
    'References',
  ];
  const way = ['List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id'];

  it.each([
    ['followup', [...always, ...way, 'Feedback-ID', 'X-CRM-Mid', 'Content-Language']],
    [
      'marketing',
      [...always, ...way, 'Precedence', 'Feedback-ID', 'X-CRM-Mid', 'Content-Language'],
    ],
    [
      'notification',
      [
        ...always,
        ...way,
        'Auto-Submitted',
        'X-Auto-Response-Suppress',
        'X-CRM-Mid',
        'Content-Language',
      ],
    ],
    [
      'transactional',
      [...always, 'Auto-Submitted', 'X-Auto-Response-Suppress', 'X-CRM-Mid', 'Content-Language'],
    ],
  ] as const)('of the stream %s are exactly these', (stream, expected) => {
    expect(names(stream)).toEqual(expected);
  });

  it.each([
    [
      'a name that ends its line',
      { name: 'Eva\r\nBcc: x@evil.example', address: 'a@b.example' },
      'HOSTILE_HEADER',
    ],
    ['a name with a lone line feed', { name: 'Eva\nX', address: 'a@b.example' }, 'HOSTILE_HEADER'],
    [
      'a name with a separator that some take for a line',
      { name: 'Eva\u2028X', address: 'a@b.example' },
      'HOSTILE_HEADER',
    ],
    [
      'an address that ends its line',
      { name: null, address: 'a@b.example\r\nRCPT TO:<x@evil.example>' },
      'HOSTILE_HEADER',
    ],
    ['two addresses', { name: null, address: 'a@b.example,c@d.example' }, 'INVALID_RECIPIENT'],
    ['an address in brackets', { name: null, address: '<a@b.example>' }, 'INVALID_RECIPIENT'],
    ['an address without a domain', { name: null, address: 'chef' }, 'INVALID_RECIPIENT'],
    ['an address without a dot', { name: null, address: 'chef@localhost' }, 'INVALID_RECIPIENT'],
    [
      'a local part that is too long',
      { name: null, address: `${'a'.repeat(65)}@b.example` },
      'INVALID_RECIPIENT',
    ],
  ])('refuse %s', (_, to, fault) => {
    expect(headerFault(to)).toBe(fault);
  });

  it.each(['chef@hotel-adler.example', 'küche@adler.example', 'k.u+x@müller.example'])(
    'take %s',
    (address) => {
      expect(headerFault({ name: 'Eva Brandt', address })).toBeNull();
    },
  );
});
