import { changedChannels, isEchoed } from './number-changes.rules';

describe('the numbers that an event may have changed', () => {
  it.each([
    ['crm.lead.followup.planned.v1', {}, ['followups']],
    ['crm.lead.registered.v1', {}, ['leads']],
    ['crm.lead.assigned.v1', {}, ['leads', 'followups']],
    ['crm.lead.changed.v1', { fields: ['city'] }, ['leads']],
    ['crm.lead.changed.v1', { fields: ['collaborators'] }, ['leads', 'followups']],
    ['crm.user.changed.v1', {}, []],
  ])('%s with %j: %j', (type, data, channels) => {
    expect(changedChannels({ type, data })).toEqual(channels);
  });

  it.each([
    ['crm.email.sent.v1', { about: { kind: 'follow-up' } }, true],
    ['crm.email.sent.v1', { about: { kind: 'report' } }, false],
    ['crm.email.queued.v1', { about: { kind: 'follow-up' } }, false],
  ])('%s with %j changes some once it is taken: %p', (type, data, echoed) => {
    expect(isEchoed({ type, data })).toBe(echoed);
  });
});
