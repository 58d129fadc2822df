import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../core/api';
import { isLocale } from '../core/i18n';
import { useFormat } from '../core/use-format';
import type { Evaluation } from './customers.queries';

export type Found = string | number | boolean | null;
export type RuleTrace = Evaluation['rules'][number];
export type ClauseTrace = RuleTrace['clauses'][number];
export type FactName = Schemas['ConversionFacts']['facts'][number]['name'];
export type Operator = Schemas['ConversionFacts']['operators'][number];

/** The text of the server in the language on screen. */
export function useSaid(): (both: { de: string; en: string }) => string {
  const { i18n } = useTranslation();
  return (both) => both[isLocale(i18n.language) ? i18n.language : 'de'];
}

/** What rules ask for, in words. */
export function useClauseWords() {
  const { t } = useTranslation('rules');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const factOf = (fact: string) => t(`fact.${fact as FactName}`, { defaultValue: fact });
  const operatorOf = (operator: string) =>
    t(`operator.${operator as Operator}`, { defaultValue: operator });
  const valueOf = (fact: string, value: unknown): string => {
    if (Array.isArray(value)) return value.map((one) => valueOf(fact, one)).join(', ');
    if (value === null || value === undefined) return t('value.unknown');
    if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
    if (typeof value === 'number') {
      if (fact === 'confidence') return format.rate(value);
      return fact === 'volumeCents' ? format.number(value / 100) : format.number(value);
    }
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const named = {
      responseClass: () => lists(`response.${text as 'POSITIVE'}`, { defaultValue: text }),
      leadStatus: () => lists(`status.${text as 'ACTIVE'}`, { defaultValue: text }),
      businessType: () => lists(`businessType.${text as 'HOTEL'}`, { defaultValue: text }),
      channel: () => t(`channel.${text as 'email'}`, { defaultValue: text }),
      saidBy: () => t(`saidBy.${text as 'LEAD'}`, { defaultValue: text }),
      consent: () => t(`consent.${text as 'given'}`, { defaultValue: text }),
    }[fact];
    return named?.() ?? text;
  };
  return { factOf, operatorOf, valueOf };
}

/** Every clause of every rule as it turned out; the rule that decided comes open. */
export function RuleTraces({ rules, matched }: { rules: RuleTrace[]; matched: string[] }) {
  const { t } = useTranslation('rules');
  const said = useSaid();
  return (
    <ol className="rule-traces">
      {rules.map((rule) => (
        <li key={rule.key}>
          <details open={rule.key === matched[0]}>
            <summary>
              <Mark holds={rule.holds} />
              <span>{said(rule.name)}</span>
              <span className="rl-quiet">{t(`action.${rule.action}`)}</span>
            </summary>
            <Clauses clauses={rule.clauses} />
          </details>
        </li>
      ))}
    </ol>
  );
}

function Clauses({ clauses }: { clauses: ClauseTrace[] }) {
  const { t } = useTranslation('rules');
  const { factOf, operatorOf, valueOf } = useClauseWords();
  if (clauses.length === 0) return <p className="rl-quiet">{t('trace.always')}</p>;
  return (
    <ul className="rule-clauses">
      {clauses.map(({ fact, operator, value, found, holds }, index) => (
        <li key={index}>
          <Mark holds={holds} />
          <span>
            {factOf(fact)} {operatorOf(operator)} <b>{valueOf(fact, value)}</b>
            {(operator !== 'equal' || !holds) && (
              <span className="rl-quiet"> {t('trace.found', { found: valueOf(fact, found) })}</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Mark({ holds }: { holds: boolean }) {
  const { t } = useTranslation('rules');
  const Icon = holds ? IconCheck : IconX;
  return (
    <span className="rule-mark" data-holds={holds}>
      <Icon size={14} stroke={2} aria-hidden />
      <span className="rl-hidden">{t(holds ? 'trace.holds' : 'trace.fails')}</span>
    </span>
  );
}
