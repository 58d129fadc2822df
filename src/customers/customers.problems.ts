import { defineProblem } from '../core/problem';

export class CustomerNotFound extends defineProblem({
  name: 'customer-not-found',
  status: 404,
  title: 'There is no such customer',
  description: 'No customer with this id exists, or it is outside of what you may see.',
}) {}

export class CustomerNumberTaken extends defineProblem({
  name: 'customer-number-taken',
  status: 409,
  title: 'This customer number is taken',
  description:
    'Another customer has this number. Give another one, or none: then the next is used.',
}) {}

export class CustomerOutsideScope extends defineProblem({
  name: 'customer-outside-scope',
  status: 409,
  title: 'The company is a customer outside of what you may see',
  description:
    'A customer with the same address, number or company exists where you may not look. An administrator can convert this lead.',
}) {}

export class CustomerArchived extends defineProblem({
  name: 'customer-archived',
  status: 409,
  title: 'The customer is archived',
  description: 'Nothing can be added to or changed about an archived customer.',
}) {}

export class OrderNumberTaken extends defineProblem({
  name: 'order-number-taken',
  status: 409,
  title: 'This order number stands for another order',
  description:
    'An order with this number exists with another amount, currency or time, or for another customer. Nothing was changed.',
}) {}

export class VatIdTaken extends defineProblem({
  name: 'vat-id-taken',
  status: 409,
  title: 'Another customer has this VAT id',
  description: 'One VAT id belongs to one customer.',
}) {}

export class ConversionNotFound extends defineProblem({
  name: 'conversion-not-found',
  status: 404,
  title: 'This lead is not converted',
  description: 'There is no standing conversion of this lead.',
}) {}

export class ConversionTooOld extends defineProblem({
  name: 'conversion-too-old',
  status: 409,
  title: 'The conversion is too old to be undone',
  description: 'A conversion can be undone for 30 days; `until` says when that ended.',
}) {}

export class ConversionChangedSince extends defineProblem({
  name: 'conversion-changed-since',
  status: 409,
  title: 'Something has changed since the conversion',
  description:
    'Undoing would lose what was done since; `changes` says what: ORDERS, CUSTOMER_EDITED, OTHER_LEADS, LEAD_CHANGED.',
}) {}

export class ApprovalNotFound extends defineProblem({
  name: 'approval-not-found',
  status: 404,
  title: 'There is no such proposal',
  description: 'No proposed conversion with this id exists, or it is outside of what you may see.',
}) {}

export class ApprovalDecided extends defineProblem({
  name: 'approval-decided',
  status: 409,
  title: 'The proposal is decided',
  description: 'Somebody decided it, or the lead was closed, before. `state` says what it is now.',
}) {}

export class RuleSetNotFound extends defineProblem({
  name: 'rule-set-not-found',
  status: 404,
  title: 'There is no such rule set',
  description: 'No rule set with this id exists.',
}) {}

export class RuleSetNotDraft extends defineProblem({
  name: 'rule-set-not-draft',
  status: 409,
  title: 'Only a draft can be changed',
  description: 'An active or archived rule set stays as it is. Make a draft from it.',
}) {}
