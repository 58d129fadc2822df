import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type TemplateRow = Schemas['TemplateRow'];
export type VersionRow = TemplateRow['versions'][number];
export type VersionView = Schemas['TemplateVersion'];
export type Body = Schemas['TemplateBody'];
export type Letter = Schemas['TemplatePreview'];
export type Finding = Letter['findings'][number];
export type Variable = Schemas['TemplateVariableList']['items'][number];
export const LOCALES = ['de', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

const MOST_LEADS = 20;

export const templateKeys = {
  all: ['templates'],
  list: ['templates', 'list'],
  version: (id: string) => ['templates', 'version', id],
} as const;

export const templatesQuery = queryOptions({
  queryKey: templateKeys.list,
  queryFn: () => call(api.GET('/v1/email-templates')),
});

export const versionQuery = (id: string) =>
  queryOptions({
    queryKey: templateKeys.version(id),
    queryFn: () => call(api.GET('/v1/email-template-versions/{id}', { params: { path: { id } } })),
  });

export const variablesQuery = queryOptions({
  queryKey: ['templates', 'variables'],
  queryFn: () => call(api.GET('/v1/email-template-variables')),
  staleTime: Infinity,
});

/** What the text says with sample values, or to a lead. */
export const letterQuery = (
  versionId: string,
  { body, locale, lead }: { body: Body; locale: Locale; lead: string | null },
) =>
  queryOptions({
    queryKey: ['templates', 'letter', versionId, locale, lead, body],
    queryFn: () =>
      lead === null
        ? call(
            api.POST('/v1/email-template-versions/{id}/preview', {
              params: { path: { id: versionId } },
              body: { locale, body, values: 'sample' },
            }),
          )
        : call(
            api.POST('/v1/leads/{id}/letter-preview', {
              params: { path: { id: lead } },
              body: { versionId, locale, body },
            }),
          ),
    placeholderData: keepPreviousData,
    retry: false,
  });

export interface LeadChoice {
  readonly value: string;
  readonly label: string;
}

/** Leads whose name fits what was typed; the newest ones for nothing. */
export const leadsToShowQuery = (q: string) =>
  queryOptions({
    queryKey: ['templates', 'leads', q],
    queryFn: async (): Promise<LeadChoice[]> => {
      const query = { limit: MOST_LEADS, ...(q !== '' && { q }) };
      const { items } = await call(api.GET('/v1/leads', { params: { query } }));
      return items.map(({ id, company, city }) => ({
        value: id,
        label: city ? `${company}, ${city}` : company,
      }));
    },
    placeholderData: keepPreviousData,
  });

export const createTemplate = (template: Schemas['CreateTemplate']): Promise<VersionView> =>
  call(api.POST('/v1/email-templates', { body: template }));

/** A draft with the text of a version. */
export const beginDraft = (templateId: string, from: string): Promise<VersionView> =>
  call(
    api.POST('/v1/email-templates/{id}/versions', {
      params: { path: { id: templateId } },
      body: { from },
    }),
  );

export const saveDraft = (
  { id, rowVersion }: Pick<VersionView, 'id' | 'rowVersion'>,
  bodies: Schemas['EditDraft']['bodies'],
): Promise<VersionView> =>
  call(
    api.PUT('/v1/email-template-versions/{id}', {
      params: {
        path: { id },
        header: { 'If-Match': `"template-version-${id}-${String(rowVersion)}"` },
      },
      body: { bodies },
    }),
  );

export const discardDraft = (id: string): Promise<void> =>
  call(api.DELETE('/v1/email-template-versions/{id}', { params: { path: { id } } }));

export const tryVersion = (id: string, locale: Locale): Promise<Schemas['TemplateTrial']> =>
  call(
    api.POST('/v1/email-template-versions/{id}/trial', {
      params: { path: { id } },
      body: { locale },
    }),
  );

export const publishVersion = (id: string, reason: string | undefined): Promise<VersionView> =>
  call(
    api.POST('/v1/email-template-versions/{id}/publication', {
      params: { path: { id } },
      body: { reason },
    }),
  );

/** What a person works on: the draft if there is one, else what is sent now. */
export const currentOf = ({ versions }: TemplateRow): VersionRow | undefined =>
  versions.find(({ state }) => state === 'draft') ??
  versions.find(({ state }) => state === 'published') ??
  versions[0];
