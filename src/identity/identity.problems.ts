import { defineProblem } from '../core/problem';

export class SessionRequired extends defineProblem({
  name: 'session-required',
  status: 401,
  title: 'Sign in first',
  description: 'There is no session, or it has ended. Sign in and send the request again.',
  german: {
    title: 'Melden Sie sich zuerst an',
    description:
      'Es gibt keine Sitzung, oder sie ist abgelaufen. Melden Sie sich an und senden Sie die Anfrage noch einmal.',
  },
}) {}

export class SignInFailed extends defineProblem({
  name: 'sign-in-failed',
  status: 401,
  title: 'The sign-in failed',
  description: 'E-mail address and password do not fit together, or the account is not active.',
  german: {
    title: 'Die Anmeldung ist fehlgeschlagen',
    description:
      'E-Mail-Adresse und Passwort passen nicht zusammen, oder das Konto ist nicht aktiv.',
  },
}) {}

export class SignInDelayed extends defineProblem({
  name: 'sign-in-delayed',
  status: 429,
  title: 'Too many failed attempts',
  description:
    'After several failures each further attempt has to wait longer. `Retry-After` says how many seconds; until then nothing is checked.',
  german: {
    title: 'Zu viele fehlgeschlagene Versuche',
    description:
      'Nach mehreren Fehlern muss jeder weitere Versuch länger warten. `Retry-After` sagt, wie viele Sekunden; bis dahin wird nichts geprüft.',
  },
}) {}

export class RateLimited extends defineProblem({
  name: 'rate-limited',
  status: 429,
  title: 'Too many requests',
  description:
    'This endpoint was asked too often in the last minutes. `Retry-After` says how many seconds to wait; nothing was changed.',
  german: {
    title: 'Zu viele Anfragen',
    description:
      'Diese Schnittstelle wurde in den letzten Minuten zu oft gefragt. `Retry-After` sagt, wie viele Sekunden Sie warten müssen; nichts wurde geändert.',
  },
}) {}

export class CsrfHeaderMissing extends defineProblem({
  name: 'csrf-header-missing',
  status: 403,
  title: 'The header X-Relance-Client is missing',
  description:
    'A request that changes something by the session cookie must carry the header `X-Relance-Client`, which a foreign page cannot send.',
  german: {
    title: 'Der Header X-Relance-Client fehlt',
    description:
      'Eine Anfrage, die mit dem Sitzungs-Cookie etwas ändert, muss den Header `X-Relance-Client` tragen, den eine fremde Seite nicht senden kann.',
  },
}) {}

export class AccessDenied extends defineProblem({
  name: 'access-denied',
  status: 403,
  title: 'Your role may not do this',
  description: 'The act is reserved for another role. Ask an administrator.',
  german: {
    title: 'Dafür fehlt Ihnen das Recht',
    description: 'Das ist einer anderen Rolle vorbehalten. Fragen Sie Ihre Verwaltung.',
  },
}) {}

export class TokenLacksAct extends defineProblem({
  name: 'token-lacks-act',
  status: 403,
  title: 'The API token may not do this',
  description:
    'The token is limited to the acts that it was made for. Make one that names this act.',
  german: {
    title: 'Dafür reicht der API-Schlüssel nicht',
    description:
      'Der Schlüssel darf nur, wofür er angelegt wurde. Legen Sie einen an, der das einschließt.',
  },
}) {}

export class ApiTokenNotFound extends defineProblem({
  name: 'api-token-not-found',
  status: 404,
  title: 'There is no such token',
  description: 'None of your tokens has this id, or it has ended.',
  german: {
    title: 'Diesen API-Schlüssel gibt es nicht',
    description: 'Keiner Ihrer Schlüssel hat diese Kennung, oder er ist abgelaufen.',
  },
}) {}

export class ApiTokenActsRefused extends defineProblem({
  name: 'api-token-acts-refused',
  status: 400,
  title: 'The token cannot have these acts',
  description:
    'A token may do at most what your role may. `errors` names the acts that are unknown or beyond it.',
  german: {
    title: 'Diese Rechte kann der API-Schlüssel nicht haben',
    description:
      'Ein Schlüssel darf höchstens, was Ihre Rolle darf. `errors` nennt, was unbekannt ist oder darüber hinausgeht.',
  },
}) {}

