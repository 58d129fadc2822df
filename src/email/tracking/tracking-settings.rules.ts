import { z } from 'zod';
import type { SettingDefinition } from '../../identity';

const WantedSchema = z.boolean();
const HostsSchema = z.array(z.hostname().toLowerCase()).max(500);

export const OpenTracking: SettingDefinition<typeof WantedSchema> = {
  key: 'email.open-tracking',
  description:
    'Whether mails to contacts who consented to tracking hold a picture that tells of their opening. Without consent there is never one; links are counted by the consent alone.',
  schema: WantedSchema,
  default: false,
  perTerritory: false,
  perUser: false,
  changedBy: 'emails.operate',
};

export const BlockedHosts: SettingDefinition<typeof HostsSchema> = {
  key: 'email.blocked-link-hosts',
  description:
    'Hosts that links in mails sent earlier must not lead to any more, such as one that somebody else has taken over; what lies below them counts too.',
  schema: HostsSchema,
  default: [],
  perTerritory: false,
  perUser: false,
  changedBy: 'emails.operate',
};

export const EMAIL_SETTINGS = [OpenTracking, BlockedHosts];
