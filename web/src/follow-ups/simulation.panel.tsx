import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csvOf, saveText } from '../core/download';
import { currentTime } from '../core/now';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { clockAt, instantAt } from '../core/zoned';
import { DayField } from '../parts/day-field';
import { SideDrawer } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { type Change, CHANGES, type SequenceSearch } from './sequence-search.queries';
import {
  changeOf,
  countsOf,
  type Difference,
  type Sequence,
  type SimulatedOutcome,
  simulate,
  type Simulation,
} from './sequences.queries';
import { SimulatedTrace } from './simulated-trace.panel';

interface SimulationProps {
  shown: Sequence;
  search: SequenceSearch;
  go: (search: SequenceSearch) => void;
}

const DAY_MS = 86_400_000;
const SPAN_DAYS = 90;
const SHOWN = 200;
const LOOKS = {
  added: { tone: 'good', icon: 'check' },
  dropped: { tone: 'bad', icon: 'x' },
  moved: { tone: 'info', icon: 'clock' },
  channel: { tone: 'info', icon: 'send' },
  other: { tone: 'idle', icon: 'minus' },
} as const satisfies Record<Change, object>;

/** What this version would have done with the leads of before, beside what happened. */
export function SimulationPanel({ shown, search, go }: SimulationProps) {
  const { t } = useTranslation('sequences');
  const session = useSession();
  const { timeZone } = session.user;
  const dayAgo = (days: number) =>
    clockAt(new Date(currentTime().getTime() - days * DAY_MS), timeZone).day;
  const [span, setSpan] = useState({ from: dayAgo(SPAN_DAYS), to: dayAgo(0) });
  const [result, setResult] = useState<Simulation | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  if (!may(session, 'sequences.simulate'))
    return <p className="rl-quiet sequence-note">{t('simulation.noRight')}</p>;
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      const from = instantAt(span.from, '00:00', timeZone);
      const end = instantAt(span.to, '00:00', timeZone).getTime() + DAY_MS;
      const to = new Date(Math.min(end, currentTime().getTime()));
      setResult(await simulate(shown.id, from.toISOString(), to.toISOString()));
    } catch (cause) {
      setError(cause);
      setResult(null);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p className="rl-quiet sequence-note">{t(`simulation.about.${shown.state}`)}</p>
      <div className="sequence-span">
        <DayField
          size="sm"
          label={t('simulation.from')}
          value={span.from}
          onChange={(from) => setSpan({ ...span, from: from ?? dayAgo(SPAN_DAYS) })}
        />
        <DayField
          size="sm"
          label={t('simulation.to')}
          value={span.to}
          onChange={(to) => setSpan({ ...span, to: to ?? dayAgo(0) })}
        />
        <Button variant="default" loading={busy} onClick={() => void run()}>
          {t('simulation.act')}
        </Button>
      </div>
      {error !== null && <ProblemBox error={error} />}
      {result && <Result result={result} search={search} go={go} />}
    </>
  );
}

