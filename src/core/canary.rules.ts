/**
 * A subject that exists nowhere but here: it takes the whole way of real work again and again, to prove that the way is
 * open. The database hides its rows from every person (policies `no_canary`), so that no list, number or export ever
 * holds it; what the system counts for people leaves it out by this id.
 */
export const CANARY_ID = '019ab000-0000-7000-8000-0000000000ca';
