import { changedChannels, ECHOES } from './number-changes.rules';

describe('the numbers that an event may have changed', () => {
  it.each([
    ['crm.lead.followup.planned.v1', {}, ['followups']],
    ['crm.lead.registered.v1', {}, ['leads']],
    ['crm.lead.assigned.v1', {}, ['leads', 'followups']],
    ['crm.lead.changed.v1', { fields: ['city'] }, ['leads']],
    ['crm.lead.changed.v1', { fields: ['collaborators'] }, ['leads', 'followups']],
    ['crm.user.changed.v1', {}, []],
    ['crm.conversation.closed.v1', {}, ['conversations']],
    ['crm.message.received.v1', {}, ['webhook']],
    ['crm.message.status.changed.v1', {}, ['webhook']],
    ['crm.button.clicked.v1', {}, ['webhook']],
    ['crm.response.classified.v1', {}, []],
  ])('%s with %j: %j', (type, data, channels) => {
    expect(changedChannels({ type, data })).toEqual(channels);
  });

  it.each([
    ['crm.email.sent.v1', { about: { kind: 'follow-up' } }, ['followups']],
    ['crm.email.sent.v1', { about: { kind: 'report' } }, []],
    ['crm.email.queued.v1', { about: { kind: 'follow-up' } }, []],
    ['crm.button.clicked.v1', {}, ['buttons']],
    ['crm.message.received.v1', {}, ['buttons', 'conversations']],
    ['crm.email.received.v1', {}, ['conversations']],
  ])('%s with %j changes those of %j once it is taken', (type, data, channels) => {
    const echoed = ECHOES.filter(({ isBy }) => isBy({ type, data }));

    expect(echoed.map(({ channel }) => channel)).toEqual(channels);
  });
});
