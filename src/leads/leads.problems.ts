import { defineProblem } from '../core/problem';

export class LeadNotFound extends defineProblem({
  name: 'lead-not-found',
  status: 404,
  title: 'There is no such lead',
  description: 'No lead with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diesen Lead gibt es nicht',
    description:
      'Kein Lead hat diese Kennung, oder er liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class LeadAlreadyRegistered extends defineProblem({
  name: 'lead-already-registered',
  status: 409,
  title: 'This lead is registered already',
  description:
    'A lead with the same e-mail address or phone number exists. `candidates` lists those that you may see; a manager may override with a reason of 10 characters or more.',
  german: {
    title: 'Dieser Lead ist schon erfasst',
    description:
      'Ein Lead mit gleicher E-Mail-Adresse oder Telefonnummer ist vorhanden. `candidates` nennt die, die Sie sehen dürfen; die Teamleitung kann ihn mit einem Grund von mindestens 10 Zeichen trotzdem anlegen.',
  },
}) {}

export class SimilarLeadExists extends defineProblem({
  name: 'similar-lead-exists',
  status: 409,
  title: 'A similar lead exists',
  description:
    'A similar company in the same place, or the same website, is registered. Confirm with `override.reason` (10 characters or more) if it is another one.',
  german: {
    title: 'Einen ähnlichen Lead gibt es schon',
    description:
      'Eine ähnliche Firma am selben Ort oder mit derselben Website ist erfasst. Bestätigen Sie mit `override.reason` (mindestens 10 Zeichen), wenn es eine andere ist.',
  },
}) {}

export class OverrideNotAllowed extends defineProblem({
  name: 'override-not-allowed',
  status: 403,
  title: 'Only a manager may override this',
  description: 'Two leads with the same address or number need the decision of a manager.',
  german: {
    title: 'Das darf nur die Teamleitung',
    description:
      'Zwei Leads mit derselben Adresse oder Nummer brauchen die Entscheidung der Teamleitung.',
  },
}) {}

export class FirstContactRequired extends defineProblem({
  name: 'first-contact-required',
  status: 400,
  title: 'The first contact must be documented',
  description:
    'Leads from a fair or a phone call need `firstContact`: channel, time (not in the future) and a note of 10 characters or more.',
  german: {
    title: 'Der Erstkontakt muss dokumentiert sein',
    description:
      'Leads von Messe und Telefon brauchen `firstContact`: Kanal, Zeitpunkt (nicht in der Zukunft) und eine Notiz von mindestens 10 Zeichen.',
  },
}) {}

export class LeadNotFree extends defineProblem({
  name: 'lead-not-free',
  status: 409,
  title: 'The lead has an owner',
  description: 'Somebody owns or has just taken this lead. A manager can reassign it.',
  german: {
    title: 'Der Lead hat einen Besitzer',
    description:
      'Jemand besitzt diesen Lead oder hat ihn gerade übernommen. Die Teamleitung kann ihn neu zuweisen.',
  },
}) {}

export class OwnerNotAvailable extends defineProblem({
  name: 'owner-not-available',
  status: 400,
  title: 'This person cannot own the lead',
  description: 'The owner must be an active sales user or manager whom you may assign leads to.',
  german: {
    title: 'Diese Person kann den Lead nicht besitzen',
    description:
      'Nötig ist eine aktive Person aus Vertrieb oder Teamleitung, der Sie Leads zuweisen dürfen.',
  },
}) {}

export class TerritoryNotAllowed extends defineProblem({
  name: 'territory-not-allowed',
  status: 400,
  title: 'The territory is not yours',
  description: 'Register leads in one of your own territories.',
  german: {
    title: 'Das Gebiet gehört nicht zu Ihnen',
    description: 'Erfassen Sie Leads in einem Ihrer Gebiete.',
  },
}) {}

export class StatusNotPossible extends defineProblem({
  name: 'status-not-possible',
  status: 409,
  title: 'The lead cannot change to this status',
  description: 'The present status does not allow this step.',
  german: {
    title: 'Dieser Status ist für den Lead nicht möglich',
    description: 'Der jetzige Status lässt diesen Schritt nicht zu.',
  },
}) {}

