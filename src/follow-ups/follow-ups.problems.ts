import { defineProblem } from '../core/problem';

export class FollowUpNotFound extends defineProblem({
  name: 'follow-up-not-found',
  status: 404,
  title: 'There is no such follow-up',
  description: 'No follow-up with this id exists, or it is outside of what you may see.',
}) {}

export class FollowUpNotOpen extends defineProblem({
  name: 'follow-up-not-open',
  status: 409,
  title: 'The follow-up is not open any more',
  description: 'It was sent, skipped or cancelled, or its sequence has ended. Nothing was changed.',
}) {}

export class TestClockRefused extends defineProblem({
  name: 'test-clock-refused',
  status: 403,
  title: 'The clock cannot be turned here',
  description: 'In production time is what the machine says. Use a test or development system.',
}) {}
