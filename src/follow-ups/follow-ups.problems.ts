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

export class OfferNotFound extends defineProblem({
  name: 'offer-not-found',
  status: 404,
  title: 'There is no such offer',
  description: 'No offer with this id exists.',
}) {}

export class SequenceNotFound extends defineProblem({
  name: 'sequence-not-found',
  status: 404,
  title: 'There is no such sequence',
  description: 'No version of a sequence with this id exists.',
}) {}

export class SequenceStateNotPossible extends defineProblem({
  name: 'sequence-state-not-possible',
  status: 409,
  title: 'This is not possible with this version of the sequence',
  description:
    'Only a draft is changed or activated, and only a sequence that was in use is paused or resumed. Nothing was changed.',
}) {}

export class TestClockRefused extends defineProblem({
  name: 'test-clock-refused',
  status: 403,
  title: 'The clock cannot be turned here',
  description: 'In production time is what the machine says. Use a test or development system.',
}) {}
