import { defineProblem } from '../core/problem';

export class ResponseNotFound extends defineProblem({
  name: 'response-not-found',
  status: 404,
  title: 'There is no such response',
  description: 'No response with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diese Antwort gibt es nicht',
    description:
      'Keine Antwort hat diese Kennung, oder sie liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class ResponseDecided extends defineProblem({
  name: 'response-decided',
  status: 409,
  title: 'Somebody has decided this response',
  description: 'A person gave this answer another class before; `class` says which.',
  german: {
    title: 'Über diese Antwort hat schon jemand entschieden',
    description: 'Jemand hat ihr zuvor eine andere Einstufung gegeben; `class` sagt, welche.',
  },
}) {}

export class ConversationNotFound extends defineProblem({
  name: 'conversation-not-found',
  status: 404,
  title: 'There is no such conversation',
  description: 'No conversation with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diese Unterhaltung gibt es nicht',
    description:
      'Keine Unterhaltung hat diese Kennung, oder sie liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class ConversationNotReopenable extends defineProblem({
  name: 'conversation-not-reopenable',
  status: 409,
  title: 'This conversation stays closed',
  description:
    'It was closed more than 24 hours ago, or another one with the same contact is open. Write into that one, or begin one by writing.',
  german: {
    title: 'Diese Unterhaltung bleibt geschlossen',
    description:
      'Sie wurde vor mehr als 24 Stunden geschlossen, oder eine andere mit demselben Kontakt ist offen. Schreiben Sie in diese, oder beginnen Sie eine neue, indem Sie schreiben.',
  },
}) {}

export class ColleagueCannotAnswer extends defineProblem({
  name: 'colleague-cannot-answer',
  status: 409,
  title: 'This person cannot answer here',
  description:
    'Whoever answers must be active and see the lead: its owner, a collaborator, a manager of the team, or an administrator.',
  german: {
    title: 'Diese Person kann hier nicht antworten',
    description:
      'Wer antwortet, muss aktiv sein und den Lead sehen: sein Besitzer, ein Mitarbeitender, eine Teamleitung oder die Administration.',
  },
}) {}

export class WindowClosed extends defineProblem({
  name: 'window-closed',
  status: 409,
  title: 'Free words cannot be sent now',
  description:
    'The contact wrote more than 24 hours ago, so that WhatsApp takes only approved templates. `windowExpiresAt` says when the window closed.',
  german: {
    title: 'Freier Text kann jetzt nicht gesendet werden',
    description:
      'Der Kontakt hat vor mehr als 24 Stunden geschrieben, WhatsApp nimmt nur genehmigte Vorlagen an. `windowExpiresAt` sagt, wann das Fenster geschlossen wurde.',
  },
}) {}

export class TemplateNotUsable extends defineProblem({
  name: 'template-not-usable',
  status: 409,
  title: 'This template cannot be sent now',
  description:
    'It is unknown or not approved, or it advertises and the contact has not agreed to that. `because` says which.',
  german: {
    title: 'Diese Vorlage kann jetzt nicht gesendet werden',
    description:
      'Sie ist unbekannt oder nicht genehmigt, oder sie wirbt und der Kontakt hat dem nicht zugestimmt. `because` sagt, was zutrifft.',
  },
}) {}

export class ChannelCannotSend extends defineProblem({
  name: 'channel-cannot-send',
  status: 409,
  title: 'This cannot be written here',
  description:
    'A conversation by mail takes the kind `mail`, one by WhatsApp `text` and `template`; a mail needs somebody who wrote by mail.',
  german: {
    title: 'Das kann hier nicht geschrieben werden',
    description:
      'Ein Gespräch per E-Mail nimmt die Art `mail`, eines per WhatsApp `text` und `template`; eine E-Mail braucht jemanden, der per E-Mail geschrieben hat.',
  },
}) {}

