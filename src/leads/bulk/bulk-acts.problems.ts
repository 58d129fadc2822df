import { defineProblem } from '../../core/problem';

export class BulkActNotFound extends defineProblem({
  name: 'bulk-act-not-found',
  status: 404,
  title: 'There is no such act',
  description: 'You have begun no act on several leads with this id.',
  german: {
    title: 'Diese Sammelaktion gibt es nicht',
    description: 'Sie haben keine Sammelaktion mit dieser Kennung begonnen.',
  },
}) {}

export class BulkActNotAllowed extends defineProblem({
  name: 'bulk-act-not-allowed',
  status: 403,
  title: 'This takes a manager',
  description: 'Only managers and administrators give several leads away or reopen them.',
  german: {
    title: 'Das darf nur die Teamleitung',
    description:
      'Nur Teamleitung und Verwaltung geben mehrere Leads weiter oder öffnen sie wieder.',
  },
}) {}

export class BulkActStepNotPossible extends defineProblem({
  name: 'bulk-act-step-not-possible',
  status: 409,
  title: 'The act is not there yet, or past it',
  description: 'An act is taken back once, when it has ended. `state` says where it is.',
  german: {
    title: 'Die Sammelaktion ist noch nicht so weit oder schon weiter',
    description:
      'Zurückgenommen wird sie einmal, wenn sie zu Ende ist. `state` sagt, wo sie steht.',
  },
}) {}

export class LeadChangedSince extends defineProblem({
  name: 'lead-changed',
  status: 409,
  title: 'The lead was changed since',
  description: 'Somebody changed the lead after the act, so that it stays as it is.',
  german: {
    title: 'Der Lead wurde seitdem geändert',
    description: 'Jemand hat den Lead nach der Aktion geändert; er bleibt, wie er ist.',
  },
}) {}
