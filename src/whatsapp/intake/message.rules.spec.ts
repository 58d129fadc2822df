import { normalise } from './message.rules';

const QUOTED = 'wamid.TEST.TEMPLATE';
const context = { from: '49300000000', id: QUOTED };
const read = (message: object, value: object = contacts()) =>
  normalise({
    data: { id: 'wamid.TEST.1', from: '4915112345678', timestamp: '1770000000', ...message },
    value: { metadata: { phone_number_id: '1' }, ...value },
  });
function contacts(name: string | null = 'Eva <b>Brandt</b>') {
  return { contacts: [{ wa_id: '4915112345678', profile: name === null ? {} : { name } }] };
}

describe('a message', () => {
  it.each([
    [
      'a tap on a template',
      { type: 'button', context, button: { payload: 'v1:unlock:all', text: 'Details' } },
      {
        kind: 'click',
        text: 'Details',
        quotes: QUOTED,
        click: { source: 'template', payload: 'v1:unlock:all', label: 'Details' },
      },
    ],
    [
      'a tap without a payload',
      { type: 'button', button: { text: 'Details' } },
      { kind: 'click', click: { source: 'template', payload: 'Details', label: 'Details' } },
    ],
    [
      'a tap on a reply button',
      {
        type: 'interactive',
        context,
        interactive: { type: 'button_reply', button_reply: { id: 'v1:menu', title: 'Menü' } },
      },
      {
        kind: 'click',
        quotes: QUOTED,
        click: { source: 'interactive', payload: 'v1:menu', label: 'Menü' },
      },
    ],
    [
      'a row of a list',
      {
        type: 'interactive',
        interactive: {
          type: 'list_reply',
          list_reply: { id: 'v1:optout', title: 'Nein', description: 'Ende' },
        },
      },
      { kind: 'click', click: { source: 'list', payload: 'v1:optout', label: 'Nein' } },
    ],
    [
      'a form',
      {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"a":1}' },
        },
      },
      {
        kind: 'flow',
        text: 'Sent',
        details: { name: 'flow', body: 'Sent', response_json: '{"a":1}' },
        click: null,
      },
    ],
    [
      'a text',
      { type: 'text', text: { body: 'Guten Tag' } },
      { kind: 'text', text: 'Guten Tag', click: null },
    ],
    [
      'a text that sounds like a button',
      { type: 'text', context, text: { body: 'Details' } },
      { kind: 'text', text: 'Details', click: null, quotes: QUOTED },
    ],
    [
      'an image with a caption',
      {
        type: 'image',
        image: { id: 'm1', mime_type: 'image/jpeg', sha256: 'x', caption: 'Die Küche' },
      },
      {
        kind: 'image',
        text: 'Die Küche',
        media: { id: 'm1', mime_type: 'image/jpeg', sha256: 'x', caption: 'Die Küche' },
      },
    ],
    [
      'a voice',
      { type: 'audio', audio: { id: 'm2', mime_type: 'audio/ogg', voice: true } },
      { kind: 'audio', text: null },
    ],
    ['a video', { type: 'video', video: { id: 'm3' } }, { kind: 'video' }],
    [
      'a document',
      { type: 'document', document: { id: 'm4', filename: 'a.pdf' } },
      { kind: 'document', media: { id: 'm4', filename: 'a.pdf' } },
    ],
    ['a sticker', { type: 'sticker', sticker: { id: 'm5' } }, { kind: 'sticker' }],
    [
      'a place',
      { type: 'location', location: { latitude: 1 } },
      { kind: 'location', details: { location: { latitude: 1 } } },
    ],
    ['cards', { type: 'contacts', contacts: [{ name: 'x' }] }, { kind: 'contacts' }],
    ['an order', { type: 'order', order: { catalog_id: '1' } }, { kind: 'order' }],
    [
      'a reaction',
      { type: 'reaction', reaction: { message_id: 'wamid.O', emoji: '👍' } },
      { kind: 'reaction', text: '👍', quotes: 'wamid.O', details: { removed: false } },
    ],
    [
      'a reaction taken back',
      { type: 'reaction', reaction: { message_id: 'wamid.O' } },
      { kind: 'reaction', text: null, details: { removed: true } },
    ],
    [
      'a reaction emptied',
      { type: 'reaction', reaction: { message_id: 'wamid.O', emoji: '' } },
      { details: { removed: true } },
    ],
    [
      'a new number',
      { type: 'system', system: { type: 'user_changed_number', body: 'moved', new_wa_id: '4917' } },
      { kind: 'system', movedTo: '4917' },
    ],
    [
      'a new number, in newer words',
      { type: 'system', system: { type: 'user_changed_number', wa_id: '4918' } },
      { movedTo: '4918' },
    ],
    [
      'a system message of the same number',
      { type: 'system', system: { type: 'customer_identity_changed', wa_id: '4915112345678' } },
      { kind: 'system', movedTo: null },
    ],
    [
      'what WhatsApp does not hand on',
      { type: 'unsupported', errors: [{ code: 131051 }] },
      { kind: 'unsupported', details: { type: 'unsupported', errors: [{ code: 131051 }] } },
    ],
    ['a type that is new', { type: 'hologram' }, { kind: 'unsupported' }],
    [
      'an interaction that is new',
      { type: 'interactive', interactive: { type: 'dance' } },
      { kind: 'unsupported' },
    ],
    [
      'a text by an advertisement',
      { type: 'text', text: { body: 'Hallo' }, referral: { source_id: '9', headline: 'Box' } },
      { referral: { source_id: '9', headline: 'Box' } },
    ],
  ])('%s', (_what, message, expected) => {
    expect(read(message)).toMatchObject(expected);
  });

  it('says who wrote, with a name that is theirs to choose', () => {
    expect(read({ type: 'text' })).toMatchObject({
      sender: { waId: '4915112345678', userId: null, profileName: 'Eva <b>Brandt</b>' },
      phoneNumberId: '1',
      occurredAt: new Date('2026-02-02T02:40:00Z'),
    });
  });

  it.each([
    ['no contacts', {}, { waId: '4915112345678', userId: null, profileName: null }],
    ['no name', contacts(null), { waId: '4915112345678', userId: null, profileName: null }],
  ])('with %s', (_what, value, sender) => {
    expect(read({ type: 'text' }, value).sender).toEqual(sender);
  });

  it('of somebody who hides the number is known by another id', () => {
    const value = { contacts: [{ user_id: 'DE.17', profile: { name: 'Eva' } }] };

    expect(read({ type: 'text', from: undefined, from_user_id: 'DE.17' }, value).sender).toEqual({
      waId: null,
      userId: 'DE.17',
      profileName: 'Eva',
    });
  });

  it.each([{ timestamp: 'today' }, { timestamp: undefined }, { id: '' }, { type: '' }])(
    'with %j cannot be read',
    (fault) => {
      expect(() => read({ type: 'text', ...fault })).toThrow();
    },
  );
});
