import { payloadsFor } from './messages.rules';

const ID = '019ab000-0000-7000-8000-0000000000aa';

describe('the buttons of a follow-up', () => {
  it('name what is kept under its id, itself, and the way out', () => {
    expect(payloadsFor({ actions: ['unlock', 'interested', 'later', 'optout'] }, ID)).toEqual([
      `v1:unlock:grant:${ID}`,
      `v1:fu:interested:${ID}`,
      `v1:fu:later:${ID}`,
      'v1:optout',
    ]);
  });
});
