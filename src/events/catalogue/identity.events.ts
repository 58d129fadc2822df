import { z } from 'zod';
import { defineEvent } from './event';

const user = { userId: z.uuid(), version: z.int().min(1) };

/** A user account was made. */
export const UserInvited = defineEvent({
  type: 'crm.user.invited.v1',
  module: 'identity',
  description: 'A user account was made; the person may sign in.',
  audience: 'operations',
  key: (id) => `user:${id}:invited`,
  schema: z.object({ userId: z.uuid(), role: z.string(), teamId: z.uuid().nullable() }),
});

/** Role, team, territories or other fields of a user changed. */
export const UserChanged = defineEvent({
  type: 'crm.user.changed.v1',
  module: 'identity',
  description: 'Fields of a user changed: names of the fields, and the team before and after.',
  audience: 'operations',
  key: (id, d) => `user:${id}:changed:${String(d.version)}`,
  schema: z.object({
    ...user,
    fields: z.array(z.string()).min(1),
    teamFrom: z.uuid().nullable(),
    teamTo: z.uuid().nullable(),
  }),
});

/** A user left; everything open goes to the successor. */
export const UserDeactivated = defineEvent({
  type: 'crm.user.deactivated.v1',
  module: 'identity',
  description: 'A user can no longer sign in; leads, tasks and conversations go to the successor.',
  audience: 'operations',
  key: (id, d) => `user:${id}:deactivated:${String(d.version)}`,
  schema: z.object({ ...user, successorId: z.uuid() }),
});

/** A session or an API token ended before its time, so that open streams of it end too. */
export const SessionRevoked = defineEvent({
  type: 'crm.session.revoked.v1',
  module: 'identity',
  description:
    'A session or an API token of a user was ended by sign-out, by hand, or because rights were taken.',
  audience: 'operations',
  key: (id) => `session:${id}:revoked`,
  schema: z.object({
    userId: z.uuid(),
    // Changed rights end no session: `crm.user.changed` ends the streams, and the next request has the new rights.
    // The value stays because a landed schema only grows.
    reason: z.enum(['SIGNED_OUT', 'REVOKED', 'PASSWORD_CHANGED', 'RIGHTS_CHANGED', 'DEACTIVATED']),
  }),
});

/** A setting got another value for the system, a territory or a user. */
export const SettingChanged = defineEvent({
  type: 'crm.setting.changed.v1',
  module: 'identity',
  description: 'A setting has a new value; readers drop what they had cached.',
  audience: 'everybody',
  key: (id) => `setting:${id}`,
  schema: z.object({
    settingId: z.uuid(),
    key: z.string(),
    territory: z.string().nullable(),
    userId: z.uuid().nullable(),
  }),
});

/** An administrator said that this database belongs where it runs. */
export const InstallationConfirmed = defineEvent({
  type: 'crm.installation.confirmed.v1',
  module: 'identity',
  description: 'A restored database may send again; the beginning of the new fingerprint.',
  audience: 'operations',
  key: (_, d) => `installation:${d.fingerprint}:${d.confirmedAt}`,
  schema: z.object({ fingerprint: z.string(), confirmedAt: z.iso.datetime() }),
});
