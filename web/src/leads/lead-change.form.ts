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
  chain: string | null;
  employees: number | null;
  annualVolume: LeadView['annualVolume'];
  sourceCampaign: string | null;
  tags: string[];
  relationshipStatus: LeadView['relationshipStatus'];
  decisionMakerAccess: LeadView['decisionMakerAccess'];
  competitor: string | null;
  pains: LeadView['pains'];
  painNotes: string | null;
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
  chain: lead.chain,
  employees: lead.employees,
  annualVolume: lead.annualVolume,
  sourceCampaign: lead.sourceCampaign,
  tags: lead.tags,
  relationshipStatus: lead.relationshipStatus,
  decisionMakerAccess: lead.decisionMakerAccess,
  competitor: lead.competitor,
  pains: lead.pains,
  painNotes: lead.painNotes,
  urgency: lead.urgency,
});

/** What the API does not count among the facts of the company. */
const OF_LEAD: readonly string[] = [
  'sourceCampaign',
  'tags',
  'relationshipStatus',
  'decisionMakerAccess',
  'competitor',
  'pains',
  'painNotes',
  'urgency',
];

function toChange({ company: name, ...fields }: Partial<Editable>): Schemas['ChangeLead'] {
  const entries = Object.entries(fields);
  const ofLead = entries.filter(([field]) => OF_LEAD.includes(field));
  const ofCompany = entries.filter(([field]) => !OF_LEAD.includes(field));
  const company = { ...Object.fromEntries(ofCompany), ...(name === undefined ? {} : { name }) };
  return {
    ...Object.fromEntries(ofLead),
    ...(Object.keys(company).length > 0 && { company }),
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
