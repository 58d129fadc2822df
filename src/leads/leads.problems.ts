import { defineProblem } from '../core/problem';

export class LeadNotFound extends defineProblem({
  name: 'lead-not-found',
  status: 404,
  title: 'There is no such lead',
  description: 'No lead with this id exists, or it is outside of what you may see.',
}) {}

export class LeadAlreadyRegistered extends defineProblem({
  name: 'lead-already-registered',
  status: 409,
  title: 'This lead is registered already',
  description:
    'A lead with the same e-mail address or phone number exists. `candidates` lists those that you may see; a manager may override with a reason of 10 characters or more.',
}) {}

export class SimilarLeadExists extends defineProblem({
  name: 'similar-lead-exists',
  status: 409,
  title: 'A similar lead exists',
  description:
    'A similar company in the same place, or the same website, is registered. Confirm with `override.reason` (10 characters or more) if it is another one.',
}) {}

export class OverrideNotAllowed extends defineProblem({
  name: 'override-not-allowed',
  status: 403,
  title: 'Only a manager may override this',
  description: 'Two leads with the same address or number need the decision of a manager.',
}) {}

export class FirstContactRequired extends defineProblem({
  name: 'first-contact-required',
  status: 400,
  title: 'The first contact must be documented',
  description:
    'Leads from a fair or a phone call need `firstContact`: channel, time (not in the future) and a note of 10 characters or more.',
}) {}

export class LeadNotFree extends defineProblem({
  name: 'lead-not-free',
  status: 409,
  title: 'The lead has an owner',
  description: 'Somebody owns or has just taken this lead. A manager can reassign it.',
}) {}

export class OwnerNotAvailable extends defineProblem({
  name: 'owner-not-available',
  status: 400,
  title: 'This person cannot own the lead',
  description: 'The owner must be an active sales user or manager whom you may assign leads to.',
}) {}

export class TerritoryNotAllowed extends defineProblem({
  name: 'territory-not-allowed',
  status: 400,
  title: 'The territory is not yours',
  description: 'Register leads in one of your own territories.',
}) {}

export class StatusNotPossible extends defineProblem({
  name: 'status-not-possible',
  status: 409,
  title: 'The lead cannot change to this status',
  description: 'The present status does not allow this step.',
}) {}

export class LeadNotOwned extends defineProblem({
  name: 'lead-not-owned',
  status: 409,
  title: 'Nobody owns this lead',
  description: 'Take the lead first: POST /v1/leads/{id}/assignment with yourself as the owner.',
}) {}

export class ContactNotFound extends defineProblem({
  name: 'contact-not-found',
  status: 404,
  title: 'The lead has no such contact',
  description: 'No contact with this id belongs to the lead.',
}) {}

export class ClockStopNotFound extends defineProblem({
  name: 'clock-stop-not-found',
  status: 404,
  title: 'There is no such clock stop',
  description: 'The lead has no clock stop with this id.',
}) {}

export class ClockStopOverlaps extends defineProblem({
  name: 'clock-stop-overlaps',
  status: 409,
  title: 'The clock is stopped or about to be',
  description: 'One stop of this lead is requested or running; two never overlap.',
}) {}

export class ClockStopNotOpen extends defineProblem({
  name: 'clock-stop-not-open',
  status: 409,
  title: 'This is not possible with this clock stop any more',
  description: 'It was decided or ended before. Nothing was changed.',
}) {}

export class SampleNotFound extends defineProblem({
  name: 'sample-not-found',
  status: 404,
  title: 'There is no such sample',
  description: 'The lead has no sample with this id.',
}) {}

export class SampleMoveNotPossible extends defineProblem({
  name: 'sample-move-not-possible',
  status: 409,
  title: 'The sample is not there yet, or past it',
  description: '`state` says where it is. A box is packed, shipped and delivered in this order.',
}) {}

export class TaskNotFound extends defineProblem({
  name: 'task-not-found',
  status: 404,
  title: 'There is no such task',
  description: 'No task with this id exists, or it is outside of what you may see.',
}) {}

export class TaskDone extends defineProblem({
  name: 'task-done',
  status: 409,
  title: 'The task is done already',
  description: 'Somebody completed this task before. `doneBy` and `doneAt` say who and when.',
}) {}

export class AssigneeNotAvailable extends defineProblem({
  name: 'assignee-not-available',
  status: 400,
  title: 'This person cannot be given the task',
  description: 'The assignee must be an active colleague whom you may assign leads to.',
}) {}