function Result({
  result,
  search,
  go,
}: Pick<SimulationProps, 'search' | 'go'> & { result: Simulation }) {
  const { t } = useTranslation('sequences');
  const format = useFormat();
  const { differences, counts, looked, total } = result;
  const changes = countsOf(differences);
  const rows = differences.filter((one) => !search.show || changeOf(one) === search.show);
  const open = differences.find(
    ({ leadId, step }) => leadId === search.lead && step === search.step,
  );
  const { lead: _, step: __, ...rest } = search;
  return (
    <>
      <div role="status">
        <p className="sequence-sentence">
          {t('simulation.of', { count: looked, shown: format.number(looked) })}{' '}
          {looked < total && t('simulation.part', { total: format.number(total) })}{' '}
          {differences.length === 0 && <b>{t('simulation.none')}</b>}
        </p>
      </div>
      <ul className="sequence-counts" aria-label={t('simulation.counts')}>
        <li>
          <span className="sequence-count">{format.number(counts.same)}</span> {t('change.same')}
        </li>
        {CHANGES.map((change) => (
          <li key={change}>
            <button
              type="button"
              aria-pressed={search.show === change}
              disabled={changes[change] === 0}
              onClick={() => go({ ...rest, show: search.show === change ? undefined : change })}
            >
              <span className="sequence-count">{format.number(changes[change])}</span>{' '}
              {t(`change.${change}`)}
            </button>
          </li>
        ))}
      </ul>
      {rows.length > 0 && (
        <div
          className="table-region sequence-rows"
          role="region"
          aria-label={t('simulation.rows')}
          tabIndex={0}
        >
          <table className="table" aria-label={t('simulation.rows')}>
            <thead>
              <tr>
                <th scope="col">{t('simulation.lead')}</th>
                <th scope="col">{t('simulation.step')}</th>
                <th scope="col">{t('simulation.then')}</th>
                <th scope="col">{t('simulation.now')}</th>
                <th scope="col">
                  <span className="rl-hidden">{t('simulation.why')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map((row) => (
                <Row
                  key={`${row.leadId} ${row.step}`}
                  row={row}
                  why={() => go({ ...rest, lead: row.leadId, step: row.step })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length > 0 && <Below rows={rows} result={result} />}
      <SideDrawer
        opened={open !== undefined}
        onClose={() => go(rest)}
        title={open ? `${open.company}, ${open.step}` : ''}
        size={560}
      >
        {open && (
          <div className="sequence-both">
            <SimulatedTrace title={t('simulation.then')} outcome={open.then} />
            <SimulatedTrace title={t('simulation.now')} outcome={open.now} />
          </div>
        )}
      </SideDrawer>
    </>
  );
}

function Row({ row, why }: { row: Difference; why: () => void }) {
  const { t } = useTranslation('sequences');
  const change = changeOf(row);
  return (
    <tr>
      <th scope="row">
        <Link to="/leads/$id" params={{ id: row.leadId }}>
          {row.company}
        </Link>{' '}
        <Tag {...LOOKS[change]} quiet={change === 'other'}>
          {t(`change.${change}`)}
        </Tag>
      </th>
      <td>{row.step}</td>
      <td>
        <Outcome outcome={row.then} />
      </td>
      <td>
        <Outcome outcome={row.now} />
      </td>
      <td>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t('simulation.whyOf', { company: row.company, step: row.step })}
          onClick={why}
        >
          {t('simulation.why')}
        </Button>
      </td>
    </tr>
  );
}

function Outcome({ outcome }: { outcome: SimulatedOutcome | null }) {
  const { t } = useTranslation('sequences');
  if (!outcome) return <span className="rl-quiet">{t('simulation.noStep')}</span>;
  return (
    <>
      {t(`outcome.${outcome.state}`)}
      {outcome.at !== null && (
        <>
          {' '}
          <Time at={outcome.at} as="moment" />
        </>
      )}
      {outcome.state === 'handed_over' && (
        <span className="sequence-why">
          {[t(`channel.${outcome.channel}`), outcome.templateKey].filter(Boolean).join(' · ')}
        </span>
      )}
      {outcome.reasonText !== null && <span className="sequence-why">{outcome.reasonText}</span>}
    </>
  );
}

function Below({ rows, result }: { rows: readonly Difference[]; result: Simulation }) {
  const { t, i18n } = useTranslation('sequences');
  const format = useFormat();
  const said = (outcome: SimulatedOutcome | null) =>
    outcome === null ? t('simulation.noStep') : t(`outcome.${outcome.state}`);
  const by = (outcome: SimulatedOutcome | null) =>
    outcome?.state === 'handed_over' ? t(`channel.${outcome.channel}`) : null;
  const download = () =>
    saveText(
      `simulation-${result.sequence.key}-v${String(result.sequence.version)}.csv`,
      'text/csv;charset=utf-8',
      csvOf(
        [
          [
            t('simulation.lead'),
            t('simulation.step'),
            t('simulation.change'),
            t('simulation.then'),
            t('simulation.thenChannel'),
            t('simulation.thenReason'),
            t('simulation.now'),
            t('simulation.nowChannel'),
            t('simulation.nowReason'),
          ],
          ...rows.map((row) => [
            row.company,
            row.step,
            t(`change.${changeOf(row)}`),
            [said(row.then), row.then?.at].filter(Boolean).join(' '),
            by(row.then),
            row.then?.reasonText ?? null,
            [said(row.now), row.now?.at].filter(Boolean).join(' '),
            by(row.now),
            row.now?.reasonText ?? null,
          ]),
        ],
        i18n.language,
      ),
    );
  return (
    <p className="sequence-below rl-quiet">
      {rows.length > SHOWN &&
        t('simulation.first', { shown: format.number(SHOWN), total: format.number(rows.length) })}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconDownload size={14} aria-hidden />}
        onClick={download}
      >
        {t('simulation.csv')}
      </Button>
    </p>
  );
}
