import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RESPONSE_LOOK } from '../api/lists';
import { useNow } from '../core/now';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { MarkedText } from '../parts/marked-text';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { RuleTraces, useSaid } from './clause-words.panel';
import { type CustomerView, evidenceQuery, traceQuery } from './customers.queries';

const UndoDialog = lazy(() =>
  import('./customer-acts.form').then((file) => ({ default: file.UndoDialog })),
);

type Conversion = CustomerView['leads'][number];

/** From which leads a customer came, and why each of them was converted. */
export function OriginPanel({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation('customers');
  return (
    <section className="card" aria-labelledby="origin">
      <div className="card-head">
        <h2 id="origin">{t('origin.title')}</h2>
      </div>
      {customer.leads.length === 0 ? (
        <p className="card-body rl-quiet">{t('origin.none')}</p>
      ) : (
        <ul className="customer-origins">
          {customer.leads.map((conversion) => (
            <Origin key={conversion.leadId} conversion={conversion} customer={customer} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Origin({ conversion, customer }: { conversion: Conversion; customer: CustomerView }) {
  const { t } = useTranslation('customers');
  const session = useSession();
  const navigate = useNavigate();
  const now = useNow();
  const [undoing, setUndoing] = useState(false);
  const { leadId, company, convertedAt, convertedBy, attached, evaluationId, responseId } =
    conversion;
  const mayUndo = may(session, 'conversions.undo');
  const inTime = Date.parse(conversion.undoableUntil) > now.getTime();
  return (
    <li>
      <p>
        <Link to="/leads/$id" params={{ id: leadId }}>
          {company ?? t('origin.lead')}
        </Link>{' '}
        {t(attached ? 'origin.attached' : 'origin.converted')} <Time at={convertedAt} as="exact" />
        {', '}
        {convertedBy ? t('origin.by', { name: convertedBy.name }) : t('origin.automatic')}
      </p>
      {responseId !== null && <Evidence responseId={responseId} />}
      {evaluationId !== null && <Why leadId={leadId} evaluationId={evaluationId} />}
      {evaluationId === null && <p className="rl-quiet">{t('origin.byHand')}</p>}
      {mayUndo && (
        <div className="customer-undo">
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            disabled={!inTime}
            aria-describedby={`undo-${leadId}`}
            onClick={() => setUndoing(true)}
          >
            {t('undo.open')}
          </Button>
          <span id={`undo-${leadId}`} className="rl-quiet">
            {t(inTime ? 'undo.until' : 'undo.tooLate')}{' '}
            <Time at={conversion.undoableUntil} as="date" />
          </span>
        </div>
      )}
      <Suspense>
        {undoing && (
          <UndoDialog
            leadId={leadId}
            company={customer.company}
            attached={attached}
            onClose={() => setUndoing(false)}
            onDone={() => void navigate({ to: '/leads/$id', params: { id: leadId } })}
          />
        )}
      </Suspense>
    </li>
  );
}

/** The words that did it. */
function Evidence({ responseId }: { responseId: string }) {
  const { t } = useTranslation('customers');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const query = useQuery(evidenceQuery(responseId));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={2} />}>
      {(response) => (
        <figure className="customer-evidence">
          <figcaption>
            <Tag {...RESPONSE_LOOK[response.class]}>
              {[
                lists(`response.${response.class}`),
                response.confidence === null ? null : format.rate(response.confidence),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Tag>
            <span className="rl-quiet">
              {response.sender ?? response.decidedBy?.name ?? t('origin.talk')} ·{' '}
              <Time at={response.receivedAt} as="exact" />
            </span>
          </figcaption>
          {response.text && (
            <blockquote>
              <MarkedText
                text={response.text}
                heard={response.evidence.map(({ words }) => words)}
              />
            </blockquote>
          )}
        </figure>
      )}
    </QueryView>
  );
}

/** What the rules saw, and each of their clauses. */
function Why({ leadId, evaluationId }: { leadId: string; evaluationId: string }) {
  const { t } = useTranslation('customers');
  const said = useSaid();
  const query = useQuery(traceQuery(leadId));
  return (
    <QueryView query={query} skeleton={<Skeleton rows={2} />}>
      {({ items }) => {
        const found = items.find(({ id }) => id === evaluationId);
        if (!found) return <p className="rl-quiet">{t('origin.noTrace')}</p>;
        return (
          <>
            <p>{said(found.sentence)}</p>
            <details className="customer-clauses">
              <summary>{t('origin.why', { version: found.ruleSetVersion })}</summary>
              <RuleTraces rules={found.rules} matched={found.matched} />
            </details>
          </>
        );
      }}
    </QueryView>
  );
}
