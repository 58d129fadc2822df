import { ApiHeader } from '@nestjs/swagger';

/** Describes the header by which a change names the version that it was made on: 428 without it, 412 when it is stale. */
export const NeedsIfMatch = (): MethodDecorator & ClassDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The ETag of the version that was read; 428 without it, 412 when it is stale',
    schema: { type: 'string' },
  });
