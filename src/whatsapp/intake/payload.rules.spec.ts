import { meaningOf } from './payload.rules';

const ID = '019a5f2e-0000-7000-8000-00000000000a';

describe('the payload of a button', () => {
  it.each([
    [`v1:unlock:grant:${ID}`, 'unlock', 'grant', ID],
    [`v1:unlock:package:${ID}`, 'unlock', 'package', ID],
    ['v1:unlock:all', 'unlock', 'all', null],
    ['v1:unlock:latest', 'unlock', 'latest', null],
    [`v1:fu:unlock:${ID}`, 'unlock', 'follow-up', ID],
    [`v1:fu:interested:${ID}`, 'interested', 'follow-up', ID],
    [`v1:fu:later:${ID}`, 'later', 'follow-up', ID],
    ['v1:optout', 'optout', 'none', null],
    [`v1:optout:${ID}`, 'optout', 'follow-up', ID],
    ['v1:interested', 'interested', 'none', null],
    ['v1:callback', 'interested', 'none', null],
    ['v1:menu', 'menu', 'none', null],
    ['UNLOCK_IMAGES', 'unlock', 'all', null],
    ['UNLOCK_CONTENT', 'unlock', 'all', null],
    ['UNLOCK_UPDATES', 'unlock', 'all', null],
    ['RETRIEVE_CONTENT', 'unlock', 'all', null],
    ['SHARE_WITH_CLIENTS', 'unlock', 'all', null],
    ['UNLOCK_CONTENT_ALL', 'unlock', 'all', null],
    ['UNLOCK_LATEST', 'unlock', 'latest', null],
    [`UNLOCK_CONTENT_${ID.toUpperCase()}`, 'unlock', 'grant', ID],
    [`  V1:Unlock:Grant:${ID.toUpperCase()} `, 'unlock', 'grant', ID],
    ['unlock_content', 'unlock', 'all', null],
  ])('%s means %s of %s', (payload, button, kind, id) => {
    expect(meaningOf(payload)).toEqual({ button, target: { kind, id } });
  });

  it.each([
    '',
    'Send me the details',
    'v1:unlock',
    'v1:unlock:grant:17',
    'v1:fu:dance:x',
    'UNLOCK_CONTENT_17',
    'v2:unlock:all',
  ])('%j is unknown', (payload) => {
    expect(meaningOf(payload)).toEqual({ button: 'unknown', target: { kind: 'none', id: null } });
  });
});
