import { defineProblem } from '../core/problem';

export class SessionRequired extends defineProblem({
  name: 'session-required',
  status: 401,
  title: 'Sign in first',
  description: 'There is no session, or it has ended. Sign in and send the request again.',
}) {}

export class SignInFailed extends defineProblem({
  name: 'sign-in-failed',
  status: 401,
  title: 'The sign-in failed',
  description: 'E-mail address and password do not fit together, or the account is not active.',
}) {}

export class SignInDelayed extends defineProblem({
  name: 'sign-in-delayed',
  status: 429,
  title: 'Too many failed attempts',
  description:
    'After several failures each further attempt has to wait longer. `Retry-After` says how many seconds; until then nothing is checked.',
}) {}

export class RateLimited extends defineProblem({
  name: 'rate-limited',
  status: 429,
  title: 'Too many requests',
  description:
    'This endpoint was asked too often in the last minutes. `Retry-After` says how many seconds to wait; nothing was changed.',
}) {}

export class CsrfHeaderMissing extends defineProblem({
  name: 'csrf-header-missing',
  status: 403,
  title: 'The header X-Relance-Client is missing',
  description:
    'A request that changes something by the session cookie must carry the header `X-Relance-Client`, which a foreign page cannot send.',
}) {}

export class AccessDenied extends defineProblem({
  name: 'access-denied',
  status: 403,
  title: 'Your role may not do this',
  description: 'The act is reserved for another role. Ask an administrator.',
}) {}

export class TokenLacksAct extends defineProblem({
  name: 'token-lacks-act',
  status: 403,
  title: 'The API token may not do this',
  description:
    'The token is limited to the acts that it was made for. Make one that names this act.',
}) {}

export class ApiTokenNotFound extends defineProblem({
  name: 'api-token-not-found',
  status: 404,
  title: 'There is no such token',
  description: 'None of your tokens has this id, or it has ended.',
}) {}

export class ApiTokenActsRefused extends defineProblem({
  name: 'api-token-acts-refused',
  status: 400,
  title: 'The token cannot have these acts',
  description:
    'A token may do at most what your role may. `errors` names the acts that are unknown or beyond it.',
}) {}

export class SessionNotFound extends defineProblem({
  name: 'session-not-found',
  status: 404,
  title: 'There is no such session',
  description: 'None of your sessions has this id, or it has ended.',
}) {}

export class PasswordWrong extends defineProblem({
  name: 'password-wrong',
  status: 403,
  title: 'The present password is wrong',
  description: 'Nothing was changed. Failures count like failed sign-ins.',
}) {}

export class PasswordTooWeak extends defineProblem({
  name: 'password-too-weak',
  status: 400,
  title: 'The password is too weak',
  description:
    'Use 12 characters or more, no common password and nothing that contains your e-mail address. `errors` says which rule it breaks.',
}) {}

export class UserNotFound extends defineProblem({
  name: 'user-not-found',
  status: 404,
  title: 'There is no such user',
  description: 'No user with this id exists, or the user is outside of what you may see.',
}) {}

export class EmailTaken extends defineProblem({
  name: 'email-taken',
  status: 409,
  title: 'The e-mail address is in use',
  description: 'Another account has this e-mail address.',
}) {}

export class UserDeactivatedAlready extends defineProblem({
  name: 'user-deactivated',
  status: 409,
  title: 'The user is deactivated',
  description: 'A deactivated account cannot be changed or deactivated again.',
}) {}

export class SuccessorNotAvailable extends defineProblem({
  name: 'successor-not-available',
  status: 409,
  title: 'This person cannot be the successor',
  description: 'The successor must be another active user who may own leads; an auditor may not.',
}) {}

export class LastAdmin extends defineProblem({
  name: 'last-admin',
  status: 409,
  title: 'This is the last administrator',
  description: 'Give somebody else the role ADMIN first.',
}) {}

export class TeamNotFound extends defineProblem({
  name: 'team-not-found',
  status: 404,
  title: 'There is no such team',
  description: 'No team with this id exists.',
}) {}

export class TeamNameTaken extends defineProblem({
  name: 'team-name-taken',
  status: 409,
  title: 'The name of the team is in use',
  description: 'Another team has this name.',
}) {}

export class SettingNotFound extends defineProblem({
  name: 'setting-not-found',
  status: 404,
  title: 'There is no such setting',
  description: 'No module declares a setting with this key.',
}) {}
