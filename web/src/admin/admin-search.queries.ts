import { anyText, oneOf, searchOf, uuid } from '../core/url';

export const usersSearch = searchOf({
  q: anyText(100),
  state: oneOf(['ACTIVE', 'DEACTIVATED', 'ALL']),
  teamId: uuid,
  cursor: anyText(1000),
  /** The drawer: `new`, or the id of a user. */
  user: (text) => (text === 'new' ? text : uuid(text)),
});
export type UsersSearch = ReturnType<typeof usersSearch>;

/** The drawer: the code of a territory. */
export const territoriesSearch = searchOf({
  territory: (text) => (/^[A-Z][A-Z0-9_-]{0,29}$/.test(text) ? text : undefined),
});

export const teamsSearch = searchOf({ team: (text) => (text === 'new' ? text : uuid(text)) });
