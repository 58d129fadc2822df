import { defineProblem } from '../core/problem';

export class CustomerNotFound extends defineProblem({
  name: 'customer-not-found',
  status: 404,
  title: 'There is no such customer',
  description: 'No customer with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diesen Kunden gibt es nicht',
    description:
      'Kein Kunde hat diese Kennung, oder er liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class CustomerNumberTaken extends defineProblem({
  name: 'customer-number-taken',
  status: 409,
  title: 'This customer number is taken',
  description:
    'Another customer has this number. Give another one, or none: then the next is used.',
  german: {
    title: 'Diese Kundennummer ist vergeben',
    description:
      'Ein anderer Kunde hat diese Nummer. Geben Sie eine andere an oder keine: Dann wird die nächste genommen.',
  },
}) {}

export class CustomerOutsideScope extends defineProblem({
  name: 'customer-outside-scope',
  status: 409,
  title: 'The company is a customer outside of what you may see',
  description:
    'A customer with the same address, number or company exists where you may not look. An administrator can convert this lead.',
  german: {
    title: 'Die Firma ist schon Kunde, außerhalb Ihrer Sicht',
    description:
      'Ein Kunde mit gleicher Adresse, Nummer oder Firma liegt dort, wo Sie nicht hinsehen dürfen. Ihre Verwaltung kann diesen Lead umwandeln.',
  },
}) {}

export class CustomerArchived extends defineProblem({
  name: 'customer-archived',
  status: 409,
  title: 'The customer is archived',
  description: 'Nothing can be added to or changed about an archived customer.',
  german: {
    title: 'Der Kunde ist archiviert',
    description:
      'Einem archivierten Kunden kann nichts hinzugefügt und nichts an ihm geändert werden.',
  },
}) {}

export class OrderNumberTaken extends defineProblem({
  name: 'order-number-taken',
  status: 409,
  title: 'This order number stands for another order',
  description:
    'An order with this number exists with another amount, currency or time, or for another customer. Nothing was changed.',
  german: {
    title: 'Diese Bestellnummer steht für eine andere Bestellung',
    description:
      'Eine Bestellung mit dieser Nummer gibt es mit anderem Betrag, anderer Währung, anderem Zeitpunkt oder für einen anderen Kunden. Nichts wurde geändert.',
  },
}) {}

export class VatIdTaken extends defineProblem({
  name: 'vat-id-taken',
  status: 409,
  title: 'Another customer has this VAT id',
  description: 'One VAT id belongs to one customer.',
  german: {
    title: 'Ein anderer Kunde hat diese USt-IdNr.',
    description: 'Eine USt-IdNr. gehört zu einem Kunden.',
  },
}) {}

export class ConversionNotFound extends defineProblem({
  name: 'conversion-not-found',
  status: 404,
  title: 'This lead is not converted',
  description: 'There is no standing conversion of this lead.',
  german: {
    title: 'Dieser Lead ist kein Kunde',
    description: 'Für diesen Lead gibt es keine gültige Umwandlung.',
  },
}) {}

export class ConversionTooOld extends defineProblem({
  name: 'conversion-too-old',
  status: 409,
  title: 'The conversion is too old to be undone',
  description: 'A conversion can be undone for 30 days; `until` says when that ended.',
  german: {
    title: 'Die Umwandlung ist zu alt, um sie zurückzunehmen',
    description:
      'Eine Umwandlung kann 30 Tage lang zurückgenommen werden; `until` sagt, bis wann das ging.',
  },
}) {}

export class ConversionChangedSince extends defineProblem({
  name: 'conversion-changed-since',
  status: 409,
  title: 'Something has changed since the conversion',
  description:
    'Undoing would lose what was done since; `changes` says what: ORDERS, CUSTOMER_EDITED, OTHER_LEADS, LEAD_CHANGED.',
  german: {
    title: 'Seit der Umwandlung hat sich etwas geändert',
    description:
      'Beim Zurücknehmen ginge verloren, was seither geschah; `changes` sagt was: ORDERS (Bestellungen), CUSTOMER_EDITED (Kunde bearbeitet), OTHER_LEADS (weitere Leads), LEAD_CHANGED (Lead geändert).',
  },
}) {}

