import { defineProblem } from '../core/problem';

export class FollowUpNotFound extends defineProblem({
  name: 'follow-up-not-found',
  status: 404,
  title: 'There is no such follow-up',
  description: 'No follow-up with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Dieses Follow-up gibt es nicht',
    description:
      'Kein Follow-up hat diese Kennung, oder es liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class FollowUpNotOpen extends defineProblem({
  name: 'follow-up-not-open',
  status: 409,
  title: 'The follow-up is not open any more',
  description: 'It was sent, skipped or cancelled, or its sequence has ended. Nothing was changed.',
  german: {
    title: 'Das Follow-up ist nicht mehr offen',
    description:
      'Es wurde gesendet, übersprungen oder ist entfallen, oder seine Sequenz ist zu Ende. Nichts wurde geändert.',
  },
}) {}

export class FollowUpMayNotLeave extends defineProblem({
  name: 'follow-up-may-not-leave',
  status: 409,
  title: 'The follow-up may not leave now',
  description:
    'A check is against sending it now: `reason` names it, the detail says it in the language of the reader, and `until` is when it is worth asking again, where that is known. Nothing was changed; it keeps its own time.',
  german: {
    title: 'Das Follow-up darf jetzt nicht gesendet werden',
    description:
      'Eine Prüfung spricht dagegen: `reason` nennt sie, das Detail sagt sie in der Sprache der lesenden Person, und `until` ist, wann eine neue Frage lohnt, wo das bekannt ist. Es wurde nichts geändert; das Follow-up behält seine Zeit.',
  },
}) {}

export class LeadNotKnown extends defineProblem({
  name: 'lead-not-known',
  status: 404,
  title: 'There is no such lead',
  description: 'No lead with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diesen Lead gibt es nicht',
    description:
      'Kein Lead hat diese Kennung, oder er liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class OfferStandsAlready extends defineProblem({
  name: 'offer-stands-already',
  status: 409,
  title: 'There is such an offer already',
  description:
    'For the same business type, territory and season another offer is valid on the same days. Nothing was changed. Change that one, or let it end before this one begins.',
  german: {
    title: 'Dieses Angebot gibt es schon',
    description:
      'Für dieselbe Betriebsart, dasselbe Gebiet und dieselbe Saison gilt an denselben Tagen ein anderes Angebot. Nichts wurde geändert. Ändern Sie jenes, oder lassen Sie es enden, bevor dieses beginnt.',
  },
}) {}

export class GeneralOfferNeeded extends defineProblem({
  name: 'general-offer-needed',
  status: 409,
  title: 'Something must be on offer to everybody',
  description:
    'No other offer is valid today for every business type, territory and season; without one, follow-ups would have nothing to offer. Nothing was changed. Add another general offer first, or change this one.',
  german: {
    title: 'Etwas muss allen angeboten werden',
    description:
      'Kein anderes Angebot gilt heute für alle Betriebsarten, Gebiete und Zeiten; ohne eines hätten Follow-ups nichts anzubieten. Nichts wurde geändert. Legen Sie zuerst ein anderes allgemeines Angebot an, oder ändern Sie dieses.',
  },
}) {}

export class OfferNotFound extends defineProblem({
  name: 'offer-not-found',
  status: 404,
  title: 'There is no such offer',
  description: 'No offer with this id exists.',
  german: {
    title: 'Dieses Angebot gibt es nicht',
    description: 'Kein Angebot hat diese Kennung.',
  },
}) {}

export class SequenceNotFound extends defineProblem({
  name: 'sequence-not-found',
  status: 404,
  title: 'There is no such sequence',
  description: 'No version of a sequence with this id exists.',
  german: {
    title: 'Diese Sequenz gibt es nicht',
    description: 'Keine Fassung einer Sequenz hat diese Kennung.',
  },
}) {}

export class SequenceStateNotPossible extends defineProblem({
  name: 'sequence-state-not-possible',
  status: 409,
  title: 'This is not possible with this version of the sequence',
  description:
    'Only a draft is changed or activated, and only a sequence that was in use is paused or resumed. Nothing was changed.',
  german: {
    title: 'Das geht mit dieser Fassung der Sequenz nicht',
    description:
      'Nur ein Entwurf wird geändert oder aktiviert, und nur eine benutzte Sequenz wird angehalten oder fortgesetzt. Nichts wurde geändert.',
  },
}) {}

export class TestClockRefused extends defineProblem({
  name: 'test-clock-refused',
  status: 403,
  title: 'The clock cannot be turned here',
  description: 'In production time is what the machine says. Use a test or development system.',
  german: {
    title: 'Hier kann die Uhr nicht gestellt werden',
    description:
      'Im Betrieb gilt die Zeit des Rechners. Nehmen Sie ein Test- oder Entwicklungssystem.',
  },
}) {}
