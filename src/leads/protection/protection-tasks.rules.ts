/** For the owner: show progress before the grace is over; done by progress. */
export const PROGRESS_OVERDUE = 'PROTECTION_PROGRESS';
/** For the manager: a lead is free. */
export const LEAD_FREE = 'PROTECTION_LAPSED';
