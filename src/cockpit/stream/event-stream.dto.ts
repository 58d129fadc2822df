import { z } from 'zod';
import { say } from '../../core/field-text';
import { maskOf } from './channels.rules';
import { MOST_SUBSCRIPTIONS } from './limits.rules';

const channel = z.string().refine((name) => maskOf(name) !== null, {
  error: say('is no channel', 'ist kein Kanal'),
});

/** One value, several with commas, or the parameter more than once. */
const channels = z.preprocess(
  (value) =>
    [value].flat().flatMap((v) => (typeof v === 'string' ? v.split(',').filter(Boolean) : [])),
  z.array(channel).min(1).max(MOST_SUBSCRIPTIONS),
);

export const OpenEventStreamSchema = z.strictObject({
  channels: channels.prefault(['all']),
  ticket: z.string().max(100).optional(),
});
export type OpenEventStream = z.output<typeof OpenEventStreamSchema>;
