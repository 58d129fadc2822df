import { defineProblem } from '../core/problem';

export class TemplateNotFound extends defineProblem({
  name: 'template-not-found',
  status: 404,
  title: 'There is no such template',
  description: 'No template and no version of one has this id.',
}) {}

export class TemplateKeyTaken extends defineProblem({
  name: 'template-key-taken',
  status: 409,
  title: 'A template with this key exists',
  description: 'Keys name templates for ever; choose another.',
}) {}

export class VersionFrozen extends defineProblem({
  name: 'version-frozen',
  status: 409,
  title: 'This version is not a draft',
  description: 'A published version is never changed, since mails were sent with it. Make a draft.',
}) {}

export class DraftExists extends defineProblem({
  name: 'draft-exists',
  status: 409,
  title: 'There is a draft already',
  description:
    'A template has one draft at a time; edit or publish it. `draftId` says which it is.',
}) {}

export class TemplateFaulty extends defineProblem({
  name: 'template-faulty',
  status: 422,
  title: 'The text has faults',
  description:
    'A version with findings of the level error cannot be published; `findings` lists them.',
}) {}

export class MailNotFound extends defineProblem({
  name: 'mail-not-found',
  status: 404,
  title: 'There is no such mail',
  description: 'No mail with this id exists, or it is outside of what you may see.',
}) {}

export class InboundMailNotFound extends defineProblem({
  name: 'inbound-mail-not-found',
  status: 404,
  title: 'There is no such mail',
  description: 'No mail with this id came in, or it is outside of what you may see.',
}) {}

export class NotAReply extends defineProblem({
  name: 'not-a-reply',
  status: 422,
  title: 'This mail cannot be answered like that',
  description: 'It names no address that takes such an answer: see the header of the same purpose.',
}) {}

export class MailNotOpen extends defineProblem({
  name: 'mail-not-open',
  status: 409,
  title: 'Nothing is to be decided about this mail',
  description:
    'Only a mail that is unknown or failed waits for a decision, and none that was accepted.',
}) {}

export class SuppressionNotFound extends defineProblem({
  name: 'suppression-not-found',
  status: 404,
  title: 'There is no such suppression',
  description: 'No suppression with this id stands; it may have been lifted.',
}) {}

export class SuppressionNotYours extends defineProblem({
  name: 'suppression-not-yours',
  status: 403,
  title: 'Only an administrator may lift this',
  description:
    'What the recipient or the address itself has caused is lifted by an administrator alone.',
}) {}
