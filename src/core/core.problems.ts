import { defineProblem } from './problem';

export class InvalidRequest extends defineProblem({
  name: 'invalid-request',
  status: 400,
  title: 'The request is not valid',
  description: 'One or more values were refused; `errors` says which and why. Nothing was changed.',
}) {}

export class MalformedBody extends defineProblem({
  name: 'malformed-body',
  status: 400,
  title: 'The body cannot be read',
  description: 'The body is not valid JSON in UTF-8. Nothing was changed.',
}) {}

export class BodyTooLarge extends defineProblem({
  name: 'body-too-large',
  status: 413,
  title: 'The body is too large',
  description: 'The body exceeds the limit of this route. Nothing was changed.',
}) {}

export class UnsupportedMediaType extends defineProblem({
  name: 'unsupported-media-type',
  status: 415,
  title: 'The media type is not supported',
  description: 'Send application/json.',
}) {}

export class RouteNotFound extends defineProblem({
  name: 'route-not-found',
  status: 404,
  title: 'There is nothing at this address',
  description: 'No endpoint answers to this method and path.',
}) {}

export class PreconditionRequired extends defineProblem({
  name: 'precondition-required',
  status: 428,
  title: 'If-Match is required',
  description: 'Send the ETag of the version that you read in the If-Match header.',
}) {}

export class StaleVersion extends defineProblem({
  name: 'stale-version',
  status: 412,
  title: 'The record has changed in the meantime',
  description:
    'Somebody saved a newer version. Read it, merge your change and send the new ETag. `currentEtag`, `changedBy` and `changedAt` say what stands now.',
}) {}

export class IdempotencyKeyReused extends defineProblem({
  name: 'idempotency-key-reused',
  status: 409,
  title: 'This key belongs to another request',
  description:
    'The Idempotency-Key was sent before with another body or query. Use a new key for every new request.',
}) {}

export class RequestInFlight extends defineProblem({
  name: 'request-in-flight',
  status: 409,
  title: 'The same request is being worked on',
  description:
    'A request with this Idempotency-Key has not been answered yet. Send it again with the same key in a moment.',
}) {}

export class AnswerLost extends defineProblem({
  name: 'answer-lost',
  status: 409,
  title: 'The request was carried out, but its answer was lost',
  description:
    'A process stopped between the effect and the answer. Nothing was or will be done twice; read what stands now.',
}) {}

export class ServiceStopping extends defineProblem({
  name: 'service-stopping',
  status: 503,
  title: 'This process is stopping',
  description: 'Send the request again; another process or the restarted one will answer.',
}) {}

export class DatabaseUnavailable extends defineProblem({
  name: 'database-unavailable',
  status: 503,
  title: 'The database cannot be reached',
  description: 'Nothing was changed. Try again in a few seconds.',
}) {}

export class InternalError extends defineProblem({
  name: 'internal-error',
  status: 500,
  title: 'Something went wrong on our side',
  description: 'The fault was logged under the given errorId. Nothing is known about your request.',
}) {}
