import { defineProblem } from '../core/problem';

export class StreamSignInRequired extends defineProblem({
  name: 'stream-sign-in-required',
  status: 401,
  title: 'The stream needs a sign-in',
  description:
    'Connect with a session cookie, a bearer token or a fresh ticket from POST /v1/stream-tickets. A ticket is good once, for 30 seconds.',
  german: {
    title: 'Für den Datenstrom müssen Sie angemeldet sein',
    description:
      'Verbinden Sie sich mit Sitzungs-Cookie, Bearer-Token oder einem frischen Ticket von POST /v1/stream-tickets. Ein Ticket gilt einmal und 30 Sekunden lang.',
  },
}) {}

export class StreamOriginRefused extends defineProblem({
  name: 'stream-origin-refused',
  status: 403,
  title: 'Pages of this origin may not open the stream',
  description:
    'The page must come from this host, from PUBLIC_URL or from one of STREAM_ALLOWED_ORIGINS.',
  german: {
    title: 'Seiten dieser Herkunft dürfen den Datenstrom nicht öffnen',
    description:
      'Die Seite muss von diesem Rechner, von PUBLIC_URL oder von einer der STREAM_ALLOWED_ORIGINS kommen.',
  },
}) {}

export class StreamFull extends defineProblem({
  name: 'stream-full',
  status: 503,
  title: 'There is no free seat on the stream',
  description:
    'This process, this person or this address has as many streams open as it may. Close one or try again later; numbers and lists are available over HTTP in the meantime.',
  german: {
    title: 'Im Datenstrom ist kein Platz frei',
    description:
      'Für diesen Prozess, diese Person oder diese Adresse sind so viele Verbindungen offen wie erlaubt. Schließen Sie eine oder versuchen Sie es später; Zahlen und Listen gibt es inzwischen über HTTP.',
  },
}) {}

export class DeadLetterNotFound extends defineProblem({
  name: 'dead-letter-not-found',
  status: 404,
  title: 'There is no such dead letter',
  description: 'It was replayed or dismissed in the meantime, or never existed.',
  german: {
    title: 'Diesen toten Brief gibt es nicht',
    description: 'Er wurde inzwischen wiederholt oder verworfen, oder es gab ihn nie.',
  },
}) {}

export class ConsumerNotFound extends defineProblem({
  name: 'consumer-not-found',
  status: 409,
  title: 'No consumer of this name runs',
  description:
    'The event was parked by a consumer that this version no longer has. Dismiss it, or start the version that has it.',
  german: {
    title: 'Kein Verbraucher dieses Namens läuft',
    description:
      'Das Ereignis stammt von einem Verbraucher, den diese Version nicht mehr hat. Verwerfen Sie es, oder starten Sie die Version, die ihn hat.',
  },
}) {}

export class PersonNotFound extends defineProblem({
  name: 'person-not-found',
  status: 404,
  title: 'Nothing is held on this person',
  description: 'No contact has this id, and no message is kept to or from this address or number.',
  german: {
    title: 'Zu dieser Person ist nichts gespeichert',
    description:
      'Kein Ansprechpartner hat diese Kennung, und keine Nachricht an oder von dieser Adresse oder Nummer ist gespeichert.',
  },
}) {}

export class PersonNotClear extends defineProblem({
  name: 'person-not-clear',
  status: 409,
  title: 'Several people have this address or number',
  description: 'Search for it, and name the one that is meant by the id of the contact.',
  german: {
    title: 'Mehrere Personen haben diese Adresse oder Nummer',
    description:
      'Suchen Sie danach, und nennen Sie die gemeinte Person mit der Kennung ihres Ansprechpartners.',
  },
}) {}
