import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call, type Schemas } from '../core/api';
import { merge } from '../core/merge';
import { Problem } from '../core/problem';
import { changeLead, colleaguesQuery, keepLead, type LeadView } from './leads.queries';
import { toast } from '../core/toast';

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
});

function toChange(fields: Partial<Editable>): Schemas['ChangeLead'] {
  const { company: name, sourceCampaign, tags, ...others } = fields;
  const company = { ...others, ...(name === undefined ? {} : { name }) };
  return {
    ...(Object.keys(company).length > 0 && {
      company: company as Schemas['ChangeLead']['company'],
    }),
    ...(sourceCampaign !== undefined && { sourceCampaign }),
    ...(tags !== undefined && { tags }),
  };
}

/** Two people changed the same field: what stands now, what I wanted, and who decides it by `resolve`. */
export interface LeadConflict {
  readonly theirs: LeadView;
  readonly send: Partial<Editable>;
  readonly overlaps: EditableField[];
  readonly by: string | null;
  readonly at: string | null;
  /** Mine stand for these fields; null gives up. */
  readonly resolve: (mine: readonly string[] | null) => void;
}

const MOST_TRIES = 3;

export function useLeadChange(lead: LeadView) {
  const queries = useQueryClient();
  const { t } = useTranslation('leads');
  const [conflict, setConflict] = useState<LeadConflict | null>(null);

  const ask = (found: Omit<LeadConflict, 'resolve'>): Promise<readonly string[] | null> =>
    new Promise((resolve) => {
      setConflict({
        ...found,
        resolve: (mine) => {
          setConflict(null);
          resolve(mine);
        },
      });
    });

  /** The server names the person by id; without a colleague of that id the sentence does without a name. */
  const nameOf = async (id: unknown): Promise<string | null> => {
    const { items } = await queries.query({ ...colleaguesQuery, staleTime: 'static' });
    return items.find((colleague) => colleague.id === id)?.name ?? null;
  };

  /** Saves; what does not overlap with a change made meanwhile merges, what does is asked. */
  const save = async (fields: Partial<Editable>): Promise<void> => {
    let base = lead;
    let mine = fields;
    for (let tries = 1; ; tries += 1) {
      try {
        keepLead(queries, await changeLead(base, toChange(mine)));
        return;
      } catch (error) {
        if (!(error instanceof Problem) || error.kind !== 'stale-version' || tries === MOST_TRIES)
          throw error;
        const theirs = await call(api.GET('/v1/leads/{id}', { params: { path: { id: lead.id } } }));
        keepLead(queries, theirs);
        const { send, overlaps, adopted } = merge(editableOf(base), mine, editableOf(theirs));
        const by = await nameOf(error.members['changedBy']);
        mine = send;
        if (overlaps.length > 0) {
          const chosen = await ask({
            theirs,
            send,
            overlaps,
            by,
            at: text(error.members['changedAt']),
          });
          if (chosen === null) throw error;
          mine = Object.fromEntries(
            Object.entries(send).filter(
              ([field]) => !overlaps.includes(field as EditableField) || chosen.includes(field),
            ),
          );
        } else if (adopted.length > 0) {
          const field = adopted.map((name) => t(`fields.${name}`)).join(', ');
          toast(by ? t('adoptedBy', { field, by }) : t('adopted', { field }));
        }
        if (Object.keys(mine).length === 0) return;
        base = theirs;
      }
    }
  };
  return { save, conflict };
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
