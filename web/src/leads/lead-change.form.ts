import { useTranslation } from 'react-i18next';
import { api, call, type Schemas } from '../core/api';
import { nameOfColleague } from '../core/colleagues';
import { toast } from '../core/toast';
import { type SaveConflict, useMergingSave } from '../core/use-merging-save';
import { changeLead, keepLead } from './lead-acts.queries';
import type { LeadView } from './leads.queries';

/** The fields that are edited in place, flat; `company` is the name, as on the lead. */
export interface Editable {
  company: string;
  website: string | null;
  street: string | null;
  postalCode: string | null;
  city: string | null;
  country: string;
  businessType: LeadView['businessType'];
  kitchenSize: string | null;
  branches: number | null;
  employees: number | null;
  annualVolume: LeadView['annualVolume'];
  sourceCampaign: string | null;
  tags: string[];
  pains: LeadView['pains'];
  urgency: LeadView['urgency'];
}
export type EditableField = keyof Editable;

export const editableOf = (lead: LeadView): Editable => ({
  company: lead.company,
  website: lead.website,
  street: lead.street,
  postalCode: lead.postalCode,
  city: lead.city,
  country: lead.country,
  businessType: lead.businessType,
  kitchenSize: lead.kitchenSize,
  branches: lead.branches,
  employees: lead.employees,
  annualVolume: lead.annualVolume,
  sourceCampaign: lead.sourceCampaign,
  tags: lead.tags,
  pains: lead.pains,
  urgency: lead.urgency,
});

function toChange(fields: Partial<Editable>): Schemas['ChangeLead'] {
  const { company: name, sourceCampaign, tags, pains, urgency, ...others } = fields;
  const company = { ...others, ...(name === undefined ? {} : { name }) };
  return {
    ...(Object.keys(company).length > 0 && {
      company: company as Schemas['ChangeLead']['company'],
    }),
    ...(sourceCampaign !== undefined && { sourceCampaign }),
    ...(tags !== undefined && { tags }),
    ...(pains !== undefined && { pains }),
    ...(urgency !== undefined && { urgency }),
  };
}

export type LeadConflict = SaveConflict<LeadView, Editable>;

/** Saves facts of a lead that somebody else may be changing too. */
export function useLeadChange(lead: LeadView) {
  const { t } = useTranslation('leads');
  return useMergingSave<LeadView, Editable>(lead, {
    fieldsOf: editableOf,
    change: (base, fields) => changeLead(base, toChange(fields)),
    reload: () => call(api.GET('/v1/leads/{id}', { params: { path: { id: lead.id } } })),
    keep: keepLead,
    nameOf: nameOfColleague,
    onAdopted: (fields, by) => {
      const field = fields.map((name) => t(`fields.${name}`)).join(', ');
      toast(by ? t('adoptedBy', { field, by }) : t('adopted', { field }));
    },
  });
}
