import { defineProblem } from '../core/problem';

export class TemplateNotFound extends defineProblem({
  name: 'template-not-found',
  status: 404,
  title: 'There is no such template',
  description: 'No template and no version of one has this id.',
  german: {
    title: 'Diese Vorlage gibt es nicht',
    description: 'Keine Vorlage und keine Fassung einer Vorlage hat diese Kennung.',
  },
}) {}

export class TemplateKeyTaken extends defineProblem({
  name: 'template-key-taken',
  status: 409,
  title: 'A template with this key exists',
  description: 'Keys name templates for ever; choose another.',
  german: {
    title: 'Eine Vorlage mit diesem Schlüssel gibt es schon',
    description: 'Schlüssel benennen Vorlagen für immer; wählen Sie einen anderen.',
  },
}) {}

export class VersionFrozen extends defineProblem({
  name: 'version-frozen',
  status: 409,
  title: 'This version is not a draft',
  description: 'A published version is never changed, since mails were sent with it. Make a draft.',
  german: {
    title: 'Diese Fassung ist kein Entwurf',
    description:
      'Eine veröffentlichte Fassung wird nie geändert, denn mit ihr wurden E-Mails gesendet. Legen Sie einen Entwurf an.',
  },
}) {}

export class DraftExists extends defineProblem({
  name: 'draft-exists',
  status: 409,
  title: 'There is a draft already',
  description:
    'A template has one draft at a time; edit or publish it. `draftId` says which it is.',
  german: {
    title: 'Es gibt schon einen Entwurf',
    description:
      'Eine Vorlage hat immer nur einen Entwurf; bearbeiten oder veröffentlichen Sie ihn. `draftId` sagt, welcher es ist.',
  },
}) {}

export class TemplateFaulty extends defineProblem({
  name: 'template-faulty',
  status: 422,
  title: 'The text has faults',
  description:
    'A version with findings of the level error cannot be published; `findings` lists them.',
  german: {
    title: 'Der Text hat Fehler',
    description:
      'Eine Fassung mit Befunden der Stufe „error“ kann nicht veröffentlicht werden; `findings` zählt sie auf.',
  },
}) {}

export class SecondPersonNeeded extends defineProblem({
  name: 'second-person-needed',
  status: 409,
  title: 'Somebody else has to publish this',
  description:
    'Whoever edited a text last does not publish it: another administrator reads it first. Where there is only one, a reason takes their place.',
  german: {
    title: 'Das muss jemand anders veröffentlichen',
    description:
      'Wer einen Text zuletzt bearbeitet hat, veröffentlicht ihn nicht: Eine zweite Person aus der Verwaltung liest ihn zuerst. Gibt es nur eine, tritt ein Grund an ihre Stelle.',
  },
}) {}

export class ReasonNeeded extends defineProblem({
  name: 'reason-needed',
  status: 422,
  title: 'Say why',
  description:
    'You are the only administrator and edited this text yourself: a reason of 10 characters or more takes the place of the second person.',
  german: {
    title: 'Nennen Sie einen Grund',
    description:
      'Sie sind allein in der Verwaltung und haben diesen Text selbst bearbeitet: Ein Grund von mindestens 10 Zeichen tritt an die Stelle der zweiten Person.',
  },
}) {}

export class OnlyVersion extends defineProblem({
  name: 'only-version',
  status: 409,
  title: 'This is the only version',
  description: 'A template keeps at least one version; edit the draft instead.',
  german: {
    title: 'Das ist die einzige Fassung',
    description:
      'Eine Vorlage behält mindestens eine Fassung; bearbeiten Sie stattdessen den Entwurf.',
  },
}) {}

export class MailNotFound extends defineProblem({
  name: 'mail-not-found',
  status: 404,
  title: 'There is no such mail',
  description: 'No mail with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diese E-Mail gibt es nicht',
    description:
      'Keine E-Mail hat diese Kennung, oder sie liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class InboundMailNotFound extends defineProblem({
  name: 'inbound-mail-not-found',
  status: 404,
  title: 'There is no such mail',
  description: 'No mail with this id came in, or it is outside of what you may see.',
  german: {
    title: 'Diese E-Mail gibt es nicht',
    description:
      'Keine eingegangene E-Mail hat diese Kennung, oder sie liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class NotAReply extends defineProblem({
  name: 'not-a-reply',
  status: 422,
  title: 'This mail cannot be answered like that',
  description: 'It names no address that takes such an answer: see the header of the same purpose.',
  german: {
    title: 'So kann diese E-Mail nicht beantwortet werden',
    description:
      'Sie nennt keine Adresse, die eine solche Antwort annimmt: siehe den Header gleichen Zwecks.',
  },
}) {}

export class MailNotOpen extends defineProblem({
  name: 'mail-not-open',
  status: 409,
  title: 'Nothing is to be decided about this mail',
  description:
    'Only a mail that is unknown or failed waits for a decision, and none that was accepted.',
  german: {
    title: 'Über diese E-Mail ist nichts zu entscheiden',
    description:
      'Nur eine ungeklärte oder fehlgeschlagene E-Mail wartet auf eine Entscheidung, und keine, die angenommen wurde.',
  },
}) {}

export class SuppressionNotFound extends defineProblem({
  name: 'suppression-not-found',
  status: 404,
  title: 'There is no such suppression',
  description: 'No suppression with this id stands; it may have been lifted.',
  german: {
    title: 'Diese Sperre gibt es nicht',
    description: 'Keine Sperre hat diese Kennung; vielleicht wurde sie aufgehoben.',
  },
}) {}

export class SuppressionNotYours extends defineProblem({
  name: 'suppression-not-yours',
  status: 403,
  title: 'Only an administrator may lift this',
  description:
    'What the recipient or the address itself has caused is lifted by an administrator alone.',
  german: {
    title: 'Das darf nur die Verwaltung aufheben',
    description:
      'Was der Empfänger oder die Adresse selbst ausgelöst hat, hebt allein die Verwaltung auf.',
  },
}) {}

export class ReportNotSigned extends defineProblem({
  name: 'email-webhook-not-signed',
  status: 401,
  title: 'This does not come from our mail provider',
  description:
    'The signature over the body as sent, its age, its topic or its certificate does not fit. Nothing was stored.',
  german: {
    title: 'Das kommt nicht von unserem E-Mail-Anbieter',
    description:
      'Die Signatur über den gesendeten Rumpf, ihr Alter, ihr Thema oder ihr Zertifikat passt nicht. Es wurde nichts gespeichert.',
  },
}) {}

export class ReporterSilent extends defineProblem({
  name: 'email-webhook-unproven',
  status: 503,
  title: 'The sender could not be asked',
  description:
    'Amazon SNS did not answer when its certificate was needed or a subscription was confirmed. Nothing was stored; send it again.',
  german: {
    title: 'Der Absender konnte nicht gefragt werden',
    description:
      'Amazon SNS hat nicht geantwortet, als sein Zertifikat gebraucht oder ein Abonnement bestätigt wurde. Es wurde nichts gespeichert; senden Sie es noch einmal.',
  },
}) {}

export class CircuitNotOpen extends defineProblem({
  name: 'mail-circuit-not-open',
  status: 409,
  title: 'This provider is in use already',
  description:
    'Only a provider that is not asked, or for one mail at a time, can be put back to use.',
  german: {
    title: 'Dieser Anbieter ist schon in Gebrauch',
    description:
      'Nur ein Anbieter, der nicht oder nur für einzelne E-Mails gefragt wird, lässt sich wieder freigeben.',
  },
}) {}
