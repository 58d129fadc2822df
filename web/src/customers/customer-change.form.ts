import { api, call, type Schemas } from '../core/api';
import { nameOfColleague } from '../core/colleagues';
import { type SaveConflict, useMergingSave } from '../core/use-merging-save';
import { changeCustomer, type CustomerView, keepCustomer } from './customers.queries';

/** The fields that are edited in place. */
export type Editable = Pick<
  CustomerView,
  | 'company'
  | 'vatId'
  | 'paymentTerms'
  | 'expectedVolume'
  | 'atRiskDays'
  | 'inactiveDays'
  | 'openMonths'
>;
export type EditableField = keyof Editable;

export const editableOf = (customer: CustomerView): Editable => ({
  company: customer.company,
  vatId: customer.vatId,
  paymentTerms: customer.paymentTerms,
  expectedVolume: customer.expectedVolume,
  atRiskDays: customer.atRiskDays,
  inactiveDays: customer.inactiveDays,
  openMonths: customer.openMonths,
});

const toChange = ({ company, ...others }: Partial<Editable>): Schemas['ChangeCustomer'] => ({
  ...others,
  ...(company !== undefined && { companyName: company }),
});

export type CustomerConflict = SaveConflict<CustomerView, Editable>;

/** Saves facts of a customer that somebody else may be changing too. */
export const useCustomerChange = (customer: CustomerView) =>
  useMergingSave<CustomerView, Editable>(customer, {
    fieldsOf: editableOf,
    change: (base, fields) => changeCustomer(base, toChange(fields)),
    reload: () => call(api.GET('/v1/customers/{id}', { params: { path: { id: customer.id } } })),
    keep: keepCustomer,
    nameOf: nameOfColleague,
  });
