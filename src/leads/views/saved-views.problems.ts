import { defineProblem } from '../../core/problem';

export class SavedViewNotFound extends defineProblem({
  name: 'saved-view-not-found',
  status: 404,
  title: 'There is no such view',
  description: 'No view with this id exists, or nobody shares it with you.',
  german: {
    title: 'Diese Ansicht gibt es nicht',
    description: 'Keine Ansicht hat diese Kennung, oder niemand teilt sie mit Ihnen.',
  },
}) {}

export class SavedViewNotYours extends defineProblem({
  name: 'saved-view-not-yours',
  status: 403,
  title: 'This view belongs to somebody else',
  description: 'Only its owner changes a view. Save it under a name of your own instead.',
  german: {
    title: 'Diese Ansicht gehört jemand anderem',
    description:
      'Nur wem eine Ansicht gehört, ändert sie. Speichern Sie sie unter einem eigenen Namen.',
  },
}) {}

export class SavedViewNameTaken extends defineProblem({
  name: 'saved-view-name-taken',
  status: 409,
  title: 'You have a view of this name',
  description: 'Each of your views has its own name. Choose another one, or change that view.',
  german: {
    title: 'Eine Ansicht mit diesem Namen haben Sie schon',
    description:
      'Jede Ihrer Ansichten heißt anders. Wählen Sie einen anderen Namen, oder ändern Sie jene Ansicht.',
  },
}) {}

export class TooManySavedViews extends defineProblem({
  name: 'too-many-saved-views',
  status: 409,
  title: 'You have as many views as there may be',
  description: 'Nobody keeps more than 50 views. Remove one first.',
  german: {
    title: 'Mehr Ansichten gehen nicht',
    description: 'Niemand behält mehr als 50 Ansichten. Entfernen Sie zuerst eine.',
  },
}) {}

export class SharingNotAllowed extends defineProblem({
  name: 'view-sharing-not-allowed',
  status: 403,
  title: 'You cannot share the view like this',
  description:
    'Members and managers of a team share with their teams; administrators, who are in none, with everybody.',
  german: {
    title: 'So können Sie die Ansicht nicht teilen',
    description:
      'Wer in einem Team ist oder eines leitet, teilt mit seinen Teams; die Verwaltung, die in keinem ist, mit allen.',
  },
}) {}
