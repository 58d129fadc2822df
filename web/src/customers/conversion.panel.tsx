import { Button } from '@mantine/core';
import { IconBuildingStore } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toast } from '../core/toast';
import { Time } from '../parts/time';
import { RuleTraces, useSaid } from './clause-words.panel';
import {
  customerOfLeadQuery,
  customerQuery,
  type Evaluation,
  traceQuery,
} from './customers.queries';
import './customers.css';

const ConvertDialog = lazy(() =>
  import('./customer-acts.form').then((file) => ({ default: file.ConvertDialog })),
);
const UndoDialog = lazy(() =>
  import('./customer-acts.form').then((file) => ({ default: file.UndoDialog })),
);

interface LeadProps {
  leadId: string;
  company: string;
  status: string;
}

const SHOWN = 3;

/** Whether a lead is a customer or may become one, and why its answers had consequences or none. */
export function ConversionPanel({ leadId, company, status }: LeadProps) {
  const { t } = useTranslation('customers');
  const { data: trace } = useQuery(traceQuery(leadId));
  const [all, setAll] = useState(false);
  const items = trace?.items ?? [];
  const shown = all ? items : items.slice(0, SHOWN);
  const isConverted = status === 'CONVERTED';
  if (items.length === 0 && !isConverted) return null;
  return (
    <section className="card" aria-labelledby="conversion">
      <div className="card-head">
        <h2 id="conversion">{t('conversion.title')}</h2>
      </div>
      {isConverted && <Standing leadId={leadId} company={company} />}
      {items.length > 0 && (
        <ol className="evaluations">
          {shown.map((evaluation) => (
            <EvaluationItem key={evaluation.id} evaluation={evaluation} />
          ))}
        </ol>
      )}
      {items.length > shown.length && (
        <div className="evaluations-more">
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            {t('conversion.all', { count: items.length })}
          </Button>
        </div>
      )}
    </section>
  );
}

function EvaluationItem({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation('customers');
  const said = useSaid();
  const { sentence, evaluatedAt, ruleSetVersion, rules, matched } = evaluation;
  return (
    <li>
      <p>{said(sentence)}</p>
      <details className="customer-clauses">
        <summary>
          {t('origin.why', { version: ruleSetVersion })}
          <span className="rl-quiet">
            {' '}
            <Time at={evaluatedAt} as="moment" />
          </span>
        </summary>
        <RuleTraces rules={rules} matched={matched} />
      </details>
    </li>
  );
}

/** The customer that the lead is, with the way back for whoever may. */
function Standing({ leadId, company }: { leadId: string; company: string }) {
  const { t } = useTranslation('customers');
  const session = useSession();
  const [undoing, setUndoing] = useState(false);
  const found = useQuery(customerOfLeadQuery(leadId)).data?.customer;
  const customer = useQuery({
    ...customerQuery(found?.id ?? ''),
    enabled: found !== undefined && found !== null,
  }).data;
  if (found === null) return <p className="card-body rl-quiet">{t('conversion.hidden')}</p>;
  if (!found) return null;
  const conversion = customer?.leads.find((lead) => lead.leadId === leadId);
  const now = customer ? Date.parse(customer.asOf) : 0;
  const mayUndo =
    may(session, 'conversions.undo') &&
    conversion !== undefined &&
    Date.parse(conversion.undoableUntil) > now;
  return (
    <div className="card-body evaluations-standing">
      <p>
        {t('conversion.is')}{' '}
        <Link to="/customers/$id" params={{ id: found.id }}>
          {found.number} {found.company}
        </Link>
      </p>
      {mayUndo && (
        <Button variant="default" size="compact-sm" onClick={() => setUndoing(true)}>
          {t('undo.open')}
        </Button>
      )}
      <Suspense>
        {undoing && conversion && (
          <UndoDialog
            leadId={leadId}
            company={company}
            attached={conversion.attached}
            onClose={() => setUndoing(false)}
            onDone={() => setUndoing(false)}
          />
        )}
      </Suspense>
    </div>
  );
}

const OPEN = ['REGISTERED', 'ACTIVE', 'QUALIFIED'];

/** The act itself, for whoever may decide it. */
export function ConvertButton({ leadId, company, status }: LeadProps) {
  const { t } = useTranslation('customers');
  const session = useSession();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const mayConvert = may(session, 'conversions.convert') && OPEN.includes(status);
  useShortcuts(
    mayConvert ? [{ keys: 'z', label: t('convert.open'), run: () => setOpen(true) }] : [],
  );
  if (!mayConvert) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconBuildingStore size={16} stroke={1.5} aria-hidden />}
        rightSection={<kbd aria-hidden>{'Z'}</kbd>}
        onClick={() => setOpen(true)}
      >
        {t('convert.open')}
      </Button>
      <Suspense>
        {open && (
          <ConvertDialog
            leadId={leadId}
            company={company}
            onClose={() => setOpen(false)}
            onDone={({ id, number }, fresh) => {
              toast(t(fresh ? 'convert.done' : 'convert.known', { company, number }));
              void navigate({ to: '/customers/$id', params: { id } });
            }}
          />
        )}
      </Suspense>
    </>
  );
}
