import { SegmentedControl, Select } from '@mantine/core';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../parts/state-view';
import { type Letter, leadsToShowQuery } from './templates.queries';
import { usePause } from './pause.queries';

const LOOKS = ['light', 'dark', 'plain'] as const;
type Look = (typeof LOOKS)[number];
const SEARCH_AFTER_MS = 250;
const SCHEME = /\(prefers-color-scheme:\s*dark\)/g;

interface PreviewProps {
  letter: UseQueryResult<Letter>;
  lead: string | null;
  onLead: (lead: string | null) => void;
}

/** What somebody would read: on white, on dark, or as text; with sample values or those of a lead. */
export function Preview({ letter, lead, onLead }: PreviewProps) {
  const { t } = useTranslation('templates');
  const [look, setLook] = useState<Look>('light');
  const { data, error } = letter;
  return (
    <section className="card" aria-labelledby="template-preview">
      <div className="card-head">
        <h2 id="template-preview">{t('preview.title')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('preview.look')}
          data={LOOKS.map((value) => ({ value, label: t(`preview.${value}`) }))}
          value={look}
          onChange={(value) => setLook(LOOKS.find((known) => known === value) ?? look)}
        />
      </div>
      <div className="card-body template-preview">
        <LeadSelect lead={lead} onLead={onLead} />
        {error && <Failed error={error} onRetry={() => void letter.refetch()} />}
        {data?.error && <p className="template-broken">{data.error}</p>}
        {data?.subject && (
          <p className="template-subject">
            <span className="rl-quiet">{t('field.subject')}</span> {data.subject}
          </p>
        )}
        {data?.html && look !== 'plain' && <LetterFrame html={data.html} dark={look === 'dark'} />}
        {data?.plain && look === 'plain' && <pre className="template-plain">{data.plain}</pre>}
      </div>
    </section>
  );
}

function LeadSelect({ lead, onLead }: Pick<PreviewProps, 'lead' | 'onLead'>) {
  const { t } = useTranslation('templates');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState('');
  // What was chosen stands in the field as well; it is no search.
  const q = usePause(typed === chosen ? '' : typed.trim(), SEARCH_AFTER_MS);
  const leads = useQuery(leadsToShowQuery(q)).data ?? [];
  const known = lead !== null && !leads.some(({ value }) => value === lead);
  return (
    <Select
      size="xs"
      label={t('preview.with')}
      placeholder={t('preview.sample')}
      data={known ? [{ value: lead, label: chosen }, ...leads] : leads}
      value={lead}
      onChange={(value, option) => {
        setChosen(option?.label ?? '');
        onLead(value);
      }}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={t('preview.noLead')}
      searchable
      clearable
    />
  );
}

/**
 * A page of the server whose policy lets the letter's own styles be, which ours does not; no script runs in it. Dark and
 * light are decided here, whatever the browser prefers.
 */
function LetterFrame({ html, dark }: { html: string; dark: boolean }) {
  const { t } = useTranslation('templates');
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const page = frame.current?.contentDocument;
    if (!ready || !page) return;
    // Links lead nowhere: a new window is not allowed to a sandbox.
    page.documentElement.innerHTML = html
      .replace(SCHEME, dark ? 'all' : 'not all')
      .replace(/<head>/i, '<head><base target="_blank">');
  }, [html, dark, ready]);
  return (
    <iframe
      ref={frame}
      className="template-frame"
      data-look={dark ? 'dark' : 'light'}
      title={t('preview.frame')}
      src="/v1/email-letter-frame"
      sandbox="allow-same-origin"
      onLoad={() => setReady(true)}
    />
  );
}
