import { Button, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../core/problem';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { ProblemBox } from '../parts/problem-box';

const REASON_LENGTH = 10;
const REASONS = ['SAME_EMAIL', 'SAME_PHONE', 'SAME_DOMAIN', 'SIMILAR_COMPANY'] as const;

interface Candidate {
  readonly leadId: string;
  readonly company: string;
  readonly city: string | null;
  readonly ownerName: string | null;
  readonly why: string;
}

const isCandidate = (value: unknown): value is Candidate =>
  typeof value === 'object' && value !== null && 'leadId' in value && 'company' in value;

interface DuplicatesProps {
  problem: Problem;
  busy: boolean;
  onOverride: (reason: string) => void;
}

/** Who this lead might already be, and the way on: open that one, or say why it is another. */
export function Duplicates({ problem, busy, onOverride }: DuplicatesProps) {
  const { t } = useTranslation('leads');
  const session = useSession();
  const found = problem.members['candidates'];
  const candidates = Array.isArray(found) ? found.filter(isCandidate) : [];
  const isHard = problem.members['severity'] === 'hard';
  const mayOverride = !isHard || may(session, 'leads.assign');
  return (
    <ProblemBox error={problem} title={titleOf()} tone={isHard ? 'bad' : 'warn'}>
      {candidates.length > 0 && (
        <ul className="duplicates">
          {candidates.map((candidate) => (
            <li key={candidate.leadId}>
              <span>
                <b>{candidate.company}</b>
                {candidate.city && <>, {candidate.city}</>}
                <br />
                {[candidate.ownerName, whyOf(candidate)].filter(Boolean).join(' · ')}
              </span>
              <Button
                variant="default"
                size="xs"
                renderRoot={(props) => (
                  <Link to="/leads/$id" params={{ id: candidate.leadId }} {...props} />
                )}
              >
                {t('duplicates.open')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {mayOverride ? (
        <Override busy={busy} onOverride={onOverride} />
      ) : (
        <p>{t('duplicates.askManager')}</p>
      )}
    </ProblemBox>
  );

  function titleOf(): string {
    const [only] = candidates;
    if (!isHard) return t('duplicates.similar', { count: Math.max(1, candidates.length) });
    return only?.ownerName
      ? t('duplicates.hardOwner', { owner: only.ownerName, why: whyOf(only) })
      : t('duplicates.hard');
  }

  function whyOf({ why }: Candidate): string {
    const known = REASONS.find((reason) => reason === why);
    return known ? t(`duplicates.why.${known}`) : why;
  }
}

function Override({ busy, onOverride }: Pick<DuplicatesProps, 'busy' | 'onOverride'>) {
  const { t } = useTranslation('leads');
  const [reason, setReason] = useState('');
  const [tooShort, setTooShort] = useState(false);
  return (
    <div className="override">
      <Textarea
        label={t('duplicates.reason')}
        description={t('duplicates.reasonHelp')}
        error={tooShort ? t('duplicates.reasonShort') : null}
        rows={2}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setTooShort(false);
        }}
      />
      <Button
        variant="default"
        loading={busy}
        onClick={() =>
          reason.trim().length < REASON_LENGTH ? setTooShort(true) : onOverride(reason)
        }
      >
        {t('duplicates.override')}
      </Button>
    </div>
  );
}
