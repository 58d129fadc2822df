import { defineProblem } from '../core/problem';

export class StreamSignInRequired extends defineProblem({
  name: 'stream-sign-in-required',
  status: 401,
  title: 'The stream needs a sign-in',
  description:
    'Connect with a session cookie, a bearer token or a fresh ticket from POST /v1/stream-tickets. A ticket is good once, for 30 seconds.',
}) {}

export class StreamOriginRefused extends defineProblem({
  name: 'stream-origin-refused',
  status: 403,
  title: 'Pages of this origin may not open the stream',
  description:
    'The page must come from this host, from PUBLIC_URL or from one of STREAM_ALLOWED_ORIGINS.',
}) {}

export class StreamFull extends defineProblem({
  name: 'stream-full',
  status: 503,
  title: 'There is no free seat on the stream',
  description:
    'This process, this person or this address has as many streams open as it may. Close one or try again later; numbers and lists are available over HTTP in the meantime.',
}) {}

export class DeadLetterNotFound extends defineProblem({
  name: 'dead-letter-not-found',
  status: 404,
  title: 'There is no such dead letter',
  description: 'It was replayed or dismissed in the meantime, or never existed.',
}) {}

export class ConsumerNotFound extends defineProblem({
  name: 'consumer-not-found',
  status: 409,
  title: 'No consumer of this name runs',
  description:
    'The event was parked by a consumer that this version no longer has. Dismiss it, or start the version that has it.',
}) {}
