/**
 * An active conversation: open or waiting for an agent, with a message of the contact in the last 24 hours.
 * @param now the placeholder of the instant
 */
export const ACTIVE = (now: string): string =>
  `state IN ('open', 'pending_agent') AND last_inbound_at > ${now}::timestamptz - interval '24 hours'`;
