import { defineProblem } from '../core/problem';

export class ResponseNotFound extends defineProblem({
  name: 'response-not-found',
  status: 404,
  title: 'There is no such response',
  description: 'No response with this id exists, or it is outside of what you may see.',
}) {}

export class ResponseDecided extends defineProblem({
  name: 'response-decided',
  status: 409,
  title: 'Somebody has decided this response',
  description: 'A person gave this answer another class before; `class` says which.',
}) {}
