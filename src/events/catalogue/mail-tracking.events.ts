import { z } from 'zod';
import { mail } from './email.events';
import { defineEvent } from './event';

/** Whoever fetched something of a mail; `machine` names what tells that it was no person, and is null for one. */
const fetched = {
  ...mail,
  machine: z
    .enum(['HEAD', 'KNOWN_AGENT', 'KNOWN_NETWORK', 'PREFETCH', 'TOO_SOON', 'BURST', 'HONEYPOT'])
    .nullable(),
  /** Family of the program, without version, system or device. */
  agent: z.string(),
};
type Fetched = { messageId: string; machine: string | null };

/** A mail was opened, as far as its picture tells, where that is switched on and consented to. */
export const EmailOpened = defineEvent({
  type: 'crm.email.opened.v1',
  module: 'email',
  description:
    'A mail whose contact consented to tracking was opened: told once of a person, and once of machines.',
  audience: 'subject',
  key: (_, d: Fetched) => `mail:${d.messageId}:opened${d.machine === null ? '' : ':machine'}`,
  schema: z.object(fetched),
});

/** Somebody followed a link of a mail whose contact consented to that being told. */
export const EmailClicked = defineEvent({
  type: 'crm.email.clicked.v1',
  module: 'email',
  description:
    'A link in a mail whose contact consented to tracking was followed: told of a person once a link and day (UTC), and once a mail of machines.',
  audience: 'subject',
  key: (_, d: Fetched & { link: number; occurredAt: string }) =>
    d.machine === null
      ? `mail:${d.messageId}:clicked:${String(d.link)}:${d.occurredAt.slice(0, 10)}`
      : `mail:${d.messageId}:clicked:machine`,
  schema: z.object({
    ...fetched,
    /** Its number in the mail; 0 is the one that no person sees. */
    link: z.int().min(0),
    /** Where it leads, without what follows the path. */
    place: z.string(),
  }),
});
