import { z } from 'zod';

export const InstallationViewSchema = z
  .object({
    /** False: this database comes from elsewhere, and nothing leaves by itself until an administrator confirms. */
    confirmed: z.boolean(),
    /** The beginning of the fingerprint of the process that answers, and of the one that was confirmed. */
    fingerprint: z.string(),
    confirmedFingerprint: z.string(),
    confirmedBy: z.uuid().nullable(),
    confirmedAt: z.iso.datetime(),
  })
  .meta({ id: 'Installation' });
export type InstallationView = z.output<typeof InstallationViewSchema>;

export const ConfirmInstallationSchema = z
  .strictObject({ reason: z.string().trim().min(10).max(1000) })
  .meta({ id: 'ConfirmInstallation' });
export type ConfirmInstallation = z.output<typeof ConfirmInstallationSchema>;
