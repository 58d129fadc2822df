import { Ground2026112519001 } from './2026112519001-ground';
import { EventLog2026112519002 } from './2026112519002-event-log';
import { Identity2026112519003 } from './2026112519003-identity';
import { Leads2026112519004 } from './2026112519004-leads';
import { LeadWork2026112520011 } from './2026112520011-lead-work';
import { LeadImports2026112520012 } from './2026112520012-lead-imports';
import { Email2026112520021 } from './2026112520021-email';
import { FollowUps2026112520031 } from './2026112520031-follow-ups';
import { ImportMappingSource2026112522101 } from './2026112522101-import-mapping-source';
import { SubjectHistory2026112522201 } from './2026112522201-subject-history';
import { FollowUpFigures2026112522301 } from './2026112522301-follow-up-figures';
import { FollowUpWork2026112522501 } from './2026112522501-follow-up-work';
import { EmailInbound2026112522601 } from './2026112522601-email-inbound';
import { Conversations2026112522701 } from './2026112522701-conversations';
import { Customers2026112522702 } from './2026112522702-customers';
import { ApiTokens2026112522801 } from './2026112522801-api-tokens';
import { PartitionsInUtc2026112522901 } from './2026112522901-partitions-in-utc';

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
  ImportMappingSource2026112522101,
  SubjectHistory2026112522201,
  FollowUpFigures2026112522301,
  FollowUpWork2026112522501,
  EmailInbound2026112522601,
  Conversations2026112522701,
  Customers2026112522702,
  ApiTokens2026112522801,
  PartitionsInUtc2026112522901,
];
