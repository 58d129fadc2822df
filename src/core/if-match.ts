import { ApiHeader } from '@nestjs/swagger';
import { PreconditionRequired, StaleVersion } from './core.problems';

/**
 * Describes the header by which a change names the version that it was made on: 428 without it, 412 when it is stale.
 * @param exempt what does without it
 */
export const NeedsIfMatch = (exempt?: string): MethodDecorator & ClassDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: exempt === undefined,
    description: `The ETag of the version that was read; 428 without it, 412 when it is stale${exempt === undefined ? '' : `; ${exempt} does without`}`,
    schema: { type: 'string' },
  });

/**
 * @param changed who made the version that stands and when, for whoever comes second
 * @throws PreconditionRequired, StaleVersion unless `ifMatch` names the version that stands
 */
export function requireMatch(
  ifMatch: string | undefined,
  currentEtag: string,
  changed: { changedBy?: string | null; changedAt?: Date | string | null } = {},
): void {
  if (ifMatch === undefined) throw new PreconditionRequired();
  if (ifMatch === currentEtag) return;
  throw new StaleVersion(undefined, {
    headers: { etag: currentEtag },
    members: { currentEtag, ...changed },
  });
}
