import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dropDraft, keepDraft, readDraft } from '../core/draft';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { useFormat } from '../core/use-format';
import { ActDialog } from '../parts/act-dialog';
import { firstErrorIn, showField } from '../core/first-error';
import { ProblemBox } from '../parts/problem-box';
import { Skeleton } from '../parts/state-view';
import { useUnsaved } from '../parts/unsaved';
import { RuleList } from './rule-list.panel';
import { RULE_PANELS, type RulePanel, type RulesSearch } from './rules-search.queries';
import {
  activateRules,
  hasGap,
  matchesQuery,
  type Rule,
  type RuleSet,
  rulesKeys,
  saveRules,
} from './rules.queries';

const JsonPanel = lazy(() =>
  import('./rule-json.form').then((file) => ({ default: file.JsonPanel })),
);
const DryRunPanel = lazy(() =>
  import('./dry-run.panel').then((file) => ({ default: file.DryRunPanel })),
);
const ReplayPanel = lazy(() =>
  import('./replay.panel').then((file) => ({ default: file.ReplayPanel })),
);
const SwitchPanel = lazy(() =>
  import('./switch.panel').then((file) => ({ default: file.SwitchPanel })),
);

const EDIT_PAUSE_MS = 600;

interface SetProps {
  set: RuleSet;
  active: RuleSet | undefined;
  search: RulesSearch;
  go: (search: RulesSearch) => void;
}

interface Edited {
  name: string;
  rules: Rule[];
}

const same = (one: Edited, other: Edited): boolean => JSON.stringify(one) === JSON.stringify(other);

/** One version of the rules: read, and edited while it is a draft. */
export function RuleSetPanel({ set, active, search, go }: SetProps) {
  const { t } = useTranslation('rules');
  const session = useSession();
  const queries = useQueryClient();
  const form = `rules-${set.id}-${String(set.revision)}`;
  const stored: Edited = { name: set.name, rules: set.rules };
  const mayEdit = set.state === 'draft' && may(session, 'conversion-rules.edit');
  const [edited, setEdited] = useState<Edited>(() => {
    const kept = mayEdit ? readDraft(form) : null;
    return kept === null ? stored : (kept as Edited);
  });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const json = `${form}-json`;
  const [jsonFault, setJsonFault] = useState(() => mayEdit && readDraft(json) !== null);
  const [discards, setDiscards] = useState(0);
  const section = useRef<HTMLElement>(null);
  const [activating, setActivating] = useState(false);
  const isChanged = !same(edited, stored);
  useUnsaved(isChanged || jsonFault, [form, json]);
  // What cannot be read as rules stands in no other panel: it would be lost.
  const panel: RulePanel = jsonFault ? 'json' : (search.panel ?? 'rules');
  const change = (next: Partial<Edited>) => {
    const now = { ...edited, ...next };
    setEdited(now);
    keepDraft(form, now);
  };
  const discard = () => {
    dropDraft(form);
    dropDraft(json);
    setEdited(stored);
    setJsonFault(false);
    setDiscards(discards + 1);
    setError(null);
  };
  const save = async () => {
    const wrong = firstErrorIn(section.current);
    if (wrong) {
      showField(wrong);
      return;
    }
    if (edited.rules.some(({ when }) => hasGap(when))) {
      go({ ...search, panel: undefined });
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await saveRules(set.id, { ...edited, revision: set.revision });
      dropDraft(form);
      toast(t('saved'));
      await queries.invalidateQueries({ queryKey: rulesKeys.sets });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="rule-set" aria-labelledby="rule-set" ref={section}>
      <div className="rule-set-head">
        <h2 id="rule-set">
          {set.version === null ? t('unnumbered') : t('version', { version: set.version })}
        </h2>
        <SegmentedControl
          size="xs"
          aria-label={t('panels')}
          data={RULE_PANELS.map((value) => ({ value, label: t(`panel.${value}`) }))}
          value={panel}
          disabled={jsonFault}
          onChange={(value) =>
            go({
              ...search,
              panel: RULE_PANELS.find((one) => one === value && one !== 'rules'),
            })
          }
        />
        {mayEdit && (
          <div className="rule-set-acts">
            {(isChanged || jsonFault) && (
              <Button variant="subtle" size="sm" onClick={discard}>
                {t('discard')}
              </Button>
            )}
            <Button
              variant={isChanged ? 'filled' : 'default'}
              loading={busy}
              onClick={() => void save()}
            >
              {t('save')}
            </Button>
            <Button
              variant={isChanged ? 'default' : 'filled'}
              onClick={() => setActivating(true)}
              disabled={isChanged}
              title={isChanged ? t('activate.saveFirst') : undefined}
            >
              {t('activate.open')}
            </Button>
          </div>
        )}
      </div>
      {error !== null && <ProblemBox error={error} />}
      <Matches set={set} rules={edited.rules} />
      {mayEdit && (panel === 'rules' || panel === 'json') && (
        <TextInput
          label={t('name')}
          value={edited.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          maxLength={120}
        />
      )}
      {panel === 'rules' && (
        <RuleList
          set={set}
          rules={edited.rules}
          onChange={mayEdit ? (rules) => change({ rules }) : null}
        />
      )}
      <Suspense fallback={<Skeleton rows={4} />}>
        {panel === 'json' && (
          <JsonPanel
            key={discards}
            draft={json}
            rules={edited.rules}
            onChange={mayEdit ? (rules) => change({ rules }) : null}
            onFault={setJsonFault}
          />
        )}
        {panel === 'dry-run' && (
          <DryRunPanel set={set} rules={edited.rules} search={search} go={go} />
        )}
        {panel === 'replay' && (
          <ReplayPanel set={set} rules={edited.rules} search={search} go={go} />
        )}
        {panel === 'switch' && <SwitchPanel />}
      </Suspense>
      {activating && (
        <ActDialog
          opened
          onClose={() => setActivating(false)}
          title={t('activate.title')}
          act={t('activate.act')}
          check={() => null}
          run={async () => {
            await activateRules(set.id);
            toast(t('activate.done'));
            await queries.invalidateQueries({ queryKey: rulesKeys.sets });
          }}
        >
          {() => <p>{t('activate.text', { name: active?.name ?? '' })}</p>}
        </ActDialog>
      )}
    </section>
  );
}

/** How many answers the rules match as they stand here. */
function Matches({ set, rules }: { set: RuleSet; rules: Rule[] }) {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const [asked] = useDebouncedValue(rules, EDIT_PAUSE_MS);
  const { data, error, isFetching } = useQuery(matchesQuery(set.id, asked));
  if (error) return <p className="rule-matches">{t('matches.invalid')}</p>;
  if (!data) return <p className="rule-matches">{t('matches.counting')}</p>;
  const { answers, leads } = data;
  const acting = asked
    .filter(({ then }) => then.action !== 'IGNORE')
    .reduce((sum, { key }) => sum + (data.matches[key] ?? 0), 0);
  return (
    <p className="rule-matches" role="status" data-stale={isFetching || undefined}>
      <b>{t('matches.now', { count: acting, shown: format.number(acting) })}</b>{' '}
      {t('matches.of', { answers: format.number(answers), leads: format.number(leads) })}
    </p>
  );
}
