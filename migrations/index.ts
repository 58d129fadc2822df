import { Ground2026112519001 } from './2026112519001-ground';
import { EventLog2026112519002 } from './2026112519002-event-log';
import { Identity2026112519003 } from './2026112519003-identity';
import { Leads2026112519004 } from './2026112519004-leads';
import { LeadWork2026112520011 } from './2026112520011-lead-work';
import { LeadImports2026112520012 } from './2026112520012-lead-imports';
import { Email2026112520021 } from './2026112520021-email';
import { FollowUps2026112520031 } from './2026112520031-follow-ups';
import { Conversations2026112522701 } from './2026112522701-conversations';
import { Customers2026112522702 } from './2026112522702-customers';

/** In the order in which they are applied; a landed one is never edited. */
export const migrations = [
  Ground2026112519001,
  EventLog2026112519002,
  Identity2026112519003,
  Leads2026112519004,
  LeadWork2026112520011,
  LeadImports2026112520012,
  Email2026112520021,
  FollowUps2026112520031,
  Conversations2026112522701,
  Customers2026112522702,
];
