import { catalogue } from '../../events/catalogue';
import { ALL, bitOf, channelOf, CHANNELS, maskOf, namesOf } from './channels.rules';

describe('the channel of an event', () => {
  it.each([
    ['crm.lead.registered.v1', 'leads'],
    ['crm.lead.status.changed.v1', 'leads'],
    ['crm.lead.followup.planned.v1', 'followups'],
    ['crm.lead.followup.run.completed.v1', 'followups'],
    ['crm.lead.converted.v1', 'conversions'],
    ['crm.conversion.undone.v1', 'conversions'],
    ['crm.customer.order.recorded.v1', 'conversions'],
    ['crm.consent.changed.v1', 'leads'],
    ['crm.task.opened.v1', 'leads'],
    ['crm.email.sent.v1', 'emails'],
    ['crm.button.clicked.v1', 'buttons'],
    ['crm.content.unlocked.v1', 'content'],
    ['crm.message.received.v1', 'conversations'],
    ['crm.message.status.changed.v1', 'webhook'],
    ['crm.conversation.opened.v1', 'conversations'],
    ['crm.response.classified.v1', 'conversations'],
    ['crm.alert.raised.v1', 'alerts'],
    ['crm.setting.changed.v1', null],
    ['crm.session.revoked.v1', null],
  ])('of type %s is %s', (type, channel) => {
    expect(channelOf(type)).toBe(channel);
  });

  it('is known for every event about a lead or customer in the catalogue', () => {
    const about = catalogue.filter((e) => e.audience === 'subject').map((e) => e.type);

    expect(about.filter((type) => channelOf(type) === null)).toEqual([]);
  });
});

describe('a mask', () => {
  it('comes back as the names it was made of', () => {
    for (const channel of CHANNELS) expect(namesOf(maskOf(channel) ?? 0)).toEqual([channel]);
  });

  it('of all holds every channel and what has none', () => {
    expect(maskOf('all')).toBe(ALL);
    expect([...CHANNELS, null].every((channel) => (ALL & bitOf(channel)) !== 0)).toBe(true);
    expect(namesOf(ALL)).toEqual(['all']);
  });

  it.each([
    ['button_clicks', 'buttons'],
    ['content_delivery', 'content'],
    ['text_messages', 'conversations'],
  ])('knows the older name %s for %s', (alias, channel) => {
    expect(maskOf(alias)).toBe(maskOf(channel));
  });

  it.each(['', 'lead', 'ALL', 'constructor', '__proto__'])('of %j is refused', (name) => {
    expect(maskOf(name)).toBeNull();
  });
});