export class TooManyTags extends defineProblem({
  name: 'too-many-tags',
  status: 409,
  title: 'The lead has as many tags as there may be',
  description: 'A lead has 20 tags at most. Remove one first.',
  german: {
    title: 'Mehr Schlagwörter gehen nicht',
    description: 'Ein Lead hat höchstens 20 Schlagwörter. Entfernen Sie zuerst eines.',
  },
}) {}

export class LeadNotOwned extends defineProblem({
  name: 'lead-not-owned',
  status: 409,
  title: 'Nobody owns this lead',
  description: 'Take the lead first: POST /v1/leads/{id}/assignment with yourself as the owner.',
  german: {
    title: 'Niemand besitzt diesen Lead',
    description:
      'Übernehmen Sie ihn zuerst: POST /v1/leads/{id}/assignment mit sich selbst als Besitzer.',
  },
}) {}

export class LeadMergedAway extends defineProblem({
  name: 'lead-merged',
  status: 409,
  title: 'The lead is part of another one',
  description: 'It was merged: `mergedInto` says where. Work on that one, or take the merge back.',
  german: {
    title: 'Der Lead ist Teil eines anderen',
    description:
      'Er wurde zusammengeführt: `mergedInto` sagt womit. Arbeiten Sie dort weiter, oder heben Sie die Zusammenführung auf.',
  },
}) {}

export class LeadNotMerged extends defineProblem({
  name: 'lead-not-merged',
  status: 409,
  title: 'The lead is not part of another one',
  description: 'It was never merged, or the merge was taken back before. Nothing was changed.',
  german: {
    title: 'Der Lead ist nicht Teil eines anderen',
    description:
      'Er wurde nie zusammengeführt, oder das wurde schon aufgehoben. Nichts wurde geändert.',
  },
}) {}

export class MergeNotPossible extends defineProblem({
  name: 'lead-merge-not-possible',
  status: 409,
  title: 'These two leads cannot become one',
  description:
    '`fault` says why: `same_lead`, `customer` (a customer keeps its lead: merge the other one into it), `survivor_lost` (merge the other way round) or `reverted` (its import was taken back).',
  german: {
    title: 'Diese beiden Leads können nicht einer werden',
    description:
      '`fault` sagt warum: `same_lead` (derselbe), `customer` (ein Kunde behält seinen Lead: führen Sie den anderen in ihn), `survivor_lost` (führen Sie andersherum zusammen) oder `reverted` (sein Import wurde zurückgenommen).',
  },
}) {}

export class MergeNotAllowed extends defineProblem({
  name: 'lead-merge-not-allowed',
  status: 403,
  title: 'You own only one of these leads',
  description: 'Whoever owns both may merge them, and whoever manages their team.',
  german: {
    title: 'Ihnen gehört nur einer dieser Leads',
    description: 'Zusammenführen darf, wem beide gehören, und wer ihr Team leitet.',
  },
}) {}

export class ContactNotFound extends defineProblem({
  name: 'contact-not-found',
  status: 404,
  title: 'The lead has no such contact',
  description: 'No contact with this id belongs to the lead.',
  german: {
    title: 'Diesen Kontakt hat der Lead nicht',
    description: 'Kein Kontakt dieses Leads hat diese Kennung.',
  },
}) {}

export class ClockStopNotFound extends defineProblem({
  name: 'clock-stop-not-found',
  status: 404,
  title: 'There is no such clock stop',
  description: 'The lead has no clock stop with this id.',
  german: {
    title: 'Diesen Uhrenstopp gibt es nicht',
    description: 'Der Lead hat keinen Uhrenstopp mit dieser Kennung.',
  },
}) {}

export class ClockStopNotYours extends defineProblem({
  name: 'clock-stop-not-yours',
  status: 403,
  title: 'Somebody else asked for this',
  description: 'A request is withdrawn by whoever made it; a manager refuses it.',
  german: {
    title: 'Das hat jemand anders angefragt',
    description: 'Eine Anfrage zieht zurück, wer sie gestellt hat; die Teamleitung lehnt sie ab.',
  },
}) {}