export class ApprovalNotFound extends defineProblem({
  name: 'approval-not-found',
  status: 404,
  title: 'There is no such proposal',
  description: 'No proposed conversion with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diesen Vorschlag gibt es nicht',
    description:
      'Keine vorgeschlagene Kundenanlage hat diese Kennung, oder sie liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class ApprovalDecided extends defineProblem({
  name: 'approval-decided',
  status: 409,
  title: 'The proposal is decided',
  description: 'Somebody decided it, or the lead was closed, before. `state` says what it is now.',
  german: {
    title: 'Über den Vorschlag ist entschieden',
    description:
      'Jemand hat schon entschieden, oder der Lead wurde vorher geschlossen. `state` sagt, was jetzt gilt.',
  },
}) {}

export class RuleSetNotFound extends defineProblem({
  name: 'rule-set-not-found',
  status: 404,
  title: 'There is no such rule set',
  description: 'No rule set with this id exists.',
  german: {
    title: 'Dieses Regelwerk gibt es nicht',
    description: 'Kein Regelwerk hat diese Kennung.',
  },
}) {}

export class RuleSetNotDraft extends defineProblem({
  name: 'rule-set-not-draft',
  status: 409,
  title: 'Only a draft can be changed',
  description: 'An active or archived rule set stays as it is. Make a draft from it.',
  german: {
    title: 'Nur ein Entwurf kann geändert werden',
    description:
      'Ein aktives oder archiviertes Regelwerk bleibt, wie es ist. Legen Sie daraus einen Entwurf an.',
  },
}) {}

export class OrderNotSigned extends defineProblem({
  name: 'order-not-signed',
  status: 401,
  title: 'The order is not signed',
  description:
    'Send `X-Signature: sha256=<hex>`, the HMAC-SHA-256 of the body exactly as it is sent, made with ERP_WEBHOOK_SECRET.',
  german: {
    title: 'Die Bestellung ist nicht unterschrieben',
    description:
      'Senden Sie `X-Signature: sha256=<hex>`, den HMAC-SHA-256 des Inhalts genau so, wie er gesendet wird, mit ERP_WEBHOOK_SECRET.',
  },
}) {}

export class EvaluationNotFound extends defineProblem({
  name: 'conversion-evaluation-not-found',
  status: 404,
  title: 'There is no such evaluation',
  description: 'The lead has no evaluation with this id.',
  german: {
    title: 'Diese Auswertung gibt es nicht',
    description: 'Der Lead hat keine Auswertung mit dieser Kennung.',
  },
}) {}

export class OpportunityNotFound extends defineProblem({
  name: 'opportunity-not-found',
  status: 404,
  title: 'There is no such opportunity',
  description: 'No opportunity with this id exists, or it is outside of what you may see.',
  german: {
    title: 'Diese Chance gibt es nicht',
    description:
      'Keine Chance hat diese Kennung, oder sie liegt außerhalb dessen, was Sie sehen dürfen.',
  },
}) {}

export class OpportunityClosed extends defineProblem({
  name: 'opportunity-closed',
  status: 409,
  title: 'The opportunity is closed',
  description: 'It was won or lost before. Nothing was changed; open another one.',
  german: {
    title: 'Die Chance ist abgeschlossen',
    description:
      'Sie wurde schon gewonnen oder verloren. Nichts wurde geändert; legen Sie eine neue an.',
  },
}) {}

export class LeadNeedsConversion extends defineProblem({
  name: 'lead-needs-conversion',
  status: 409,
  title: 'A manager makes a customer of the lead first',
  description:
    'Winning would make a customer of the lead, which a manager does. Ask for it, or let them win it.',
  german: {
    title: 'Zuerst macht die Teamleitung den Lead zum Kunden',
    description:
      'Mit dem Gewinn würde der Lead Kunde; das tut die Teamleitung. Bitten Sie darum, oder lassen Sie sie die Chance gewinnen.',
  },
}) {}