export class RecipientSuppressed extends defineProblem({
  name: 'recipient-suppressed',
  status: 409,
  title: 'This address gets no mail any more',
  description:
    'Mail to it came back for good, or its reader complained or wants no mail of any kind. Call, or write by another way.',
  german: {
    title: 'Diese Adresse bekommt keine E-Mails mehr',
    description:
      'E-Mails dorthin kamen endgültig zurück, oder wer dort liest, hat sich beschwert oder will keinerlei Post. Rufen Sie an oder nehmen Sie einen anderen Weg.',
  },
}) {}

export class ContentPackageNotFound extends defineProblem({
  name: 'content-package-not-found',
  status: 404,
  title: 'There is no such content package',
  description: 'No version of a content package with this id exists.',
  german: {
    title: 'Dieses Inhaltspaket gibt es nicht',
    description: 'Keine Version eines Inhaltspakets hat diese Kennung.',
  },
}) {}

export class ContentPackageExists extends defineProblem({
  name: 'content-package-exists',
  status: 409,
  title: 'There is a content package with this key',
  description: 'Begin a draft of it instead. Nothing was changed.',
  german: {
    title: 'Ein Inhaltspaket mit diesem Schlüssel gibt es schon',
    description: 'Beginnen Sie stattdessen einen Entwurf davon. Es wurde nichts geändert.',
  },
}) {}

export class ContentPackageFrozen extends defineProblem({
  name: 'content-package-frozen',
  status: 409,
  title: 'This version does not change any more',
  description:
    'Only a draft is changed, approved or discarded, and only an approved version is archived. Nothing was changed.',
  german: {
    title: 'Diese Version ändert sich nicht mehr',
    description:
      'Nur ein Entwurf wird geändert, genehmigt oder verworfen, und nur eine genehmigte Version wird archiviert. Es wurde nichts geändert.',
  },
}) {}

export class ContentPackageOnlyVersion extends defineProblem({
  name: 'content-package-only-version',
  status: 409,
  title: 'It is the only version of this package',
  description: 'A draft is discarded when another version stays. Nothing was changed.',
  german: {
    title: 'Es ist die einzige Version dieses Pakets',
    description:
      'Ein Entwurf wird verworfen, wenn eine andere Version bleibt. Es wurde nichts geändert.',
  },
}) {}

export class ContentSecondPersonNeeded extends defineProblem({
  name: 'content-second-person-needed',
  status: 409,
  title: 'Somebody else has to approve this',
  description:
    'Whoever edited a package last does not approve it: another administrator looks at it first. Where there is only one, a reason takes their place.',
  german: {
    title: 'Das muss jemand anderes genehmigen',
    description:
      'Wer ein Paket zuletzt bearbeitet hat, genehmigt es nicht: Zuerst sieht es ein anderes Mitglied der Administration an. Gibt es nur eines, tritt eine Begründung an die Stelle.',
  },
}) {}

export class ContentReasonNeeded extends defineProblem({
  name: 'content-reason-needed',
  status: 422,
  title: 'Say why',
  description:
    'You are the only administrator and edited this package yourself: a reason of 10 characters or more takes the place of the second person.',
  german: {
    title: 'Sagen Sie, warum',
    description:
      'Sie sind allein in der Administration und haben das Paket selbst bearbeitet: Eine Begründung von mindestens 10 Zeichen tritt an die Stelle der zweiten Person.',
  },
}) {}

export class ContentNotApproved extends defineProblem({
  name: 'content-not-approved',
  status: 409,
  title: 'No version of this package is approved',
  description: 'Only what an administrator has approved is kept for contacts and delivered.',
  german: {
    title: 'Keine Version dieses Pakets ist genehmigt',
    description:
      'Nur was die Administration genehmigt hat, wird für Kontakte bereitgehalten und zugestellt.',
  },
}) {}

export class ContentTemplateUnusable extends defineProblem({
  name: 'content-template-unusable',
  status: 409,
  title: 'This template cannot tell of kept content',
  description:
    'It is not approved in the language of the contact, has no quick reply, or asks for values that nobody has; `why` says which.',
  german: {
    title: 'Diese Vorlage kann bereitgehaltene Inhalte nicht ankündigen',
    description:
      'Sie ist in der Sprache des Kontakts nicht genehmigt, hat keine Schaltfläche oder verlangt Werte, die niemand hat; `why` sagt, was zutrifft.',
  },
}) {}

