import { UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FOLLOW_UP_LOOK } from '../api/lists';
import { Empty } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import type { Decision, Width } from './follow-up-metrics.queries';

/** What was decided lately, with its reason; each says why. */
export function DecisionsPanel({
  decisions,
  width,
}: {
  decisions: readonly Decision[];
  width: Width;
}) {
  const { t } = useTranslation('cockpit');
  return (
    <section className="card decisions" aria-labelledby="decisions">
      <div className="card-head">
        <h2 id="decisions">{t('decisions.title')}</h2>
        <Link
          to="/follow-ups"
          search={{
            state: ['handed_over', 'skipped', 'cancelled', 'failed', 'unknown'],
            ...(width === 'own' && { owner: ['me'] }),
          }}
          className="card-link"
        >
          {t('decisions.all')}
        </Link>
      </div>
      {decisions.length > 0 ? (
        <ul>
          {decisions.map((decision) => (
            <Entry key={`${decision.followUpId}-${String(decision.number)}`} decision={decision} />
          ))}
        </ul>
      ) : (
        <Empty title={t('decisions.emptyTitle')} text={t('decisions.emptyText')} />
      )}
    </section>
  );
}

function Entry({ decision }: { decision: Decision }) {
  const { t } = useTranslation('cockpit');
  const lists = useTranslation('lists').t;
  const [open, setOpen] = useState(false);
  const why = useId();
  const { company, city, step, outcome, reasonText, at, leadId, simulated } = decision;
  const { tone, icon } = FOLLOW_UP_LOOK[outcome];
  return (
    <li className="decision">
      <span className="decision-line">
        <Link to="/leads/$id" params={{ id: leadId }} className="decision-lead">
          {company}
          {city && <>, {city}</>}
        </Link>
        <span className="rl-quiet"> · {step}</span>
        {simulated && <span className="demo">{t('demo')}</span>}
      </span>
      <Tag tone={tone} icon={icon} quiet={outcome === 'queued' || outcome === 'cancelled'}>
        {lists(`followUp.${outcome}`)}
      </Tag>
      <span className="decision-reason">
        {reasonText ?? t('decisions.passed', { count: decision.passed })}{' '}
        <UnstyledButton
          className="decision-why"
          aria-expanded={open}
          aria-controls={why}
          aria-label={t('decisions.whyAbout', { company, step })}
          onClick={() => setOpen(!open)}
        >
          {t('decisions.why')}
        </UnstyledButton>
      </span>
      <span className="decision-time">
        <Time at={at} />
      </span>
      <div id={why} className="decision-trace" hidden={!open}>
        {open && <Why decision={decision} />}
      </div>
    </li>
  );
}

/** The sentences of the server's record: what decided, and what would have had to be otherwise. */
function Why({ decision }: { decision: Decision }) {
  const { t } = useTranslation('cockpit');
  const { sentence, refusedBy, passed, counterfactual, decidedBy, note, leadId } = decision;
  return (
    <>
      <p>{sentence}</p>
      {refusedBy !== null && <p>{t('decisions.refusedBy', { guard: refusedBy, count: passed })}</p>}
      {counterfactual !== null && <p>{counterfactual}</p>}
      {decidedBy !== null && <p>{t('decisions.by', { name: decidedBy, note })}</p>}
      <Link to="/leads/$id" params={{ id: leadId }}>
        {t('decisions.lead')}
      </Link>
    </>
  );
}
