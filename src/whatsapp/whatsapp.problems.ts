import { defineProblem } from '../core/problem';

export class WebhookNotSigned extends defineProblem({
  name: 'webhook-not-signed',
  status: 401,
  title: 'The signature does not fit',
  description:
    'X-Hub-Signature-256 must be sha256=<hex>, the HMAC-SHA-256 of the body as sent, with the secret of the app. Nothing was stored.',
  german: {
    title: 'Die Signatur passt nicht',
    description:
      'X-Hub-Signature-256 muss sha256=<hex> sein: HMAC-SHA-256 des gesendeten Rumpfs mit dem Geheimnis der App. Es wurde nichts gespeichert.',
  },
}) {}

export class WebhookNotVerified extends defineProblem({
  name: 'webhook-not-verified',
  status: 403,
  title: 'The word does not fit',
  description:
    'hub.verify_token is not WHATSAPP_VERIFY_TOKEN, or hub.mode is not subscribe: enter the same word at Meta.',
  german: {
    title: 'Das Wort passt nicht',
    description:
      'hub.verify_token ist nicht WHATSAPP_VERIFY_TOKEN, oder hub.mode ist nicht subscribe: Tragen Sie bei Meta dasselbe Wort ein.',
  },
}) {}

export class WebhookUnavailable extends defineProblem({
  name: 'webhook-unavailable',
  status: 503,
  title: 'This could not be kept',
  description:
    'The database is down or too many requests wait for it. Nothing was stored; send it again.',
  german: {
    title: 'Das konnte nicht aufbewahrt werden',
    description:
      'Die Datenbank ist nicht erreichbar, oder zu viele Anfragen warten auf sie. Es wurde nichts gespeichert; senden Sie es noch einmal.',
  },
}) {}

export class DeadLetterNotFound extends defineProblem({
  name: 'webhook-item-not-found',
  status: 404,
  title: 'There is no such dead letter',
  description: 'Nothing with this id failed, or it was replayed already.',
  german: {
    title: 'Diesen toten Brief gibt es nicht',
    description: 'Nichts mit dieser Kennung ist gescheitert, oder es wurde schon wiederholt.',
  },
}) {}

export class MessageTemplateNotFound extends defineProblem({
  name: 'message-template-not-found',
  status: 404,
  title: 'There is no such template',
  description: 'No WhatsApp template has this id.',
  german: {
    title: 'Diese Vorlage gibt es nicht',
    description: 'Keine WhatsApp-Vorlage hat diese Kennung.',
  },
}) {}

export class TemplateNotSubmitted extends defineProblem({
  name: 'template-not-submitted',
  status: 409,
  title: 'The template was not handed in',
  description:
    'Only a draft or a rejected template is handed in, WhatsApp must be on, and WHATSAPP_BUSINESS_ACCOUNT_ID must be set; `detail` says what Meta answered.',
  german: {
    title: 'Die Vorlage wurde nicht eingereicht',
    description:
      'Eingereicht wird nur ein Entwurf oder eine abgelehnte Vorlage, WhatsApp muss eingeschaltet und WHATSAPP_BUSINESS_ACCOUNT_ID gesetzt sein; `detail` sagt, was Meta geantwortet hat.',
  },
}) {}

export class NumberNotFound extends defineProblem({
  name: 'message-number-not-found',
  status: 404,
  title: 'There is no such number',
  description: 'Nothing is known of a number with this id.',
  german: {
    title: 'Diese Nummer gibt es nicht',
    description: 'Von einer Nummer mit dieser Kennung ist nichts bekannt.',
  },
}) {}

export class MessagesInWork extends defineProblem({
  name: 'messages-in-work',
  status: 409,
  title: 'Messages of others that came in one parcel with theirs are not worked off yet',
  description:
    'WhatsApp delivers messages of several people together. Try again in a minute; what is stuck is found in the dead letters of WhatsApp: replay or dismiss it first.',
  german: {
    title: 'Nachrichten anderer, die zusammen mit ihren ankamen, sind noch nicht verarbeitet',
    description:
      'WhatsApp liefert Nachrichten mehrerer Personen zusammen. Versuchen Sie es in einer Minute noch einmal; was hängt, steht in den toten Briefen von WhatsApp: Wiederholen oder verwerfen Sie es zuerst.',
  },
}) {}
