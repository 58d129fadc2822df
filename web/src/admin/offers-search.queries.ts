import { searchOf, uuid } from '../core/url';

/** The drawer: `new`, or the id of an offer. */
export const offersSearch = searchOf({ offer: (text) => (text === 'new' ? text : uuid(text)) });