export class SessionNotFound extends defineProblem({
  name: 'session-not-found',
  status: 404,
  title: 'There is no such session',
  description: 'None of your sessions has this id, or it has ended.',
  german: {
    title: 'Diese Sitzung gibt es nicht',
    description: 'Keine Ihrer Sitzungen hat diese Kennung, oder sie ist beendet.',
  },
}) {}

export class PasswordWrong extends defineProblem({
  name: 'password-wrong',
  status: 403,
  title: 'The present password is wrong',
  description: 'Nothing was changed. Failures count like failed sign-ins.',
  german: {
    title: 'Das bisherige Passwort stimmt nicht',
    description: 'Nichts wurde geändert. Fehler zählen wie fehlgeschlagene Anmeldungen.',
  },
}) {}

export class PasswordTooWeak extends defineProblem({
  name: 'password-too-weak',
  status: 400,
  title: 'The password is too weak',
  description:
    'Use 12 characters or more, no common password and nothing that contains your e-mail address. `errors` says which rule it breaks.',
  german: {
    title: 'Das Passwort ist zu schwach',
    description:
      'Nehmen Sie mindestens 12 Zeichen, kein gebräuchliches Passwort und nichts, das Ihre E-Mail-Adresse enthält. `errors` sagt, welche Regel verletzt ist.',
  },
}) {}

export class UserNotFound extends defineProblem({
  name: 'user-not-found',
  status: 404,
  title: 'There is no such user',
  description: 'No user with this id exists, or the user is outside of what you may see.',
  german: {
    title: 'Diese Person gibt es nicht',
    description:
      'Kein Konto hat diese Kennung, oder es liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class EmailTaken extends defineProblem({
  name: 'email-taken',
  status: 409,
  title: 'The e-mail address is in use',
  description: 'Another account has this e-mail address.',
  german: {
    title: 'Die E-Mail-Adresse ist vergeben',
    description: 'Ein anderes Konto hat diese E-Mail-Adresse.',
  },
}) {}

export class UserDeactivatedAlready extends defineProblem({
  name: 'user-deactivated',
  status: 409,
  title: 'The user is deactivated',
  description: 'A deactivated account cannot be changed or deactivated again.',
  german: {
    title: 'Das Konto ist deaktiviert',
    description:
      'Ein deaktiviertes Konto kann nicht mehr geändert oder noch einmal deaktiviert werden.',
  },
}) {}

export class SuccessorNotAvailable extends defineProblem({
  name: 'successor-not-available',
  status: 409,
  title: 'This person cannot be the successor',
  description: 'The successor must be another active user who may own leads; an auditor may not.',
  german: {
    title: 'Diese Person kann nicht nachfolgen',
    description:
      'Die Nachfolge muss ein anderes aktives Konto sein, das Leads besitzen darf; die Revision darf das nicht.',
  },
}) {}

export class LastAdmin extends defineProblem({
  name: 'last-admin',
  status: 409,
  title: 'This is the last administrator',
  description: 'Give somebody else the role ADMIN first.',
  german: {
    title: 'Das ist das letzte Verwaltungskonto',
    description: 'Geben Sie zuerst jemand anderem die Rolle ADMIN.',
  },
}) {}

export class TeamNotFound extends defineProblem({
  name: 'team-not-found',
  status: 404,
  title: 'There is no such team',
  description: 'No team with this id exists.',
  german: {
    title: 'Dieses Team gibt es nicht',
    description: 'Kein Team hat diese Kennung.',
  },
}) {}

export class TerritoryNotFound extends defineProblem({
  name: 'territory-not-found',
  status: 404,
  title: 'There is no such territory',
  description: 'No territory with this code exists.',
  german: {
    title: 'Dieses Gebiet gibt es nicht',
    description: 'Kein Gebiet hat diesen Code.',
  },
}) {}

export class TeamNameTaken extends defineProblem({
  name: 'team-name-taken',
  status: 409,
  title: 'The name of the team is in use',
  description: 'Another team has this name.',
  german: {
    title: 'Der Name des Teams ist vergeben',
    description: 'Ein anderes Team heißt so.',
  },
}) {}

export class SettingNotFound extends defineProblem({
  name: 'setting-not-found',
  status: 404,
  title: 'There is no such setting',
  description: 'No module declares a setting with this key.',
  german: {
    title: 'Diese Einstellung gibt es nicht',
    description: 'Kein Modul kennt eine Einstellung mit diesem Schlüssel.',
  },
}) {}
