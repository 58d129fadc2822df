import { defineProblem } from './problem';

export class InvalidRequest extends defineProblem({
  name: 'invalid-request',
  status: 400,
  title: 'The request is not valid',
  description: 'One or more values were refused; `errors` says which and why. Nothing was changed.',
  german: {
    title: 'Die Anfrage ist nicht gültig',
    description:
      'Ein oder mehrere Werte wurden abgelehnt; `errors` sagt, welche und warum. Nichts wurde geändert.',
  },
}) {}

export class MalformedBody extends defineProblem({
  name: 'malformed-body',
  status: 400,
  title: 'The body cannot be read',
  description: 'The body is not valid JSON in UTF-8. Nothing was changed.',
  german: {
    title: 'Der Inhalt ist nicht lesbar',
    description: 'Der Inhalt ist kein gültiges JSON in UTF-8. Nichts wurde geändert.',
  },
}) {}

export class BodyTooLarge extends defineProblem({
  name: 'body-too-large',
  status: 413,
  title: 'The body is too large',
  description: 'The body exceeds the limit of this route. Nothing was changed.',
  german: {
    title: 'Der Inhalt ist zu groß',
    description: 'Der Inhalt überschreitet die Grenze dieser Adresse. Nichts wurde geändert.',
  },
}) {}

export class UnsupportedMediaType extends defineProblem({
  name: 'unsupported-media-type',
  status: 415,
  title: 'The media type is not supported',
  description: 'Send application/json.',
  german: {
    title: 'Dieses Format wird nicht angenommen',
    description: 'Senden Sie application/json.',
  },
}) {}

export class RouteNotFound extends defineProblem({
  name: 'route-not-found',
  status: 404,
  title: 'There is nothing at this address',
  description: 'No endpoint answers to this method and path.',
  german: {
    title: 'Unter dieser Adresse gibt es nichts',
    description: 'Keine Schnittstelle antwortet auf diese Methode und diesen Pfad.',
  },
}) {}

export class PreconditionRequired extends defineProblem({
  name: 'precondition-required',
  status: 428,
  title: 'If-Match is required',
  description: 'Send the ETag of the version that you read in the If-Match header.',
  german: {
    title: 'If-Match fehlt',
    description: 'Senden Sie im Header If-Match das ETag der Fassung, die Sie gelesen haben.',
  },
}) {}

export class StaleVersion extends defineProblem({
  name: 'stale-version',
  status: 412,
  title: 'The record has changed in the meantime',
  description:
    'Somebody saved a newer version. Read it, merge your change and send the new ETag. `currentEtag`, `changedBy` and `changedAt` say what stands now.',
  german: {
    title: 'Der Eintrag wurde inzwischen geändert',
    description:
      'Jemand hat eine neuere Fassung gespeichert. Lesen Sie sie, übernehmen Sie Ihre Änderung und senden Sie das neue ETag. `currentEtag`, `changedBy` und `changedAt` sagen, was jetzt gilt.',
  },
}) {}

export class IdempotencyKeyReused extends defineProblem({
  name: 'idempotency-key-reused',
  status: 409,
  title: 'This key belongs to another request',
  description:
    'The Idempotency-Key was sent before with another body or query. Use a new key for every new request.',
  german: {
    title: 'Dieser Schlüssel gehört zu einer anderen Anfrage',
    description:
      'Der Idempotency-Key kam schon einmal mit anderem Inhalt. Nehmen Sie für jede neue Anfrage einen neuen.',
  },
}) {}

export class RequestInFlight extends defineProblem({
  name: 'request-in-flight',
  status: 409,
  title: 'The same request is being worked on',
  description:
    'A request with this Idempotency-Key has not been answered yet. Send it again with the same key in a moment.',
  german: {
    title: 'Dieselbe Anfrage wird gerade bearbeitet',
    description:
      'Eine Anfrage mit diesem Idempotency-Key ist noch nicht beantwortet. Senden Sie sie gleich noch einmal mit demselben Schlüssel.',
  },
}) {}

export class AnswerLost extends defineProblem({
  name: 'answer-lost',
  status: 409,
  title: 'The request was carried out, but its answer was lost',
  description:
    'A process stopped between the effect and the answer. Nothing was or will be done twice; read what stands now.',
  german: {
    title: 'Die Anfrage wurde ausgeführt, ihre Antwort ging verloren',
    description:
      'Ein Prozess endete zwischen Wirkung und Antwort. Nichts geschah oder geschieht doppelt; lesen Sie, was jetzt gilt.',
  },
}) {}

export class ServiceStopping extends defineProblem({
  name: 'service-stopping',
  status: 503,
  title: 'This process is stopping',
  description: 'Send the request again; another process or the restarted one will answer.',
  german: {
    title: 'Dieser Prozess wird gerade beendet',
    description:
      'Senden Sie die Anfrage noch einmal; ein anderer oder der neu gestartete Prozess antwortet.',
  },
}) {}

export class DatabaseUnavailable extends defineProblem({
  name: 'database-unavailable',
  status: 503,
  title: 'The database cannot be reached',
  description: 'Nothing was changed. Try again in a few seconds.',
  german: {
    title: 'Die Datenbank ist nicht erreichbar',
    description: 'Nichts wurde geändert. Versuchen Sie es in einigen Sekunden erneut.',
  },
}) {}

export class InternalError extends defineProblem({
  name: 'internal-error',
  status: 500,
  title: 'Something went wrong on our side',
  description: 'The fault was logged under the given errorId. Nothing is known about your request.',
  german: {
    title: 'Bei uns ist ein Fehler aufgetreten',
    description:
      'Der Fehler ist unter der errorId festgehalten. Was aus Ihrer Anfrage wurde, ist nicht bekannt.',
  },
}) {}
