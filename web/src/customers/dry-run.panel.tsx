import { Button, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RESPONSE_CLASSES, type ResponseClass } from '../api/lists';
import { numberFault, type TypedNumber } from '../core/number';
import { NumberField } from '../parts/number-field';
import { ProblemBox } from '../parts/problem-box';
import { RuleTraces, useSaid } from './clause-words.panel';
import type { RulesSearch } from './rules-search.queries';
import { dryRun, leadSearchQuery, type Rule, type RuleSet } from './rules.queries';

const PERCENT = { min: 0, max: 100 } as const;

interface DryRunProps {
  set: RuleSet;
  rules: Rule[];
  search: RulesSearch;
  go: (search: RulesSearch) => void;
}

const LAST = 'last';
const CHANNELS = ['email', 'whatsapp', 'person'] as const;
const SEARCH_AFTER_MS = 200;

/** What these rules say of one lead: of its last answer, or of one that is imagined. */
export function DryRunPanel({ set, rules, search, go }: DryRunProps) {
  const { t } = useTranslation('rules');
  const lists = useTranslation('lists').t;
  const said = useSaid();
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed, SEARCH_AFTER_MS);
  const leads = useQuery(leadSearchQuery(asked)).data?.items ?? [];
  const [answer, setAnswer] = useState<{
    class: ResponseClass | typeof LAST;
    percent: TypedNumber;
    channel: (typeof CHANNELS)[number];
  }>({ class: LAST, percent: 95, channel: 'email' });
  const asksPercent = answer.class !== LAST && answer.class !== 'AUTO_REPLY';
  const [result, setResult] = useState<Awaited<ReturnType<typeof dryRun>> | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    if (!search.lead || (asksPercent && numberFault(answer.percent, PERCENT) !== null)) return;
    setBusy(true);
    setError(null);
    try {
      const imagined =
        answer.class === LAST
          ? {}
          : {
              answer: {
                class: answer.class,
                confidence: answer.class === 'AUTO_REPLY' ? null : Number(answer.percent) / 100,
                channel: answer.channel,
              },
            };
      setResult(await dryRun(set.id, { leadId: search.lead, rules, ...imagined }));
    } catch (cause) {
      setError(cause);
      setResult(null);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card rule-trial" aria-labelledby="dry-run">
      <h3 id="dry-run">{t('dryRun.title')}</h3>
      <div className="rule-trial-fields">
        <Select
          label={t('dryRun.lead')}
          placeholder={t('dryRun.leadHint')}
          data={leads.map(({ id, company, city }) => ({
            value: id,
            label: [company, city].filter(Boolean).join(', '),
          }))}
          value={search.lead ?? null}
          onChange={(lead) => {
            setResult(null);
            go({ ...search, lead: lead ?? undefined });
          }}
          onSearchChange={setTyped}
          searchable
          nothingFoundMessage={t('dryRun.nothing')}
          filter={({ options }) => options}
        />
        <Select
          label={t('dryRun.answer')}
          data={[
            { value: LAST, label: t('dryRun.last') },
            ...RESPONSE_CLASSES.map((value) => ({ value, label: lists(`response.${value}`) })),
          ]}
          value={answer.class}
          onChange={(value) =>
            setAnswer({
              ...answer,
              class: RESPONSE_CLASSES.find((one) => one === value) ?? LAST,
            })
          }
          allowDeselect={false}
        />
        {asksPercent && (
          <NumberField
            label={t('fact.confidence')}
            value={answer.percent}
            onChange={(percent) => setAnswer({ ...answer, percent })}
            {...PERCENT}
            suffix=" %"
          />
        )}
        {answer.class !== LAST && (
          <Select
            label={t('fact.channel')}
            data={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))}
            value={answer.channel}
            onChange={(value) =>
              setAnswer({ ...answer, channel: CHANNELS.find((one) => one === value) ?? 'email' })
            }
            allowDeselect={false}
          />
        )}
        <Button
          variant="default"
          loading={busy}
          disabled={search.lead === undefined}
          onClick={() => void run()}
        >
          {t('dryRun.act')}
        </Button>
      </div>
      {error !== null && <ProblemBox error={error} />}
      <div role="status">
        {result && (
          <>
            <p className="rule-sentence">{said(result.sentence)}</p>
            <RuleTraces rules={result.rules} matched={result.matched} />
          </>
        )}
      </div>
    </section>
  );
}