export class ClockStopOverlaps extends defineProblem({
  name: 'clock-stop-overlaps',
  status: 409,
  title: 'The clock is stopped or about to be',
  description: 'One stop of this lead is requested or running; two never overlap.',
  german: {
    title: 'Die Uhr steht schon oder bald',
    description: 'Ein Stopp dieses Leads ist angefragt oder läuft; zwei überschneiden sich nie.',
  },
}) {}

export class ClockStopNotOpen extends defineProblem({
  name: 'clock-stop-not-open',
  status: 409,
  title: 'This is not possible with this clock stop any more',
  description: 'It was decided or ended before. Nothing was changed.',
  german: {
    title: 'Das geht mit diesem Uhrenstopp nicht mehr',
    description: 'Über ihn wurde schon entschieden, oder er ist zu Ende. Nichts wurde geändert.',
  },
}) {}

export class SampleNotFound extends defineProblem({
  name: 'sample-not-found',
  status: 404,
  title: 'There is no such sample',
  description: 'The lead has no sample with this id.',
  german: {
    title: 'Dieses Muster gibt es nicht',
    description: 'Der Lead hat kein Muster mit dieser Kennung.',
  },
}) {}

export class SampleMoveNotPossible extends defineProblem({
  name: 'sample-move-not-possible',
  status: 409,
  title: 'The sample is not there yet, or past it',
  description: '`state` says where it is. A box is packed, shipped and delivered in this order.',
  german: {
    title: 'Das Muster ist noch nicht so weit oder schon weiter',
    description:
      '`state` sagt, wo es ist. Eine Box wird gepackt, versendet und zugestellt, in dieser Reihenfolge.',
  },
}) {}

export class TaskNotFound extends defineProblem({
  name: 'task-not-found',
  status: 404,
  title: 'There is no such task',
  description: 'No task with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diese Aufgabe gibt es nicht',
    description:
      'Keine Aufgabe hat diese Kennung, oder sie liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class TaskDone extends defineProblem({
  name: 'task-done',
  status: 409,
  title: 'The task is done already',
  description: 'Somebody completed this task before. `doneBy` and `doneAt` say who and when.',
  german: {
    title: 'Die Aufgabe ist schon erledigt',
    description: 'Jemand hat sie vorher erledigt. `doneBy` und `doneAt` sagen wer und wann.',
  },
}) {}

export class AssigneeNotAvailable extends defineProblem({
  name: 'assignee-not-available',
  status: 400,
  title: 'This person cannot be given the task',
  description: 'The assignee must be an active colleague whom you may assign leads to.',
  german: {
    title: 'Dieser Person kann die Aufgabe nicht gegeben werden',
    description:
      'Nötig ist eine aktive Kollegin oder ein aktiver Kollege, denen Sie Leads zuweisen dürfen.',
  },
}) {}

export class NotProtected extends defineProblem({
  name: 'lead-not-protected',
  status: 409,
  title: 'The lead is not protected any more',
  description: 'Its protection has lapsed, or the lead is closed. Nothing was changed.',
  german: {
    title: 'Der Lead ist nicht mehr geschützt',
    description: 'Sein Schutz ist erloschen, oder der Lead ist geschlossen. Nichts wurde geändert.',
  },
}) {}

export class QualificationIncomplete extends defineProblem({
  name: 'qualification-incomplete',
  status: 409,
  title: 'Something is missing for a qualified lead',
  description:
    'A qualified lead has an estimated annual volume, people, and access to whoever decides; where nothing is said of that, a contact from kitchen, purchasing or management counts.',
  german: {
    title: 'Für einen qualifizierten Lead fehlt etwas',
    description:
      'Ein qualifizierter Lead hat ein geschätztes Jahresvolumen, einen Kontakt und Zugang zum Entscheider; ist dazu nichts angegeben, zählt ein Kontakt aus Küche, Einkauf oder Leitung.',
  },
}) {}

export class FormNotFound extends defineProblem({
  name: 'form-not-found',
  status: 404,
  title: 'There is no such form',
  description: 'No public form has this key. Forms are kept in the setting `leads.web-forms`.',
  german: {
    title: 'Dieses Formular gibt es nicht',
    description:
      'Kein öffentliches Formular hat diesen Schlüssel. Formulare stehen in der Einstellung `leads.web-forms`.',
  },
}) {}