export class NoWhatsAppOptIn extends defineProblem({
  name: 'no-whatsapp-opt-in',
  status: 409,
  title: 'The contact has not agreed to hear from us by WhatsApp',
  description: 'Advertising by WhatsApp needs an opt-in of the contact. Nothing was sent.',
  german: {
    title: 'Der Kontakt hat WhatsApp nicht zugestimmt',
    description:
      'Werbung per WhatsApp braucht die Einwilligung des Kontakts. Es wurde nichts gesendet.',
  },
}) {}

export class NoWhatsAppNumber extends defineProblem({
  name: 'no-whatsapp-number',
  status: 409,
  title: 'The contact cannot be reached by WhatsApp',
  description: 'The contact has no number in international form, or is blocked. Nothing was sent.',
  german: {
    title: 'Der Kontakt ist per WhatsApp nicht erreichbar',
    description:
      'Der Kontakt hat keine Nummer im internationalen Format oder ist gesperrt. Es wurde nichts gesendet.',
  },
}) {}

export class ContentContactNotFound extends defineProblem({
  name: 'content-contact-not-found',
  status: 404,
  title: 'There is no such contact',
  description:
    'No contact with this id belongs to the lead, or the lead is outside of what you may see.',
  german: {
    title: 'Diesen Kontakt gibt es nicht',
    description:
      'Kein Kontakt des Leads hat diese Kennung, oder der Lead liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class GrantNotFound extends defineProblem({
  name: 'grant-not-found',
  status: 404,
  title: 'There is no such grant',
  description: 'No kept content with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diesen bereitgehaltenen Inhalt gibt es nicht',
    description:
      'Kein bereitgehaltener Inhalt hat diese Kennung, oder er liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class GrantNotOpen extends defineProblem({
  name: 'grant-not-open',
  status: 409,
  title: 'This content is not kept any more',
  description: 'It has expired, was taken back, or is being delivered. Nothing was changed.',
  german: {
    title: 'Dieser Inhalt wird nicht mehr bereitgehalten',
    description:
      'Er ist abgelaufen, wurde zurückgenommen oder wird gerade zugestellt. Es wurde nichts geändert.',
  },
}) {}

export class ContentWindowClosed extends defineProblem({
  name: 'content-window-closed',
  status: 409,
  title: 'The contact has not written in the last 24 hours',
  description:
    'Outside of the customer service window only templates may be sent. Announce the content with a template; a tap on it opens the window.',
  german: {
    title: 'Der Kontakt hat in den letzten 24 Stunden nicht geschrieben',
    description:
      'Außerhalb des 24-Stunden-Fensters dürfen nur Vorlagen gesendet werden. Kündigen Sie den Inhalt mit einer Vorlage an; ein Tipp darauf öffnet das Fenster.',
  },
}) {}

export class CampaignNotFound extends defineProblem({
  name: 'campaign-not-found',
  status: 404,
  title: 'There is no such campaign',
  description: 'No campaign with this id exists.',
  german: {
    title: 'Diese Kampagne gibt es nicht',
    description: 'Keine Kampagne hat diese Kennung.',
  },
}) {}

export class CampaignStateNotPossible extends defineProblem({
  name: 'campaign-state-not-possible',
  status: 409,
  title: 'This is not possible with this campaign now',
  description:
    'A draft is started, a running campaign paused, a paused one resumed, and either of them stopped. Nothing was changed.',
  german: {
    title: 'Das geht mit dieser Kampagne jetzt nicht',
    description:
      'Ein Entwurf wird gestartet, eine laufende Kampagne angehalten, eine angehaltene fortgesetzt, und beide werden beendet. Es wurde nichts geändert.',
  },
}) {}
