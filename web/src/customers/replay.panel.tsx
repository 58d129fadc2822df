import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentTime } from '../core/now';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { clockAt, instantAt } from '../core/zoned';
import { DayField } from '../parts/day-field';
import { SideDrawer } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { RuleTraces, useSaid } from './clause-words.panel';
import { traceQuery } from './customers.queries';
import type { RulesSearch } from './rules-search.queries';
import { dryRun, replay, type Replay, type Rule, type RuleSet } from './rules.queries';

interface ReplayProps {
  set: RuleSet;
  rules: Rule[];
  search: RulesSearch;
  go: (search: RulesSearch) => void;
}

type Difference = Replay['differences'][number];

const DAY_MS = 86_400_000;
const LOOKS = {
  WOULD_CONVERT: { tone: 'good', icon: 'check' },
  WOULD_NOT: { tone: 'bad', icon: 'x' },
  EARLIER: { tone: 'info', icon: 'clock' },
  LATER: { tone: 'warn', icon: 'hourglass' },
} as const;

/** What these rules would have done with the answers of before, compared with what was done. */
export function ReplayPanel({ set, rules, search, go }: ReplayProps) {
  const { t } = useTranslation('rules');
  const { user } = useSession();
  const dayOf = (at: number) => clockAt(new Date(at), user.timeZone).day;
  const [span, setSpan] = useState<{ from: string | null; to: string | null }>({
    from: dayOf(currentTime().getTime() - 90 * DAY_MS),
    to: null,
  });
  const [result, setResult] = useState<Replay | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const at = (day: string | null, plus = 0) =>
    day === null
      ? undefined
      : new Date(instantAt(day, '00:00', user.timeZone).getTime() + plus).toISOString();
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      setResult(await replay(set.id, rules, at(span.from), at(span.to, DAY_MS)));
    } catch (cause) {
      setError(cause);
      setResult(null);
    } finally {
      setBusy(false);
    }
  };
  const open = result?.differences.find(({ leadId }) => leadId === search.lead);
  return (
    <section className="card rule-trial" aria-labelledby="replay">
      <h3 id="replay">{t('replay.title')}</h3>
      <div className="rule-trial-fields">
        <DayField
          size="sm"
          label={t('replay.from')}
          value={span.from}
          onChange={(from) => setSpan({ ...span, from })}
        />
        <DayField
          size="sm"
          label={t('replay.to')}
          value={span.to}
          onChange={(to) => setSpan({ ...span, to })}
        />
        <Button variant="default" loading={busy} onClick={() => void run()}>
          {t('replay.act')}
        </Button>
      </div>
      {error !== null && <ProblemBox error={error} />}
      <div role="status">{result && <Summary result={result} />}</div>
      {result && result.differences.length > 0 && (
        <ul className="rule-differences">
          {result.differences.map((difference) => (
            <li key={difference.leadId}>
              <Tag {...LOOKS[difference.kind]}>{t(`replay.kind.${difference.kind}`)}</Tag>
              <Link to="/leads/$id" params={{ id: difference.leadId }}>
                {difference.company ?? t('replay.hidden')}
              </Link>
              {difference.days !== null && (
                <span className="rl-quiet">
                  {t('replay.days', { count: Math.abs(difference.days) })}
                </span>
              )}
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => go({ ...search, lead: difference.leadId })}
              >
                {t('replay.both')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <SideDrawer
        opened={open !== undefined}
        onClose={() => go({ ...search, lead: undefined })}
        title={open?.company ?? t('replay.hidden')}
        size={560}
      >
        {open && <BothTraces difference={open} set={set} rules={rules} />}
      </SideDrawer>
    </section>
  );
}

function Summary({ result }: { result: Replay }) {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const { answers, leads, wouldConvert, wouldNot, earlier, later } = result;
  const total = wouldConvert + wouldNot + earlier + later;
  const said = [
    wouldConvert > 0 && t('replay.wouldConvert', { count: wouldConvert }),
    wouldNot > 0 && t('replay.wouldNot', { count: wouldNot }),
    earlier > 0 && t('replay.earlier', { count: earlier }),
    later > 0 && t('replay.later', { count: later }),
  ].filter(Boolean);
  return (
    <p className="rule-sentence">
      {t('replay.of', { answers: format.number(answers), leads: format.number(leads) })}{' '}
      {total === 0 ? t('replay.none') : `${said.join(', ')}.`}
    </p>
  );
}

interface BothProps {
  difference: Difference;
  set: RuleSet;
  rules: Rule[];
}

/** How the rules of that time judged, and how these would: each at the answer that decides. */
function BothTraces({ difference, set, rules }: BothProps) {
  const { t } = useTranslation('rules');
  const said = useSaid();
  const { leadId, wasId, wouldId } = difference;
  const at = wouldId ?? wasId;
  const trace = useQuery(traceQuery(leadId));
  const would = useQuery({
    queryKey: ['customers', 'would', set.id, rules, leadId, at] as const,
    queryFn: () => dryRun(set.id, { leadId, rules, ...(at && { evaluationId: at }) }),
  });
  return (
    <div className="rule-both">
      <section aria-labelledby="was">
        <h3 id="was">{t('replay.was')}</h3>
        <QueryView query={trace} skeleton={<Skeleton rows={3} />}>
          {({ items }) => {
            const found = items.find(({ id }) => id === (wasId ?? wouldId));
            return found ? (
              <>
                <p>{said(found.sentence)}</p>
                <RuleTraces rules={found.rules} matched={found.matched} />
              </>
            ) : (
              <p className="rl-quiet">{t('replay.noTrace')}</p>
            );
          }}
        </QueryView>
      </section>
      <section aria-labelledby="would">
        <h3 id="would">{t('replay.would')}</h3>
        <QueryView query={would} skeleton={<Skeleton rows={3} />}>
          {(found) => (
            <>
              <p>{said(found.sentence)}</p>
              <RuleTraces rules={found.rules} matched={found.matched} />
            </>
          )}
        </QueryView>
      </section>
    </div>
  );
}
