import { ActionIcon, Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { Skeleton } from '../parts/state-view';
import { useClauseWords, useSaid } from './clause-words.panel';
import { type Condition, isClause, matchesQuery, type Rule, type RuleSet } from './rules.queries';

const ConditionsEditor = lazy(() =>
  import('./conditions.form').then((file) => ({ default: file.ConditionsEditor })),
);

interface ListProps {
  set: RuleSet;
  rules: Rule[];
  /** Null for what is only read. */
  onChange: ((rules: Rule[]) => void) | null;
}

const ACTIONS = ['CONVERT', 'QUALIFY', 'REQUIRE_APPROVAL', 'CREATE_TASK', 'IGNORE'] as const;
const EDIT_PAUSE_MS = 600;

/** The rules in their order: the first that matches decides. */
export function RuleList({ set, rules, onChange }: ListProps) {
  const { t } = useTranslation('rules');
  const [asked] = useDebouncedValue(rules, EDIT_PAUSE_MS);
  const matches = useQuery(matchesQuery(set.id, asked)).data?.matches;
  const put = (index: number, rule: Rule) =>
    onChange?.(rules.map((old, at) => (at === index ? rule : old)));
  const move = (index: number, by: number) => {
    const next = [...rules];
    const [rule] = next.splice(index, 1);
    if (rule) next.splice(index + by, 0, rule);
    onChange?.(next);
  };
  const add = () =>
    onChange?.([
      ...rules,
      {
        key: `rule-${String(rules.length + 1)}`,
        name: { de: t('newRule'), en: t('newRule') },
        when: { all: [{ fact: 'responseClass', operator: 'equal', value: 'POSITIVE' }] },
        then: { action: 'REQUIRE_APPROVAL' },
        stop: true,
      },
    ]);
  return (
    <>
      <ol className="rule-cards">
        {rules.map((rule, index) => (
          <RuleCard
            key={index}
            rule={rule}
            place={index + 1}
            matches={matches?.[rule.key]}
            onChange={onChange && ((next) => put(index, next))}
            onMove={onChange && ((by) => move(index, by))}
            onRemove={
              onChange && rules.length > 1
                ? () => onChange(rules.filter((_, at) => at !== index))
                : null
            }
            isLast={index === rules.length - 1}
          />
        ))}
      </ol>
      {onChange && (
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
          {t('addRule')}
        </Button>
      )}
    </>
  );
}

interface CardProps {
  rule: Rule;
  place: number;
  matches: number | undefined;
  onChange: ((rule: Rule) => void) | null;
  onMove: ((by: number) => void) | null;
  onRemove: (() => void) | null;
  isLast: boolean;
}

function RuleCard({ rule, place, matches, onChange, onMove, onRemove, isLast }: CardProps) {
  const { t } = useTranslation('rules');
  const format = useFormat();
  const said = useSaid();
  const name = said(rule.name);
  return (
    <li className="card rule-card">
      <div className="rule-card-head">
        <span className="rule-place rl-num">{place}</span>
        <h3>{name}</h3>
        <span className="rl-quiet rl-num">
          {matches !== undefined &&
            t('matches.rule', { count: matches, shown: format.number(matches) })}
        </span>
        {onMove && (
          <span className="rule-moves">
            <ActionIcon
              aria-label={t('up', { name })}
              disabled={place === 1}
              onClick={() => onMove(-1)}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              aria-label={t('down', { name })}
              disabled={isLast}
              onClick={() => onMove(1)}
            >
              <IconArrowDown size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              aria-label={t('remove', { name })}
              disabled={!onRemove}
              onClick={() => onRemove?.()}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </span>
        )}
      </div>
      {onChange ? <CardEditor rule={rule} onChange={onChange} /> : <CardText rule={rule} />}
    </li>
  );
}

function CardText({ rule }: { rule: Rule }) {
  const { t } = useTranslation('rules');
  return (
    <p className="rule-text">
      <b>{t('if')}</b> <ConditionText condition={rule.when} /> <b>{t('then')}</b>{' '}
      <span className="rule-action">{actionOf(rule, t)}</span>
      {!rule.stop && <span className="rl-quiet"> {t('goesOn')}</span>}
    </p>
  );
}

const actionOf = ({ then }: Rule, t: ReturnType<typeof useTranslation<'rules'>>['t']): string =>
  then.action === 'CREATE_TASK'
    ? `${t('action.CREATE_TASK')} (${t(`for.${then.for}`)})`
    : t(`action.${then.action}`);

/** A condition as a sentence. */
export function ConditionText({ condition }: { condition: Condition }) {
  const { t } = useTranslation('rules');
  const { factOf, operatorOf, valueOf } = useClauseWords();
  if (isClause(condition))
    return (
      <span className="rule-clause">
        {factOf(condition.fact)} {operatorOf(condition.operator)}{' '}
        <b>{valueOf(condition.fact, condition.value)}</b>
      </span>
    );
  if ('not' in condition)
    return (
      <>
        {t('not')} (<ConditionText condition={condition.not} />)
      </>
    );
  const parts = 'all' in condition ? condition.all : condition.any;
  if (parts.length === 0) return <>{t('trace.always')}</>;
  const word = t('all' in condition ? 'and' : 'or');
  return parts.map((part, index) => (
    <span key={index}>
      {index > 0 && <b> {word} </b>}
      {isClause(part) ? (
        <ConditionText condition={part} />
      ) : (
        <>
          (<ConditionText condition={part} />)
        </>
      )}
    </span>
  ));
}

function CardEditor({ rule, onChange }: { rule: Rule; onChange: (rule: Rule) => void }) {
  const { t } = useTranslation('rules');
  const setAction = (action: string | null) => {
    const found = ACTIONS.find((one) => one === action);
    if (!found) return;
    const then: Rule['then'] =
      found === 'CREATE_TASK' ? { action: found, for: 'OWNER' } : { action: found };
    onChange({ ...rule, then });
  };
  return (
    <div className="rule-editor">
      <div className="form-grid">
        {(['de', 'en'] as const).map((language) => (
          <TextInput
            key={language}
            className="span-2"
            size="xs"
            label={t(`nameIn.${language}`)}
            value={rule.name[language]}
            maxLength={120}
            onChange={(event) =>
              onChange({ ...rule, name: { ...rule.name, [language]: event.currentTarget.value } })
            }
          />
        ))}
        <TextInput
          className="span-2"
          size="xs"
          label={t('key')}
          value={rule.key}
          maxLength={60}
          onChange={(event) => onChange({ ...rule, key: event.currentTarget.value })}
        />
      </div>
      <Suspense fallback={<Skeleton rows={2} />}>
        <ConditionsEditor
          when={rule.when}
          onChange={(when) => onChange({ ...rule, when: when as Rule['when'] })}
        />
      </Suspense>
      <div className="rule-then">
        <b>{t('then')}</b>
        <Select
          size="xs"
          aria-label={t('actionLabel')}
          data={ACTIONS.map((value) => ({ value, label: t(`action.${value}`) }))}
          value={rule.then.action}
          onChange={setAction}
          allowDeselect={false}
        />
        {rule.then.action === 'CREATE_TASK' && (
          <Select
            size="xs"
            aria-label={t('forLabel')}
            data={(['OWNER', 'MANAGER'] as const).map((value) => ({
              value,
              label: t(`for.${value}`),
            }))}
            value={rule.then.for}
            onChange={(value) =>
              onChange({
                ...rule,
                then: { action: 'CREATE_TASK', for: value === 'MANAGER' ? 'MANAGER' : 'OWNER' },
              })
            }
            allowDeselect={false}
          />
        )}
        <Checkbox
          label={t('stop')}
          checked={rule.stop}
          onChange={(event) => onChange({ ...rule, stop: event.currentTarget.checked })}
        />
      </div>
    </div>
  );
}
